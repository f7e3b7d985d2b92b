// A real server behind the fault proxy, a real Chromium, and customers whose every word and every sight is written down, so
// that a run can be judged at its end. One world serves a test file; each test brings a customer of its own.

import type { BrowserContext, Page } from "playwright";
import { expect, it } from "vitest";
import { conversationOf, expectPage, openWorld, type Shop, signIn, visitShop, type World } from "./e2e.ts";
import type { ProxyEntry } from "./fault-exchange.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type History, violations } from "./history.ts";
import type { Caller, TestServer } from "./server.ts";
import { streamPath } from "./stream-faults.ts";
import { watchPages } from "./watch-pages.ts";

export interface FaultWorld extends World {
  readonly proxy: FaultProxy;
  /** Speaks to the server directly, as do all agents here. */
  readonly agent: Agent;
  /** A new customer in a browser of their own, at the shop through the proxy, signed in, chat not opened yet. */
  meet(options?: MeetOptions): Promise<Visitor>;
  /** The texts that the server has of a customer, top to bottom. */
  textsOf(customer: string): Promise<readonly string[]>;
  /** No browser is open, nothing is wrong or held: for the test that comes next. */
  calm(): Promise<void>;
}

export type Agent = Pick<Caller, "get" | "post" | "put">;

export interface MeetOptions {
  /** Letters only. Default: somebody new. */
  readonly customer?: string;
  /** Time in the page is the test's to move (`page.clock`); it runs by itself until then. */
  readonly fakeClock?: boolean;
  /** Before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface Visitor {
  readonly customer: string;
  readonly context: BrowserContext;
  readonly shop: Shop;
  /** Sends it and waits until the panel does not say any more that it is not kept: from then on it must not be lost. */
  say(text: string): Promise<void>;
  /** Lets a message go that was not sent (held, or refused): its place in the order of writing is now. */
  release(text: string, button: "Send now" | "Retry"): Promise<void>;
  /** An agent's message, straight to the server; waits for the conversation, and accepts it if it is in the queue. */
  hear(text: string): Promise<void>;
  /** Another page of the same browser. */
  newPage(): Promise<Shop>;
  /** The texts that the server has, top to bottom. */
  serverTexts(): Promise<readonly string[]>;
  /** With a fake clock: lets so much time pass in all pages, in steps, each after the requests before have been answered. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /**
   * Waits for quiet (a fake clock is moved on): all that was accepted is at the server, and each open panel shows exactly
   * what the server has. Resolves to what is wrong with the run as a whole; nothing, one hopes.
   */
  settle(more?: Excuses): Promise<readonly string[]>;
}

type Excuses = Pick<History, "excused" | "changed">;

/** `FAULTS=long`: more seeds, longer faults. */
export const isLong = process.env.FAULTS === "long";

/** A test of the long form alone: its fault has a shorter one beside it. */
export const inLongForm: (name: string, run: () => Promise<void>) => void = isLong ? it : () => undefined;

/** The seeds to run a test with: one, or many in the long form. */
export const seeds: readonly number[] = isLong ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];

/** One number for `npm test`, another for the long form. */
export const longOr = (short: number, long: number): number => (isLong ? long : short);

let met = 0;

export async function openFaultWorld({ seed = 1 }: { readonly seed?: number } = {}): Promise<FaultWorld> {
  const world = await openWorld();
  const proxy = await startFaultProxy({ target: world.server.url, seed });
  const agent = agentOf(() => world.server);
  return {
    ...world,
    proxy,
    agent,
    meet: async (options = {}) => meet({ world, proxy, agent, options }),
    textsOf: (customer) => textsOf(agent, customer),
    calm: async () => {
      await world.closeBrowsers();
      proxy.calm();
      proxy.killSockets();
    },
    close: async () => {
      await world.closeBrowsers();
      await proxy.close();
      await world.close();
    },
  };
}

/** An agent whose every call is signed anew: neither a long test nor a jumping clock ends it. */
export function agentOf(server: () => TestServer, id: "rui" | "mia" = "rui"): Agent {
  return {
    get: async (path) => (await server().agent(id)).get(path),
    post: async (path, body) => (await server().agent(id)).post(path, body),
    put: async (path, body) => (await server().agent(id)).put(path, body),
  };
}

interface MeetParts {
  readonly world: Pick<World, "newBrowser">;
  readonly proxy: FaultProxy;
  readonly agent: Agent;
  readonly options: MeetOptions;
}

export async function meet({ world, proxy, agent, options }: MeetParts): Promise<Visitor> {
  const customer = options.customer ?? newName();
  const context = await world.newBrowser();
  const watch = await watchPages(context, customer);
  const written: string[] = [];
  const heard: string[] = [];
  await signIn(context, proxy.url, customer);

  async function newPage(): Promise<Shop> {
    const page = await context.newPage();
    if (options.fakeClock) await page.clock.install();
    await options.prepare?.(page);
    return visitShop(page, proxy.url);
  }

  const serverTexts = () => textsOf(agent, customer);
  const shop = await newPage();

  async function pass(ms: number, stepMs = 5_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await answered(proxy);
      for (const page of context.pages()) {
        await page.clock.fastForward(Math.min(left, stepMs));
        // There and back: what the timers began has reached the proxy by then.
        await page.evaluate(() => fetch("/health").then(String, String));
      }
    }
    await answered(proxy);
  }

  return {
    customer,
    context,
    shop,
    newPage,
    serverTexts,
    say: async (text) => {
      await shop.send(text);
      await expectPage(bubble(shop, text)).toHaveCount(1);
      // A fake clock that jumps while the database works lets it look silent; such a page is not left before its messages have gone.
      if (!options.fakeClock) await expectPage(unsaved(shop)).toHaveCount(0);
      written.push(text);
    },
    release: async (text, button) => {
      const words = shop.page.getByText(text, { exact: true });
      const row = shop.panel.locator("li.message").filter({ has: words });
      await row.getByRole("button", { name: button }).click();
      written.push(...written.splice(written.indexOf(text), 1));
    },
    hear: async (text) => {
      await expect.poll(() => conversationOf(agent, customer).catch(() => null)).not.toBeNull();
      const { id, state } = await conversationOf(agent, customer);
      if (state === "open") await agent.post(`/agent/v1/conversations/${id}/accept`);
      const { status } = await agent.post(`/agent/v1/conversations/${id}/messages`, {
        id: crypto.randomUUID(),
        text,
      });
      expect(status).toBe(201);
      heard.push(text);
    },
    pass,
    settle: (excuses = {}) =>
      untilNone(proxy, options.fakeClock ? () => pass(2_000, 2_000) : moment, async () => [
        ...violations({
          writes: { [customer]: written, agents: heard },
          views: watch.views(),
          server: await serverTexts(),
          ...excuses,
        }),
        ...shop.problems,
        ...endings(proxy),
      ]),
  };
}

async function textsOf(agent: Agent, customer: string): Promise<readonly string[]> {
  const conversation = await conversationOf(agent, customer).catch(() => null);
  if (!conversation) return [];
  const { body } = await agent.get(`/agent/v1/conversations/${conversation.id}/timeline?limit=5000`);
  return (body.items as { text?: string; kind: string }[])
    .filter(({ kind }) => kind === "message")
    .flatMap(({ text }) => (text === undefined ? [] : [text]));
}

/** Asks until there is nothing to complain of, or for long enough: what was wrong once stays wrong. */
async function untilNone(
  proxy: FaultProxy,
  wait: () => Promise<unknown>,
  judge: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const deadline = performance.now() + longOr(12_000, 120_000);
  for (;;) {
    const found = await judge();
    if (performance.now() > deadline) return found;
    if (found.length === 0) {
      // What is on its way might still spoil it.
      await answered(proxy);
      return judge();
    }
    await wait();
  }
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Waits until no request is on its way but those that wait by intent: streams, long-polls, and what a fault lets hang. */
export async function answered({ requests }: FaultProxy): Promise<void> {
  const isWaiting = ({ outcome, path, search, faults }: ProxyEntry) =>
    outcome === "under way" && path !== streamPath && !search.includes("wait=") && !faults.includes("hang");
  await expect.poll(() => requests.filter(isWaiting), { interval: 10 }).toEqual([]);
}

/** Where the panel says that a message would not outlive the page. */
export const unsaved = (shop: Shop) => shop.panel.getByText("Not saved on this device");

/** The bubble of that text. */
export const bubble = (shop: Shop, text: string) =>
  shop.panel.locator("li.message .bubble").getByText(text, { exact: true });

/** Whatever could end a conversation. Nothing a customer does, and nothing that fails, may ask for that. */
export function endings({ requests }: FaultProxy): readonly string[] {
  return requests
    .filter(({ path }) => path.startsWith("/v1/"))
    .filter(({ method, path }) => method === "DELETE" || /\/(?:end|close|leave)/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Customers' names are letters only. */
function newName(): string {
  met += 1;
  return `guest${String(met).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)))}`;
}
