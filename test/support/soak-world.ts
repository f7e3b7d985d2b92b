// What a soak does: a customer in a few tabs and an agent write to each other over a slightly bad network, panels open and close,
// tabs reload; one tab lives through it all, and is measured beside a fresh one from time to time.

import { type BrowserContext, chromium } from "playwright";
import { chromiumLaunchOptions } from "./chromium.ts";
import { conversationOf, signIn } from "./e2e.ts";
import { type FaultProxy, type Rule, startFaultProxy } from "./fault-proxy.ts";
import { delay, drop, gatewayError, loseReply, tooMany } from "./faults.ts";
import { type View, violations } from "./history.ts";
import { seededRandom } from "./seeded-random.ts";
import { startServer, type TestServer } from "./server.ts";
import type { SoakSample } from "./soak-report.ts";
import { openSoakTab, type SoakTab } from "./soak-tab.ts";

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly onSample: (sample: SoakSample) => void;
}

export interface SoakOutcome {
  readonly samples: readonly SoakSample[];
  /** Everything that is wrong, in words. */
  readonly problems: readonly string[];
  readonly faults: number;
}

const customer = "ana";
/** Below what a fresh tab restores by itself (2,000), or it could not be compared. */
const mostMessages = 1600;
const posts = { method: "POST", path: "/v1/messages" } as const;
const weather: readonly Rule[] = [
  { fault: delay(5, 60), chance: 0.2 },
  { fault: drop(), chance: 0.004 },
  { on: posts, fault: loseReply(), chance: 0.01 },
  { fault: gatewayError(502), chance: 0.004 },
  { fault: tooMany(429, "1"), chance: 0.003 },
];

export async function soak(options: SoakOptions): Promise<SoakOutcome> {
  const [server, browser] = await Promise.all([startServer(), chromium.launch(chromiumLaunchOptions())]);
  const proxy = await startFaultProxy({ target: server.url, seed: options.seed });
  try {
    const context = await browser.newContext({ locale: "en-GB" });
    await signIn(context, proxy.url, customer);
    return await run(options, server, proxy, context);
  } finally {
    await browser.close();
    await proxy.close();
    await server.close();
  }
}

async function run(
  { minutes, seed, onSample }: SoakOptions,
  server: TestServer,
  proxy: FaultProxy,
  context: BrowserContext,
): Promise<SoakOutcome> {
  const totalMs = minutes * 60_000;
  const sampleEveryMs = Math.min(30_000, Math.max(4_000, totalMs / 15));
  const stepMs = Math.max(600, totalMs / mostMessages);
  const random = seededRandom(seed);
  const problems: string[] = [];
  const samples: SoakSample[] = [];
  const views: View[] = [];
  const heard: string[] = [];
  const open = (name: string) =>
    openSoakTab({ context, url: proxy.url, name, onProblem: (problem) => problems.push(problem) });
  const old = await open("old");
  const tabs = [old, await open("second"), await open("third")];
  const startedAt = performance.now();
  let sampledAt = startedAt;

  async function answer(): Promise<void> {
    const agent = await server.agent("rui");
    const conversation = await conversationOf(agent, customer).catch(() => null);
    if (!conversation) return;
    const path = `/agent/v1/conversations/${conversation.id}`;
    if (conversation.state === "open") await agent.post(`${path}/accept`);
    const text = `agent writes ${heard.length + 1}`;
    const { status } = await agent.post(`${path}/messages`, { id: crypto.randomUUID(), text });
    if (status === 201) heard.push(text);
    else problems.push(`The agent was answered ${status}`);
  }

  const steps: readonly (() => Promise<unknown>)[] = [
    ...Array.from({ length: 8 }, () => () => random.pick(tabs).write()),
    ...Array.from({ length: 6 }, () => answer),
    ...Array.from({ length: 3 }, () => () => toggle(random.pick(tabs))),
    ...Array.from({ length: 2 }, () => () => random.pick(tabs.slice(1)).load()),
    async () => proxy.killSockets(),
  ];

  /** Calm for a moment: all tabs must be able to show the same. */
  async function sample(): Promise<void> {
    proxy.calm();
    const served = await untilServed(server, tabs);
    const fresh = await open("fresh");
    for (const tab of [old, fresh]) {
      await tab.setOpen(true);
      await tab.untilShown(served);
    }
    for (const tab of [...tabs, fresh])
      if (await tab.isOpen())
        views.push({
          name: `${tab.name} (${views.length})`,
          observations: [await tab.rows()],
          isFinal: false,
        });
    const atMs = performance.now() - startedAt;
    samples.push({ atMs, messageCount: served.length, old: await old.size(), fresh: await fresh.size() });
    onSample(samples[samples.length - 1] as SoakSample);
    await fresh.close();
    proxy.set(weather);
    sampledAt = performance.now();
  }

  proxy.set(weather);
  while (performance.now() - startedAt < totalMs) {
    await random
      .pick(steps)()
      .catch((error) => problems.push(String(error)));
    await new Promise((resolve) => setTimeout(resolve, stepMs));
    if (performance.now() - sampledAt > sampleEveryMs) await sample();
  }

  proxy.calm();
  const served = await untilServed(server, tabs);
  for (const tab of tabs) {
    await tab.setOpen(true);
    await tab.untilShown(served).catch((error) => problems.push(String(error)));
    views.push({ name: `${tab.name} at the end`, observations: [await tab.rows()], isFinal: true });
  }
  const writes = Object.fromEntries([
    ...tabs.map(({ name, accepted }) => [name, accepted]),
    ["agent", heard],
  ]);
  return {
    samples,
    problems: [...problems, ...violations({ writes, views, server: served }), ...server.errors.map(String)],
    faults: proxy.requests.filter(({ faults }) => faults.some((fault) => fault !== "pass")).length,
  };
}

async function toggle(tab: SoakTab): Promise<void> {
  await tab.setOpen(!(await tab.isOpen()));
}

/** Resolves to the server's texts once it has all that was accepted. What is missing after a minute the history's check will tell. */
async function untilServed(server: TestServer, tabs: readonly SoakTab[]): Promise<readonly string[]> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const texts = await serverTexts(server);
    const known = new Set(texts);
    const isAll = tabs.every(({ accepted }) => accepted.every((text) => known.has(text)));
    if (isAll || performance.now() > deadline) return texts;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function serverTexts(server: TestServer): Promise<readonly string[]> {
  const agent = await server.agent("rui");
  const conversation = await conversationOf(agent, customer).catch(() => null);
  if (!conversation) return [];
  const { body } = await agent.get(`/agent/v1/conversations/${conversation.id}/timeline?limit=5000`);
  const items = body.items as { kind: string; text?: string }[];
  return items.flatMap(({ kind, text }) => (kind === "message" && text !== undefined ? [text] : []));
}
