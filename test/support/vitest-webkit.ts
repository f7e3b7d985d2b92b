// WebKit for the component tests: as much of a provider of vitest's as they use. Pages and frames are of one origin, so all of it is said
// from the outermost one.

import { fileURLToPath } from "node:url";
import { defineBrowserProvider, parseKeyDef } from "@vitest/browser";
import type { BrowserCommand, BrowserProviderOption, TestProject } from "vitest/node";
import type { KeyStroke, Place, WebDriver } from "./webdriver.ts";
import { openWebKit } from "./webkit.ts";

export function webkit(): BrowserProviderOption {
  return defineBrowserProvider({ name: "webkit", options: {}, providerFactory: createProvider });
}

interface Keys {
  readonly unreleased?: readonly string[];
}

/** As the tester's own script hands a file over. */
interface SentFile {
  readonly name: string;
  readonly mimeType: string;
  readonly base64: string;
}

function createProvider(project: TestProject) {
  let browser: WebDriver | null = null;

  function running(): WebDriver {
    if (!browser) throw new Error("The browser has no page yet");
    return browser;
  }

  async function click(times: number): Promise<void> {
    // What is drawn may move between the look and the press.
    for (let tries = 5; tries > 0; tries -= 1) {
      await running().click(await running().run(placeOfTarget), times);
      if (await running().run(wasPressed)) return;
    }
    throw new Error("What is to be clicked never was where it seemed to be");
  }

  async function type(text: string, { unreleased = [] }: Keys): Promise<Keys> {
    await running().run(focusTester);
    const pressed = new Set(unreleased);
    await running().press(strokesOf(text, pressed));
    return { unreleased: [...pressed] };
  }

  const commands: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = {
    // The tester's frame takes the size, and the window is larger.
    __vitest_viewport: () => Promise.resolve(),
    __vitest_click: () => click(1),
    __vitest_dblClick: () => click(2),
    __vitest_keyboard: type,
    __vitest_cleanup: ({ unreleased = [] }: Keys) =>
      running().press(unreleased.map((key) => ({ key, type: "keyUp" }))),
    __vitest_fill: async (_: unknown, text: string) => {
      await running().run(selectTarget);
      await type(text, {});
    },
    __vitest_upload: (_: unknown, files: readonly SentFile[]) => running().run(chooseFiles, files),
  };
  for (const [name, command] of Object.entries(commands))
    project.browser?.registerCommand(
      name as never,
      ((_, ...args) => command(...args)) as BrowserCommand<never[]>,
    );

  return {
    name: "webkit",
    supportsParallelism: false,
    initScripts: [fileURLToPath(new URL("webkit-locators.ts", import.meta.url))],
    getCommandsContext: () => ({}),
    openPage: async (_: string, url: string) => {
      if (!browser) {
        browser = await openWebKit();
        await browser.resize(2050, 2050);
      }
      await browser.go(url);
    },
    close: async () => {
      await browser?.close();
      browser = null;
    },
  };
}

/** `pressed`: what is down when it begins, and afterwards what is when it ends. */
function strokesOf(text: string, pressed: Set<string>): KeyStroke[] {
  const strokes: KeyStroke[] = [];
  const release = (key: string) => {
    if (pressed.delete(key)) strokes.push({ key, type: "keyUp" });
  };
  for (const { keyDef, releasePrevious, releaseSelf, repeat } of parseKeyDef(text)) {
    const key = keyDef.key ?? "";
    release(key);
    if (releasePrevious) continue;
    pressed.add(key);
    for (let times = 0; times < repeat; times += 1) strokes.push({ key, type: "keyDown" });
    if (releaseSelf) release(key);
  }
  return strokes;
}

// In the outermost page, where the tester's frame has left the element that is meant.

interface Outermost {
  readonly ajarTarget: HTMLInputElement;
  ajarPressed: boolean;
}

/** Once it stands still: what a focus scrolls is scrolled with the next picture. */
async function placeOfTarget(): Promise<Place> {
  const outermost = window as unknown as Outermost;
  const { ajarTarget } = outermost;
  outermost.ajarPressed = false;
  ajarTarget.addEventListener("pointerdown", () => (outermost.ajarPressed = true), { once: true });
  ajarTarget.scrollIntoView({ block: "nearest" });
  const find = () => {
    const frame = ajarTarget.ownerDocument.defaultView?.frameElement?.getBoundingClientRect();
    const { left, top, width, height } = ajarTarget.getBoundingClientRect();
    return { x: (frame?.left ?? 0) + left + width / 2, y: (frame?.top ?? 0) + top + height / 2 };
  };
  for (let before = find(); ;) {
    for (let pictures = 2; pictures > 0; pictures -= 1)
      await new Promise((seen) => requestAnimationFrame(seen));
    const now = find();
    if (now.x === before.x && now.y === before.y) return now;
    before = now;
  }
}

function wasPressed(): boolean {
  return (window as unknown as Outermost).ajarPressed;
}

function focusTester(): void {
  const frame = document.querySelector<HTMLIFrameElement>("iframe[data-vitest]");
  if (document.activeElement !== frame) frame?.contentWindow?.focus();
}

function selectTarget(): void {
  const { ajarTarget } = window as unknown as Outermost;
  ajarTarget.focus();
  ajarTarget.select();
}

function chooseFiles(sent: readonly SentFile[]): void {
  const { ajarTarget } = window as unknown as Outermost;
  const chosen = new DataTransfer();
  for (const { name, mimeType, base64 } of sent) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    chosen.items.add(new File([bytes], name, { type: mimeType }));
  }
  ajarTarget.files = chosen.files;
  for (const type of ["input", "change"]) ajarTarget.dispatchEvent(new Event(type, { bubbles: true }));
}
