// Tokens that end too early, and a host that is slow to give another, can't, or gives somebody else's.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { restBackend } from "../../src/backend/rest.ts";
import { createTokenSource } from "../../src/identity/token.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createGate } from "../../src/sync/backoff.ts";
import { createRequests } from "../../src/sync/requests.ts";
import { dumpIndexedDb, expectPage } from "../support/e2e.ts";
import { inLongForm, type FaultWorld, longOr, openFaultWorld, type Visitor } from "../support/fault-world.ts";
import { captivePortal, delay, drop, gatewayError, problem, sayToken } from "../support/faults.ts";

const host = { path: "/shop/chat-token" } as const;
const posts = { method: "POST", path: "/v1/messages" } as const;
/** Longer than the shop's tokens live, shorter than its sessions. */
const tokenLifeMs = 6 * 60_000;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

const asked = (path: string) => world.proxy.requests.filter((request) => request.path === path);
const issue = (id: string, lifeMs: number) =>
  world.server.demo.tokens.issue("ajar-chat", { id, name: id }, lifeMs);

async function atTheChat(options: { readonly fakeClock?: boolean } = {}): Promise<Visitor> {
  const visitor = await world.meet(options);
  await visitor.shop.open();
  await visitor.say("before");
  await visitor.hear("hello");
  expect(await visitor.settle()).toEqual([]);
  return visitor;
}

it("fault 14: sends on with one new token when the old one ends while messages are on their way", async () => {
  const visitor = await atTheChat();
  const before = asked(host.path).length;
  world.proxy.use({ on: posts, fault: delay(500) });
  for (const text of ["one", "two", "three"]) await visitor.say(text);
  world.server.clock.advance(tokenLifeMs);
  expect(await visitor.settle()).toEqual([]);
  expect(asked(host.path).length - before).toBe(1);
  expect(asked(posts.path).map(({ outcome }) => outcome)).toContain(401);
});

inLongForm("fault 14: keeps hearing the agent over the ends of several tokens", async () => {
  const visitor = await world.meet();
  world.proxy.use({ on: host, fault: sayToken(() => issue(visitor.customer, 1_000)) });
  await visitor.shop.open();
  await visitor.say("before");
  const tokens = () =>
    new Set(
      asked("/v1/stream")
        .filter(({ body }) => body === "")
        .map(({ token }) => token),
    ).size;
  const start = tokens();
  for (let n = 1; n <= longOr(2, 20); n += 1) {
    await expect.poll(tokens).toBeGreaterThanOrEqual(start + n);
    await visitor.hear(`with token ${n}`);
    await visitor.say(`and back ${n}`);
  }
  expect(await visitor.settle()).toEqual([]);
});

inLongForm(
  "fault 14: keeps all that was written while the host is slow to give a token, or can't",
  async () => {
    const visitor = await atTheChat({ fakeClock: true });
    for (const fault of [delay(longOr(500, 8_000)), gatewayError(500), drop(), captivePortal()]) {
      world.server.clock.advance(tokenLifeMs);
      const start = asked(host.path).length;
      world.proxy.use({ on: host, fault, times: longOr(2, 6) });
      world.proxy.killSockets();
      await visitor.say(`sent into ${fault.name}`);
      await visitor.hear(`heard behind ${fault.name}`);
      expect(await visitor.settle()).toEqual([]);
      const outcomes = asked(host.path).slice(start);
      expect(outcomes.some(({ faults }) => faults.includes(fault.name))).toBe(true);
      expect(outcomes.at(-1)?.outcome).toBe(200);
    }
  },
);

inLongForm(
  "fault 14: asks to sign in again where fresh tokens are refused, and loses nothing until it is done",
  async () => {
    const visitor = await atTheChat();
    const { shop } = visitor;
    world.proxy.use({ fault: problem(401, "unauthorized") });
    world.proxy.killSockets();
    await visitor.say("can you hear me?");
    await expectPage(shop.panel.getByText("Please sign in again to go on.")).toBeVisible();
    await expectPage(shop.composer).toBeEditable();
    await visitor.say("and this");
    await expectPage(shop.panel.getByText("hello", { exact: true })).toBeVisible();
    world.proxy.calm();
    await shop.page.reload();
    expect(await visitor.settle()).toEqual([]);
  },
);

it("fault 14: shows and sends nothing of a customer when the host suddenly gives another one's token", async () => {
  const visitor = await atTheChat();
  const { shop } = visitor;
  const other = `other${visitor.customer}`;
  world.proxy.use({ on: posts, fault: drop() });
  await visitor.say("nobody else's business");
  await shop.composer.fill("a secret in the composer");
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain("a secret in the composer");
  world.server.clock.advance(tokenLifeMs);
  world.proxy.set([{ on: host, fault: sayToken(() => issue(other, 60_000)) }]);
  world.proxy.killSockets();
  await expectPage(shop.panel.getByText("nobody else's business")).toHaveCount(0);
  await expectPage(shop.panel.getByText("hello", { exact: true })).toHaveCount(0);
  await expect.poll(() => dumpIndexedDb(shop.page)).not.toMatch(/nobody else|a secret/);
  await shop.send("I am somebody else");
  await expectPage(shop.sentMark).toBeVisible();
  await expect.poll(() => shop.texts()).toEqual(["I am somebody else"]);
  expect(await world.textsOf(other)).toEqual(["I am somebody else"]);
  expect(await visitor.serverTexts()).toEqual(["before", "hello"]);
  const withTheirs = world.proxy.requests.filter(({ token }) => subjectOf(token) === other);
  expect(withTheirs.filter(({ body }) => /nobody else|secret/.test(body))).toEqual([]);
});

it("fault 14: asks the host for one token when ten requests are refused at once", async () => {
  const customer = "tenatonce";
  const old = await issue(customer, 60_000);
  world.server.clock.advance(tokenLifeMs);
  const answers = [old];
  let calls = 0;
  const tokens = createTokenSource({
    clock: systemClock,
    getToken: async () => {
      calls += 1;
      return answers.shift() ?? issue(customer, 60_000);
    },
  });
  const requests = createRequests({
    backend: restBackend(world.proxy.url),
    gate: createGate(systemClock, () => undefined),
    tokens,
    sub: customer,
    onOtherCustomer: () => expect.unreachable(),
  });
  world.proxy.use({ fault: delay(100) });
  const start = asked("/v1/session").length;
  const { signal } = new AbortController();
  const ten = Array.from({ length: 10 }, () =>
    requests.run(signal, async (call) => (await restBackend(world.proxy.url).session(call)).customer.id),
  );
  expect(await Promise.all(ten)).toEqual(ten.map(() => customer));
  expect(calls).toBe(2);
  const outcomes = asked("/v1/session")
    .slice(start)
    .map(({ outcome }) => outcome);
  expect(outcomes).toEqual([...ten.map(() => 401), ...ten.map(() => 200)]);
});

function subjectOf(token: string): unknown {
  const [, claims = ""] = token.split(".");
  if (claims === "") return null;
  return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub?: unknown }).sub;
}
