// The machine sleeps for eight hours: clocks jump, tokens are long over, connections are dead and don't know it.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { canBeHidden, freeze, resume } from "../support/page-faults.ts";
import { reply, serverTexts } from "../support/customers.ts";
import { expectPage } from "../support/e2e.ts";
import { hang } from "../support/faults.ts";
import { inLongForm, bubble, type FaultWorld, openFaultWorld, type Visitor } from "../support/fault-world.ts";

const nightMs = 8 * 60 * 60_000;
let world: FaultWorld;

beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(async () => {
  await world.calm();
  await world.closeBrowsers();
});
afterAll(() => world.close());

/** Somebody who wrote "good night" and is being answered live. */
async function arrive(): Promise<Visitor> {
  const visitor = await world.meet({ fakeClock: true, prepare: async (page) => canBeHidden(page.context()) });
  await visitor.shop.open();
  await visitor.say("good night");
  await expectPage(visitor.shop.sentMark).toBeVisible();
  await expect.poll(() => world.proxy.streams().length).toBe(1);
  return visitor;
}

/** Connections look alive to both sides and carry nothing more; then all clocks are eight hours on. */
async function sleep({ customer, shop }: Visitor): Promise<void> {
  for (const stream of world.proxy.streams()) stream.freeze();
  await reply(await world.server.agent("rui"), customer, "the answer of the night");
  world.server.clock.advance(nightMs);
  await shop.page.clock.fastForward(nightMs);
}

/** What page and server have when the customer has seen the answer and written again. */
async function wakeUp({ customer, shop }: Visitor): Promise<{ page: string[]; server: string[] }> {
  await expectPage(bubble(shop, "the answer of the night")).toBeVisible({ timeout: 10_000 });
  await shop.send("good morning");
  await expectPage(shop.sentMark).toBeVisible();
  expect(shop.problems).toEqual([]);
  return { page: await shop.texts(), server: await serverTexts(world, customer) };
}

it("fault 34: a page that slept without a warning finds out by itself that its stream and its token are dead", async () => {
  const visitor = await arrive();
  await sleep(visitor);
  const texts = ["good night", "the answer of the night", "good morning"];
  expect(await wakeUp(visitor)).toEqual({ page: texts, server: texts });
});

inLongForm(
  "fault 34: a page that was frozen for the night asks once who it is, and shows what came",
  async () => {
    const visitor = await arrive();
    await freeze(visitor.shop.page);
    await sleep(visitor);
    const start = world.proxy.requests.length;
    await resume(visitor.shop.page);
    const texts = ["good night", "the answer of the night", "good morning"];
    expect(await wakeUp(visitor)).toEqual({ page: texts, server: texts });
    const tokens = world.proxy.requests.slice(start).filter(({ path }) => path === "/shop/chat-token");
    expect(tokens).toHaveLength(1);
    expect(world.proxy.requests.slice(start).filter(({ outcome }) => outcome === 401)).toEqual([]);
  },
);

inLongForm(
  "fault 34: a message that was on its way when the machine fell asleep arrives once in the morning",
  async () => {
    const visitor = await arrive();
    world.proxy.use({ on: { method: "POST", path: "/v1/messages" }, fault: hang(), times: 1 });
    await visitor.say("one more thing");
    await expectPage(visitor.shop.panel.getByText("Sending", { exact: true })).toBeVisible();
    await freeze(visitor.shop.page);
    await sleep(visitor);
    await resume(visitor.shop.page);
    const texts = ["good night", "the answer of the night", "one more thing", "good morning"];
    expect(await wakeUp(visitor)).toEqual({ page: texts, server: texts });
  },
);
