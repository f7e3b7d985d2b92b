// One customer writes thousands of messages from a few tabs of a real browser to the real backend, over a network that loses
// requests and answers, with tokens that end, and tabs that are reloaded, closed and crashed. Then it is calm, and all is counted.

import { type Browser, type BrowserContext, chromium } from "playwright";
import { type Arrivals, countArrivals } from "./arrivals.ts";
import { chromiumLaunchOptions } from "./chromium.ts";
import { signIn } from "./e2e.ts";
import { type FaultProxy, type Rule, startFaultProxy } from "./fault-proxy.ts";
import { drop, gatewayError, loseReply, sayToken, tooMany, twice } from "./faults.ts";
import { makeHostPage } from "./blank-page.ts";
import { type Random, seededRandom } from "./seeded-random.ts";
import { startServer, type TestServer } from "./server.ts";
import { openWritingTab, pendingCount, shownTexts, type WritingTab } from "./writing-tab.ts";

export interface StormOptions {
  /** How many must have been accepted before it is calm. */
  readonly messages: number;
  readonly seed: number;
  /** Default 2. Each sends what all of them wrote, one message at a time: more tabs are slower, not faster. */
  readonly tabs?: number;
  /** Something happens to a tab, the network or the tokens each time that so many more were accepted. */
  readonly messagesPerBlow: number;
  /** After so long it is calm anyway, in milliseconds. */
  readonly timeoutMs: number;
  readonly onProgress?: (acceptedCount: number) => void;
}

export interface StormOutcome extends Arrivals {
  readonly reloads: number;
  readonly crashes: number;
  readonly closedTabs: number;
  readonly tokens: number;
  /** Requests that something was done to, cuts of all connections and times without a network. */
  readonly faults: number;
  readonly seconds: number;
  /** Whatever else is wrong, in words; empty when nothing is. */
  readonly problems: readonly string[];
}

interface Storm {
  readonly options: StormOptions;
  readonly server: TestServer;
  readonly proxy: FaultProxy;
  readonly context: BrowserContext;
  readonly random: Random;
  readonly tabs: readonly WritingTab[];
  readonly accepted: ReadonlySet<string>;
  readonly problems: string[];
  /** Aborts when it is time for calm. */
  readonly signal: AbortSignal;
  readonly blows: Record<Blow, number>;
}

type Blow = "reload" | "crash" | "reopen" | "cut" | "offline" | "expire";

const customer = "ana";
/** Fewer than these wait before a tab writes on: each write to the browser's storage holds all that wait. */
const mostPending = 40;
const largestBatch = 25;
const tokenLifeMs = 5_000;
/** The server is so patient with tokens that are over. */
const toleranceMs = 5_000;
/** When nothing was accepted for so long, a page is frozen, in milliseconds. */
const frozenMs = 60_000;
/** How long the last page may take to send the rest, in milliseconds. */
const calmMs = 90_000;

/** Each share is small, the whole is a bad network: one request in forty fails somehow. */
const weather: readonly Rule[] = [
  { fault: drop(), chance: 0.006 },
  { on: { method: "POST", path: "/v1/messages" }, fault: loseReply(), chance: 0.006 },
  { on: { method: "POST", path: "/v1/messages" }, fault: twice(), chance: 0.01 },
  { fault: gatewayError(500), chance: 0.002 },
  { fault: gatewayError(502), chance: 0.002 },
  { fault: tooMany(429, "1"), chance: 0.002 },
  { fault: tooMany(503, null), chance: 0.002 },
];

export async function storm(options: StormOptions): Promise<StormOutcome> {
  const host = await makeHostPage();
  const [server, browser] = await Promise.all([
    startServer({ distFolder: host.distFolder }),
    chromium.launch(chromiumLaunchOptions()),
  ]);
  const proxy = await startFaultProxy({ target: server.url, seed: options.seed });
  try {
    return await run(options, server, proxy, browser);
  } finally {
    await browser.close();
    await proxy.close();
    await server.close();
    await host.remove();
  }
}

async function run(
  options: StormOptions,
  server: TestServer,
  proxy: FaultProxy,
  browser: Browser,
): Promise<StormOutcome> {
  const startedAt = performance.now();
  const context = await browser.newContext();
  const accepted = new Set<string>();
  const problems: string[] = [];
  const random = seededRandom(options.seed);
  const writing = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), writing.signal]);
  await signIn(context, proxy.url, customer);
  const tabs = Array.from({ length: options.tabs ?? 2 }, (_, index) =>
    openWritingTab({
      context,
      name: `tab${index + 1}`,
      url: proxy.url,
      // The first one always looks, another now and then: whoever only writes shows less, and takes less of the machine.
      isOpen: () => index === 0 || random.chance(0.3),
      onAccepted: (text) => {
        accepted.add(text);
        if (accepted.size % 500 === 0) options.onProgress?.(accepted.size);
      },
      onRejected: (text, why) => problems.push(`"${text}" was not accepted: ${why}`),
    }),
  );
  const blows = { reload: 0, crash: 0, reopen: 0, cut: 0, offline: 0, expire: 0 };
  const all: Storm = { options, server, proxy, context, random, tabs, accepted, problems, signal, blows };
  const issue = () => server.demo.tokens.issue("ajar-chat", { id: customer, name: customer }, tokenLifeMs);
  const tokens = { on: { path: "/shop/chat-token" }, fault: sayToken(issue) };
  proxy.set([...weather, tokens]);

  const blowing = blow(all);
  await Promise.all(tabs.map((tab) => writeOn(all, tab))).catch((error) => problems.push(String(error)));
  writing.abort();
  await blowing;

  proxy.set([tokens]);
  await context.setOffline(false);
  const shown = await finish(all).catch((error) => {
    problems.push(String(error));
    return null;
  });
  const served = await serverTexts(server);
  if (shown && shown.join("\n") !== served.slice(-shown.length).join("\n"))
    problems.push("The last page shows something else than the server has");
  const written = Object.fromEntries(tabs.map((tab) => [tab.name, tab.written]));
  return {
    ...countArrivals({ written, accepted, server: served }),
    reloads: blows.reload,
    crashes: blows.crash,
    closedTabs: blows.reopen,
    tokens: proxy.requests.filter(({ path }) => path === "/shop/chat-token").length,
    faults: proxy.requests.filter(isHurt).length + blows.cut + blows.offline,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    problems: [...problems, ...server.errors.map(String)],
  };
}

/** Writes until enough are accepted; what is begun counts as good as accepted until its page is gone. */
async function writeOn({ options, tabs, random, accepted, signal }: Storm, tab: WritingTab): Promise<void> {
  const missing = () =>
    options.messages - accepted.size - tabs.reduce((sum, { openCount }) => sum + openCount(), 0);
  let reached = { count: accepted.size, atMs: performance.now() };
  while (accepted.size < options.messages) {
    signal.throwIfAborted();
    if (accepted.size > reached.count) reached = { count: accepted.size, atMs: performance.now() };
    if (performance.now() - reached.atMs > frozenMs) throw new Error("Nothing is accepted any more");
    const count = Math.min(missing(), random.between(1, largestBatch));
    if (count > 0) await tab.write(count, mostPending);
    else await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** One blow after the other, each kind as often as the others, in an order that chance has chosen. */
async function blow(all: Storm): Promise<void> {
  const { options, random, accepted, signal, blows } = all;
  let bag: Blow[] = [];
  for (let next = options.messagesPerBlow; ; next += options.messagesPerBlow) {
    while (accepted.size < next) {
      if (signal.aborted || accepted.size >= options.messages) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (bag.length === 0) bag = Object.keys(blows) as Blow[];
    const kind = random.pick(bag);
    bag = bag.filter((other) => other !== kind);
    await strike(all, kind).catch((error) => all.problems.push(`${kind}: ${String(error)}`));
    blows[kind] += 1;
  }
}

async function strike({ proxy, context, server, random, tabs }: Storm, kind: Blow): Promise<void> {
  switch (kind) {
    case "reload":
    case "crash":
    case "reopen":
      return random.pick(tabs)[kind]();
    case "cut":
      return void proxy.killSockets();
    case "offline":
      await context.setOffline(true);
      await new Promise((resolve) => setTimeout(resolve, random.between(100, 600)));
      return context.setOffline(false);
    case "expire":
      return server.clock.advance(tokenLifeMs + toleranceMs + 1000);
  }
}

/** One page is left. Resolves to what it shows when nothing waits any more, in it or for the server. */
async function finish({ tabs }: Storm): Promise<readonly string[]> {
  const [last, ...others] = tabs;
  if (!last) return [];
  for (const tab of others) await tab.close();
  const page = await last.page();
  const deadline = performance.now() + calmMs;
  while ((await pendingCount(page)) !== 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await last.reload();
  const loaded = await last.page();
  let texts: readonly string[] = [];
  do texts = await shownTexts(loaded);
  while (texts.length === 0 && performance.now() < deadline);
  return texts;
}

function isHurt({ faults }: FaultProxy["requests"][number]): boolean {
  return faults.some((fault) => fault !== "pass" && fault !== "say token");
}

/** As the customer's own API tells it, page by page. */
async function serverTexts(server: TestServer): Promise<readonly string[]> {
  const { get } = await server.customer(customer);
  const pages: string[][] = [];
  let before: string | null = null;
  do {
    const older: string = before === null ? "" : `&before=${encodeURIComponent(before)}`;
    const { body } = await get(`/v1/timeline?limit=200${older}`);
    const items = body.items as { kind: string; text?: string }[];
    pages.unshift(items.flatMap(({ kind, text }) => (kind === "message" ? [text ?? ""] : [])));
    before = body.before as string | null;
  } while (before !== null);
  return pages.flat();
}
