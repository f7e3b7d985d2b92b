// Somebody's browser with one contestant's page in it: visits, clicks, and what the DevTools protocol says of it.

import type { Browser, BrowserContext, CDPSession, Page } from "playwright";
import { signIn } from "../support/e2e.ts";
import type { Contestant } from "./contestants.ts";
import { installInPage, type InPage } from "./in-page.ts";
import { watchWire, type Wire } from "./wire.ts";

export interface Visitor {
  readonly contestant: Contestant;
  readonly page: Page;
  readonly wire: Wire;
  /** Leaves the page, tidies the heap, sets the processor's speed and comes back. Resolves when the page has begun to load. */
  visit(options?: VisitOptions): Promise<void>;
  /** Leaves the page: nothing of it runs any more. */
  leave(): Promise<void>;
  /** Asks the page's own watch (`in-page.ts`); null after that time. */
  ask<T>(limitMs: number, question: (inPage: InPage) => T | Promise<T>): Promise<T | null>;
  /** With the button that every contestant has. */
  open(): Promise<void>;
  /** What is held after garbage collection, in bytes. */
  heap(): Promise<{ readonly scriptBytes: number; readonly documentBytes: number }>;
  close(): Promise<void>;
}

export interface VisitOptions {
  /** How much of the transcript the page asks for. Default newest. */
  readonly history?: "newest" | "all";
  /** Default 1. */
  readonly throttle?: number;
}

export interface Site {
  readonly url: string;
  /** Signed in; null: nobody. */
  readonly customer: string | null;
  /** The word of the newest message. */
  readonly newestWord: string;
}

export async function openVisitor(browser: Browser, contestant: Contestant, site: Site): Promise<Visitor> {
  const context = await newContext(browser, site);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const query = new URLSearchParams({ newest: site.newestWord, customer: site.customer ?? "" });
  const leave = async () => {
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await page.goto(`${site.url}/blank`);
  };
  return {
    contestant,
    page,
    wire: await watchWire(cdp),
    visit: async ({ history = "newest", throttle = 1 } = {}) => {
      await leave();
      await collectGarbage(cdp);
      if (throttle !== 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: throttle });
      query.set("history", history);
      await page.goto(`${site.url}/page/${contestant.name}?${query}`, { waitUntil: "commit" });
    },
    leave,
    ask: (limitMs, question) => within(limitMs, askPage(page, question)),
    open: () => page.getByRole("button", { name: /^open chat/i }).click(),
    heap: async () => {
      await collectGarbage(cdp);
      // The types of playwright know the first only.
      const usage = (await cdp.send("Runtime.getHeapUsage")) as {
        usedSize: number;
        embedderHeapUsedSize?: number;
      };
      return { scriptBytes: usage.usedSize, documentBytes: usage.embedderHeapUsedSize ?? 0 };
    },
    close: () => context.close(),
  };
}

async function newContext(browser: Browser, { url, customer }: Site): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1_200, height: 800 } });
  await context.addInitScript(installInPage);
  if (customer !== null) await signIn(context, url, customer);
  return context;
}

/** Twice: what only finalizers let go of is still there after the first. */
async function collectGarbage(cdp: CDPSession): Promise<void> {
  await cdp.send("HeapProfiler.collectGarbage");
  await cdp.send("HeapProfiler.collectGarbage");
}

function askPage<T>(page: Page, question: (inPage: InPage) => T | Promise<T>): Promise<T> {
  return page.evaluate(`(${String(question)})(window.inPage)`);
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  promise.catch(() => {}); // it may fail after the limit, when the page has gone
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
