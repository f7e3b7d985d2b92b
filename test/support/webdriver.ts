// As much of WebDriver (https://www.w3.org/TR/webdriver2) as the tests need, for a browser that nothing else drives.

import { setTimeout as wait } from "node:timers/promises";

export interface WebDriver {
  readonly version: string;
  go(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function's source in the page; it may return a promise. */
  run<T>(code: (...args: never[]) => T | Promise<T>, ...args: readonly unknown[]): Promise<T>;
  /** Presses and releases; what is not released at the end stays down. */
  press(strokes: readonly KeyStroke[]): Promise<void>;
  /** At a place in the window, in px. */
  click(place: Place, times?: number): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** A PNG. */
  screenshot(): Promise<Buffer>;
  newWindow(): Promise<void>;
  close(): Promise<void>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A character, or a key's name as in `KeyboardEvent.key`. */
export interface KeyStroke {
  readonly key: string;
  readonly type: "keyDown" | "keyUp";
}

type Answer = { readonly value: unknown };

export async function openWebDriver(url: string, capabilities: object): Promise<WebDriver> {
  await isThere(url);
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const opened = (await call("POST", "/session", { capabilities: { alwaysMatch: capabilities } })) as {
    readonly sessionId: string;
    readonly capabilities: { readonly browserVersion: string };
  };
  const session = `/session/${opened.sessionId}`;
  const post = (path: string, body: object) => call("POST", session + path, body);
  const perform = async (actions: object) => void (await post("/actions", { actions: [actions] }));
  return {
    version: opened.capabilities.browserVersion,
    go: async (address) => void (await post("/url", { url: address })),
    reload: async () => void (await post("/refresh", {})),
    run: async <T>(code: (...args: never[]) => T | Promise<T>, ...args: readonly unknown[]) =>
      (await post("/execute/sync", { script: `return (${String(code)})(...arguments)`, args })) as T,
    press: (strokes) =>
      perform({
        type: "key",
        id: "keyboard",
        actions: strokes.map(({ key, type }) => ({ type, value: codes[key] ?? key })),
      }),
    click: ({ x, y }, times = 1) => {
      const press = [
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      return perform({
        type: "pointer",
        id: "mouse",
        parameters: { pointerType: "mouse" },
        actions: [
          { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
          ...Array.from({ length: times }, () => press).flat(),
        ],
      });
    },
    resize: async (width, height) => void (await post("/window/rect", { width, height })),
    screenshot: async () => Buffer.from((await call("GET", `${session}/screenshot`)) as string, "base64"),
    newWindow: async () => {
      const before = await call("GET", `${session}/window`);
      const { handle } = (await post("/window/new", { type: "window" })) as { readonly handle: string };
      await call("DELETE", `${session}/window`);
      if (handle === before) throw new Error("The new window is the old one");
      await post("/window", { handle });
    },
    close: async () => void (await call("DELETE", session)),
  };
}

async function isThere(url: string, tries = 100): Promise<void> {
  const response = await fetch(`${url}/status`).catch(() => null);
  if (response?.ok) return;
  if (tries === 0) throw new Error(`Nothing answers at ${url}`);
  await wait(100);
  await isThere(url, tries - 1);
}

const names = {
  "\uE003": "Backspace",
  "\uE004": "Tab",
  "\uE007": "Enter",
  "\uE008": "Shift",
  "\uE009": "Control",
  "\uE00A": "Alt",
  "\uE00C": "Escape",
  "\uE00E": "PageUp",
  "\uE00F": "PageDown",
  "\uE010": "End",
  "\uE011": "Home",
  "\uE012": "ArrowLeft",
  "\uE013": "ArrowUp",
  "\uE014": "ArrowRight",
  "\uE015": "ArrowDown",
  "\uE017": "Delete",
  "\uE03D": "Meta",
};
/** The characters that stand for keys without one. */
const codes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(names).map(([code, name]) => [name, code]),
);
