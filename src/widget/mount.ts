// Puts a chat on the page: host element, style sheet, launcher, panel, focus. Knows the chat's interface and the DOM;
// where the chat comes from is its caller's business.

import { computed, effect, signal } from "@preact/signals";
import { createElement, render } from "preact";
import type { Chat } from "../chat.ts";
import { App } from "./App.tsx";
import { knownUnread } from "./arrivals.ts";
import { createAttention } from "./attention.ts";
import type { WidgetContext } from "./context.ts";
import { createDates, msUntilMidnight } from "./dates.ts";
import { drawLauncher } from "./launcher.ts";
import type { WidgetLook } from "./options.ts";
import type { Strings } from "./strings.ts";
import css from "./styles.css?inline";
import { applyTheme } from "./theme.ts";
import { createWords } from "./words.ts";

export interface Mounted {
  readonly open: () => void;
  readonly close: () => void;
  readonly toggle: () => void;
  /** Shows or hides the launcher. */
  readonly setLauncher: (shown: boolean) => void;
  readonly words: () => Pick<WidgetContext, "strings" | "dates">;
  readonly update: (look: WidgetLook) => void;
  readonly remove: () => void;
}

export interface MountOptions {
  readonly chat: Chat;
  readonly look: WidgetLook;
  /** The element that the panel fills; null: it floats. */
  readonly target: Element | null;
  /** A button that is on the page already, drawn by the script tag's loader; null: drawn here. */
  readonly launcher: HTMLButtonElement | null;
  /** A panel that was left open is drawn once this resolves; one that somebody opens, at once. Default: nothing to wait for. */
  readonly hold?: Promise<void> | undefined;
  /** The customer asks to be signed in. */
  readonly signIn: () => void;
}

// The page's own hotkeys and focus traps must not see what happens in the chat.
const keptInside = [
  "keydown",
  "keyup",
  "keypress",
  "focusin",
  "focusout",
  "beforeinput",
  "input",
  "pointerdown",
  "pointerup",
  "pointermove",
  "mousedown",
  "mouseup",
  "touchstart",
  "touchend",
  "click",
];

export function mount({ chat, target, signIn, ...given }: MountOptions): Mounted {
  const button = given.launcher ?? drawLauncher(target ?? undefined);
  const shadow = button.getRootNode() as ShadowRoot;
  const host = shadow.host as HTMLElement;
  const inline = target !== null;
  const takeFocus = { current: false };
  const words = createWords(draw);
  const isWaiting = signal(given.hold !== undefined);
  const isHeld = computed(() => isWaiting.value || !words.areHere.value);
  const badge = document.createElement("span");
  const root = document.createElement("div");
  const adopted = new Set<string>();
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  let look = given.look;
  let strings: Strings = words.strings;
  let dates = createDates(strings);
  let focusBefore: Element | null = null;
  let removed = false;
  let midnight: ReturnType<typeof setTimeout> | undefined;

  prepareHost();
  void given.hold?.then(release);
  const stopLauncher = effect(drawLauncherState);
  const attention = createAttention({ chat, look: () => look, strings: () => strings, open });
  darkness.addEventListener("change", drawTheme);
  draw();

  function prepareHost(): void {
    for (const type of keptInside) shadow.addEventListener(type, (event) => event.stopPropagation());
    adopt(css);
    button.className = "launcher";
    badge.className = "badge";
    badge.ariaHidden = "true";
    button.append(badge);
    button.ariaHasPopup = "dialog";
    button.style.cssText = ""; // what the loader set is the look's to say now
    button.onpointerenter = button.onfocus = null;
    button.onclick = toggle;
    root.className = "ajar";
    shadow.append(root);
    if (inline) button.remove();
    // A tag that ran while the head was read drew before the body: in the order of Tab the chat comes last.
    else if (host.nextElementSibling && !shadow.activeElement) host.parentElement?.append(host);
    host.toggleAttribute("data-inline", inline);
  }

  function adopt(css: string): void {
    if (adopted.has(css)) return;
    adopted.add(css);
    const sheet = new CSSStyleSheet();
    // WebKit (2.50) gives a new shadow root what the media queries of the same text said to the one before it, at whatever size that was.
    sheet.replaceSync(`${css}/*${innerWidth} ${innerHeight}*/`);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  }

  function draw(): void {
    if (removed) return;
    clearTimeout(midnight);
    midnight = setTimeout(draw, msUntilMidnight()); // "Today" is "Yesterday" then
    words.ask(look.locale);
    strings = { ...words.strings, ...look.strings };
    dates = createDates(strings, words.tag);
    root.lang = button.lang = strings.lang;
    root.dir = strings.dir;
    host.dataset.side = look.position ?? "right";
    button.hidden = look.hideLauncher ?? false;
    host.toggleAttribute("data-launcher", !button.hidden);
    setProperty("--ajar-offset-x", look.offset?.x, "px");
    setProperty("--ajar-offset-y", look.offset?.y, "px");
    setProperty("--ajar-z-index", look.zIndex);
    drawTheme();
    drawLauncherState();
    attention.update();
    const { signInUrl = null, notifications = false } = look;
    const actions = { adopt, close, signIn };
    const state = { inline, takeFocus, isHeld };
    const context: WidgetContext = { chat, strings, dates, signInUrl, notifications, ...state, ...actions };
    render(createElement(App, { context }), root);
  }

  function setProperty(name: string, value: number | undefined, unit = ""): void {
    if (value !== undefined) host.style.setProperty(name, `${value}${unit}`);
  }

  function drawTheme(): void {
    applyTheme(host, look.theme ?? {}, look.colorScheme ?? "auto");
  }

  function drawLauncherState(): void {
    const open = chat.isOpen.value;
    const unread = knownUnread(chat);
    host.toggleAttribute("data-open", open);
    button.ariaExpanded = String(open);
    button.ariaBusy = "false"; // said, not unsaid: the loader starts no second widget where anything is
    button.ariaLabel = open
      ? strings.launcherClose
      : unread > 0
        ? strings.launcherOpenUnread(unread)
        : strings.launcherOpen;
    badge.hidden = unread === 0 || open;
    if (unread > 0) badge.textContent = unread > 9 ? `${dates.number(9)}+` : dates.number(unread);
  }

  function release(): void {
    isWaiting.value = false;
  }

  function open(): void {
    if (removed) return;
    release();
    if (chat.isOpen.peek()) return root.querySelector<HTMLElement>(".field textarea")?.focus();
    focusBefore = document.activeElement;
    takeFocus.current = true;
    host.dataset.asked = ""; // a panel that was left open is simply there
    chat.open();
  }

  function close(): void {
    const focusInside = shadow.activeElement !== null && root.contains(shadow.activeElement);
    takeFocus.current = false;
    chat.close();
    if (!focusInside) return;
    if (button.isConnected && !button.hidden) button.focus();
    else if (focusBefore instanceof HTMLElement) focusBefore.focus();
  }

  function toggle(): void {
    if (chat.isOpen.peek()) close();
    else open();
  }

  return {
    open,
    close,
    toggle,
    words: () => ({ strings, dates: createDates(strings) }),
    setLauncher: (shown) => {
      look = { ...look, hideLauncher: !shown };
      draw();
    },
    update: (change) => {
      look = {
        ...look,
        ...change,
        theme: { ...look.theme, ...change.theme },
        strings: { ...look.strings, ...change.strings },
      };
      draw();
    },
    remove: () => {
      removed = true;
      clearTimeout(midnight);
      words.dispose();
      stopLauncher();
      attention.dispose();
      darkness.removeEventListener("change", drawTheme);
      render(null, root);
      host.remove();
    },
  };
}
