// A widget that is started and destroyed fifty times on one page of a real browser leaves the page as it was.

import type { CDPSession, Page } from "playwright";
import { chromium, type Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import { signIn } from "../support/e2e.ts";
import { type Host, type HostPage, makeHostPage } from "../support/blank-page.ts";
import {
  countLeftovers,
  type Leftovers,
  leftovers,
  type PageSize,
  sizeOf,
} from "../support/page-leftovers.ts";
import { seedHistory } from "../support/server-seed.ts";
import { startServer, type TestServer } from "../support/server.ts";

let host: HostPage;
let server: TestServer;
let browser: Browser;
let page: Page;
let cdp: CDPSession;
let before: Leftovers;
let after: Leftovers;
let early: PageSize;
let late: PageSize;
const problems: string[] = [];

beforeAll(async () => {
  host = await makeHostPage();
  [server, browser] = await Promise.all([
    startServer({ distFolder: host.distFolder }),
    chromium.launch(chromiumLaunchOptions()),
  ]);
  await seedHistory(server.demo, "ana", 20);
  const context = await browser.newContext();
  await signIn(context, server.url, "ana");
  page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  await countLeftovers(page);
  await page.goto(server.url);
  await page.waitForFunction(() => "host" in window);
  cdp = await context.newCDPSession(page);

  before = await leftovers(page);
  await page.evaluate(comeAndGo, { first: 1, last: 10 });
  await quiet();
  early = await sizeOf(cdp);
  await page.evaluate(comeAndGo, { first: 11, last: 50 });
  await quiet();
  late = await sizeOf(cdp);
  after = await leftovers(page);
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await host.remove();
});

/** What the engine itself still learns of code that runs for the fiftieth time; a widget with its transcript is 20 kB and more. */
const warmUpBytes = 500_000;

/** In the page. Most stay until their stream says something; some go while they start, some with a message on its way. */
async function comeAndGo({ first, last }: { first: number; last: number }): Promise<void> {
  const world = window as unknown as { host: Host; gone?: WeakRef<object>[] };
  const { startWidget, restBackend, getToken, customer } = world.host;
  const gone = (world.gone ??= []);
  for (let round = first; round <= last; round += 1) {
    const rest = restBackend(location.origin);
    const live = Promise.withResolvers<void>();
    const stream: typeof rest.stream = async function* told(options) {
      for await (const event of rest.stream?.(options) ?? []) {
        live.resolve();
        yield event;
      }
    };
    const widget = startWidget({ backend: { ...rest, stream }, getToken, customerId: customer });
    gone.push(new WeakRef(widget), new WeakRef(widget.chat), new WeakRef(widget.chat.items));
    widget.on("message:received", () => undefined);
    widget.open();
    if (round % 5 > 0) await live.promise;
    if (round % 4 === 0) await widget.send(`round ${round}`);
    widget.destroy();
  }
}

/** What was under way may end: a frame, a transaction, a request that is being given up. What does not is the test's to find. */
async function quiet(): Promise<void> {
  const deadline = performance.now() + 2000;
  for (;;) {
    const { fetches, transactions, timers, frames } = await leftovers(page);
    const busy = fetches + transactions + timers + frames + server.demo.streamCount();
    if (busy === 0 || performance.now() > deadline) return;
  }
}

describe("fifty widgets that came and went", () => {
  it("leave no timer, listener, observer, request, lock, channel, node or style sheet", () => {
    const { databases: _, ...left } = after;
    const { databases: __, ...was } = before;
    expect(left).toEqual(was);
    expect(server.demo.streamCount()).toBe(0);
    expect(problems).toEqual([]);
    expect(server.requests.filter(({ path }) => path === "/v1/stream").length).toBeGreaterThanOrEqual(40);
  });

  it("leave no open connection to the database", () => {
    expect(after.databases).toBe(before.databases);
  });

  it("leave no object, no listener on anything, and the page no bigger", async () => {
    const kept = await page.evaluate(() => {
      const { gone } = window as unknown as { gone: WeakRef<object>[] };
      return gone.filter((reference) => reference.deref() !== undefined).length;
    });
    expect(kept).toBe(0);
    expect(late).toMatchObject({
      documents: early.documents,
      nodes: early.nodes,
      listeners: early.listeners,
    });
    expect(late.heapBytes - early.heapBytes).toBeLessThan(warmUpBytes);
  });
});
