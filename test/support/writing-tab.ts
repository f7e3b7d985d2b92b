// A tab in a real browser that writes with the headless client, and that can be reloaded, closed or crashed at any moment. What
// it began to write and what was accepted is kept out here, where no crash reaches it.

import type { BrowserContext, Page } from "playwright";
import type { Host } from "./blank-page.ts";

/** A page that takes longer than this to do anything is frozen, in milliseconds. It tries to load for as long. */
const patienceMs = 30_000;

export interface WritingTab {
  readonly name: string;
  /** Everything that it began to send, in that order. */
  readonly written: readonly string[];
  /** How many are begun and neither accepted nor given up with their page. */
  openCount(): number;
  /**
   * Sends so many new texts at once, as soon as fewer than `most` wait. Resolves when the page has begun, or is gone. Rejects when
   * there is no page any more.
   */
  write(count: number, most: number): Promise<void>;
  reload(): Promise<void>;
  /** Closes the page as a person does who is in a hurry, and opens another one. */
  reopen(): Promise<void>;
  /** The page's process dies; another page is opened. */
  crash(): Promise<void>;
  /** For good. */
  close(): Promise<void>;
  /** The page as it is now, when it is ready. */
  page(): Promise<Page>;
}

export interface WritingTabOptions {
  readonly context: BrowserContext;
  readonly name: string;
  readonly url: string;
  /** Is the panel open in the page that is loaded next? */
  readonly isOpen: () => boolean;
  /** `send()` has resolved. */
  readonly onAccepted: (text: string) => void;
  /** It has rejected. */
  readonly onRejected: (text: string, why: string) => void;
}

/** What the page's own code keeps for the calls from here. */
interface Writing {
  readonly begin: (texts: readonly string[], most: number) => Promise<void>;
  readonly pendingCount: () => number;
  readonly texts: () => string[];
}

type WritingWindow = {
  host: Host;
  writing?: Writing;
  ajarTold(text: string, why: string | null): Promise<void>;
};

export function openWritingTab({ context, name, url, isOpen, ...told }: WritingTabOptions): WritingTab {
  const written: string[] = [];
  let open = new Set<string>();
  let current = newPage();

  async function newPage(): Promise<Page> {
    const page = await context.newPage();
    await page.exposeBinding("ajarTold", (_, text: string, why: string | null) => {
      open.delete(text);
      if (why === null) told.onAccepted(text);
      else told.onRejected(text, why);
    });
    return load(page);
  }

  /** Over and over: the network may be down, or break in the middle of the page. */
  async function load(page: Page): Promise<Page> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      if (page.isClosed() || performance.now() > deadline) throw new Error(`${name} could not be loaded`);
      try {
        await page.goto(url, { timeout: 5000 });
        await page.waitForFunction(() => "host" in window, undefined, { timeout: 2000 });
        await page.evaluate(startWriting, isOpen());
        return page;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async function replace(next: (page: Page) => Promise<Page>): Promise<void> {
    const before = current;
    current = (async () => within(2 * patienceMs, `${name} was replaced`, next(await before)))();
    await current;
  }

  /** What the page that is gone had not got accepted may or may not be stored. */
  function giveUp(): void {
    open = new Set();
  }

  return {
    name,
    written,
    openCount: () => open.size,
    write: async (count, most) => {
      const page = await current;
      const texts = Array.from({ length: count }, (_, index) => `${name} ${written.length + index + 1}`);
      written.push(...texts);
      for (const text of texts) open.add(text);
      await page
        .evaluate(([words, limit]) => (window as unknown as WritingWindow).writing?.begin(words, limit), [
          texts,
          most,
        ] as const)
        .catch(() => undefined);
    },
    reload: () =>
      replace(async (page) => {
        const loaded = await load(page);
        giveUp();
        return loaded;
      }),
    reopen: () =>
      replace(async (page) => {
        await page.close();
        giveUp();
        return newPage();
      }),
    crash: () =>
      replace(async (page) => {
        const cdp = await context.newCDPSession(page);
        const crashed = new Promise((resolve) => page.once("crash", resolve));
        void cdp.send("Page.crash").catch(() => undefined);
        await crashed;
        await page.close();
        giveUp();
        return newPage();
      }),
    close: async () => {
      await (await current).close();
      giveUp();
    },
    page: () => current,
  };
}

export function pendingCount(page: Page): Promise<number> {
  const count = page.evaluate(() => (window as unknown as WritingWindow).writing?.pendingCount() ?? -1);
  return within(patienceMs, "the page said what waits", count);
}

/** What the page would show: confirmed messages, top to bottom. */
export function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as WritingWindow).writing?.texts() ?? []);
}

async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took too long until ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Runs in the page. */
function startWriting(isOpen: boolean): void {
  const page = window as unknown as WritingWindow;
  const { createChat, restBackend, getToken, customer } = page.host;
  const chat = createChat({ backend: restBackend(location.origin), getToken, customerId: customer });
  if (isOpen) chat.open();

  const fewerThan = (most: number) =>
    new Promise<void>((resolve) => {
      let stop: (() => void) | null = null;
      stop = chat.pending.subscribe(({ length }) => {
        if (length >= most) return;
        resolve();
        queueMicrotask(() => stop?.());
      });
    });

  page.writing = {
    begin: async (texts, most) => {
      await fewerThan(most);
      for (const text of texts)
        void chat.send(text).then(
          () => page.ajarTold(text, null),
          (error: unknown) => page.ajarTold(text, String(error)),
        );
    },
    pendingCount: () => chat.pending.peek().length,
    texts: () =>
      chat.items.peek().flatMap((item) => (item.kind === "message" && !item.deleted ? [item.text] : [])),
  };
}
