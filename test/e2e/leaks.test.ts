// A widget that is started and destroyed fifty times on one page of a real browser leaves the page as it was, and one that stays
// keeps nothing that it does not show.

import { type Browser, type CDPSession, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import { signIn } from "../support/e2e.ts";
import { hear, openHearingPanel } from "../support/hearing-panel.ts";
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
  for (const customer of ["ana", "bob"]) await seedHistory(server.demo, customer, 20);
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
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await host.remove();
});

/** What the engine itself still learns of code that runs for the fiftieth time; a widget with its transcript is 20 kB and more. */
const warmUpBytes = 500_000;

/** What a message may take in memory with its nodes, in bytes: some 2 kB, and as much again for caches. */
const messageBytes = 6_000;
const heardCount = 300;

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

describe("a panel that stays open", () => {
  it("grows by its messages, not by the times that they were drawn", async () => {
    const context = await browser.newContext();
    await signIn(context, server.url, "bob");
    const hearing = await context.newPage();
    await hearing.goto(server.url);
    await hearing.waitForFunction(() => "host" in window);
    const session = await context.newCDPSession(hearing);
    await hearing.evaluate(openHearingPanel);
    await hearing.evaluate(hear, 20);
    const start = await sizeOf(session);
    await hearing.evaluate(hear, heardCount);
    const end = await sizeOf(session);
    expect(end.nodes).toBeLessThan(start.nodes + 1000);
    expect((end.heapBytes - start.heapBytes) / heardCount).toBeLessThan(messageBytes);
    await context.close();
  });
});
