// A tab with the demo shop and its chat, for the soak: writes through the page's global, and can be asked what the panel shows and
// how much memory the page takes.

import type { BrowserContext, CDPSession, Page } from "playwright";
import type { Chat } from "../../src/chat.ts";
import type { ShownRow } from "./history.ts";
import { type PageSize, sizeOf } from "./page-leftovers.ts";

export interface SoakTab {
  /** Who writes here, over all page loads. */
  readonly name: string;
  /** The texts whose `send()` resolved, in order. */
  readonly accepted: readonly string[];
  load(): Promise<void>;
  write(): Promise<void>;
  setOpen(isOpen: boolean): Promise<void>;
  isOpen(): Promise<boolean>;
  /** Resolves when the panel is open and shows exactly these. */
  untilShown(texts: readonly string[]): Promise<void>;
  rows(): Promise<readonly ShownRow[]>;
  /** After a garbage collection. */
  size(): Promise<PageSize>;
  close(): Promise<void>;
}

interface ShopWindow {
  readonly Ajar: {
    (method: "close" | "open"): void;
    readonly chat?: Chat;
    send(text: string): Promise<unknown>;
  };
}

export interface SoakTabOptions {
  readonly context: BrowserContext;
  readonly url: string;
  readonly name: string;
  readonly onProblem: (problem: string) => void;
}

export async function openSoakTab({ context, url, name, onProblem }: SoakTabOptions): Promise<SoakTab> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const accepted: string[] = [];
  let begun = 0;
  page.on("pageerror", (error) => onProblem(`${name}: ${String(error)}`));

  async function load(): Promise<void> {
    await page.goto(`${url}/`);
    await page.evaluate(() => (window as unknown as ShopWindow).Ajar("open"));
    await page.waitForFunction(() => (window as unknown as ShopWindow).Ajar.chat !== undefined);
  }

  await load();
  return {
    name,
    accepted,
    load,
    write: async () => {
      begun += 1;
      const text = `${name} writes ${begun}`;
      await page.evaluate((words) => (window as unknown as ShopWindow).Ajar.send(words), text);
      accepted.push(text);
    },
    setOpen: (isOpen) =>
      page.evaluate((open) => (window as unknown as ShopWindow).Ajar(open ? "open" : "close"), isOpen),
    isOpen: () => page.evaluate(() => (window as unknown as ShopWindow).Ajar.chat?.isOpen.peek() === true),
    untilShown: (texts) => untilShown(page, name, texts),
    rows: () => page.evaluate(readRows),
    size: () => sizeOf(cdp satisfies CDPSession),
    close: () => page.close(),
  };
}

/** By the count first: most of the time that tells enough. */
async function untilShown(page: Page, name: string, texts: readonly string[]): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const rows = await page.evaluate(readRows);
    if (rows.length === texts.length && rows.every(({ text }, index) => text === texts[index])) return;
    if (performance.now() > deadline)
      throw new Error(`${name} shows ${rows.length} messages of ${texts.length}, or others, for a minute`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs in the page. All that the panel has to show, in its order; it draws only what is near what is in sight. */
function readRows(): ShownRow[] {
  const { chat } = (window as unknown as ShopWindow).Ajar;
  if (!chat?.isOpen.peek()) return [];
  const confirmed = chat.items
    .peek()
    .flatMap((item) =>
      item.kind === "message" && !item.deleted ? [{ text: item.text, failed: false }] : [],
    );
  const pending = chat.pending
    .peek()
    .map(({ text, state }) => ({ text, failed: state === "failed" || state === "held" }));
  return [...confirmed, ...pending];
}
