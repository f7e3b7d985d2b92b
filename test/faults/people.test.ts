// What people do at the wrong moment: agents who leave, end or hand over while the customer types or is offline, customers
// who close things. Nothing that a customer does ends a conversation, and nothing written gets lost between two of them.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { conversationOf, expectPage } from "../support/e2e.ts";
import {
  inLongForm,
  agentOf,
  bubble,
  endings,
  type FaultWorld,
  longOr,
  openFaultWorld,
  seeds,
  type Visitor,
} from "../support/fault-world.ts";
import { arriveLate, delay, drop, gatewayError, loseReply } from "../support/faults.ts";
import { seededRandom } from "../support/seeded-random.ts";

const posts = { method: "POST", path: "/v1/messages" } as const;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

type Move = "accept" | "wait" | "end" | "close";

/** What an agent does with the customer's newest conversation, refusals included. */
async function act(visitor: Visitor, move: Move, agent = world.agent): Promise<number> {
  const { id } = await conversationOf(world.agent, visitor.customer);
  return (await agent.post(`/agent/v1/conversations/${id}/${move}`)).status;
}

async function atTheChat(): Promise<Visitor> {
  const visitor = await world.meet();
  await visitor.shop.open();
  await visitor.say("before");
  await visitor.hear("hello");
  await expectPage(visitor.shop.panel.getByText("Rui is with you")).toBeVisible();
  return visitor;
}

it("fault 30: keeps what is being typed when the agent ends the conversation, and sends it in the next one", async () => {
  const visitor = await atTheChat();
  const { shop, customer } = visitor;
  const first = await conversationOf(world.agent, customer);
  await shop.composer.fill("wait, one more");
  expect(await act(visitor, "end")).toBe(200);
  await expectPage(shop.panel.getByText(/this conversation was closed/i)).toBeVisible();
  await expectPage(shop.composer).toHaveValue("wait, one more");
  await visitor.say("wait, one more thing");
  await expect.poll(async () => (await conversationOf(world.agent, customer)).state).toBe("open");
  expect((await conversationOf(world.agent, customer)).id).not.toBe(first.id);
  await visitor.hear("of course");
  expect(await visitor.settle()).toEqual([]);
});

inLongForm(
  "fault 30: keeps what is being typed when the agent sets the conversation to waiting",
  async () => {
    const visitor = await atTheChat();
    const { shop, customer } = visitor;
    const { id } = await conversationOf(world.agent, customer);
    await shop.composer.fill("half a sen");
    expect(await act(visitor, "wait")).toBe(200);
    await expectPage(shop.panel.getByText("Rui will be told when you write")).toBeVisible();
    await expectPage(shop.composer).toHaveValue("half a sen");
    await visitor.say("half a sentence is enough");
    await visitor.hear("it is");
    expect((await conversationOf(world.agent, customer)).id).toBe(id);
    expect(await visitor.settle()).toEqual([]);
  },
);

inLongForm("fault 30: brings what was written offline to whoever has the conversation by then", async () => {
  const visitor = await atTheChat();
  const { shop, context, customer } = visitor;
  const mia = agentOf(() => world.server, "mia");
  const { id } = await conversationOf(world.agent, customer);
  await context.setOffline(true);
  await visitor.say("written offline");
  expect(await act(visitor, "wait")).toBe(200);
  expect(await act(visitor, "accept", mia)).toBe(200);
  await visitor.say("and this");
  await context.setOffline(false);
  await expectPage(shop.panel.getByText("Mia is with you")).toBeVisible();
  await expectPage(bubble(shop, "and this")).toHaveCount(1);
  expect((await conversationOf(world.agent, customer)).id).toBe(id);
  expect(await visitor.settle()).toEqual([]);
});

inLongForm(
  "fault 30: opens one new conversation for a queue whose conversation was ended meanwhile",
  async () => {
    const visitor = await atTheChat();
    const { shop, context, customer } = visitor;
    await context.setOffline(true);
    for (const text of ["one", "two", "three"]) await visitor.say(text);
    expect(await act(visitor, "end")).toBe(200);
    expect(await act(visitor, "close")).toBe(200);
    await context.setOffline(false);
    expect(await visitor.settle()).toEqual([]);
    const { body } = await world.agent.get("/agent/v1/conversations");
    const own = (body.items as { customer: { id: string }; state: string }[]).filter(
      (item) => item.customer.id === customer,
    );
    expect(own.map(({ state }) => state).sort()).toEqual(["closed", "open"]);
    await expectPage(shop.panel.getByText("New conversation, today")).toHaveCount(1);
  },
);

it.for(seeds)(
  "fault 31: asks for no end, whatever is closed or left in whatever state (seed %i)",
  async (seed) => {
    const random = seededRandom(seed);
    const visitor = await atTheChat();
    const { shop, customer } = visitor;
    const { page, panel } = shop;
    const { id } = await conversationOf(world.agent, customer);
    const url = world.proxy.url;
    const leave: readonly (() => Promise<unknown>)[] = [
      () => panel.getByRole("button", { name: "Close" }).click(),
      () => shop.composer.press("Escape"),
      () => page.reload(),
      () => page.goto(`${url}/delivery`),
      () => page.goto("about:blank").then(() => page.goto(url)),
      () => page.goBack().then(() => page.goto(url)),
    ];
    const faults = [drop(), loseReply(), arriveLate(), delay(300), gatewayError(502)];
    for (let step = 1; step <= longOr(6, 60); step += 1) {
      await expectPage(shop.composer).toBeVisible();
      const wrong = world.proxy.use({ on: posts, fault: random.pick(faults), times: 1 });
      await act(visitor, random.pick(["accept", "wait"]));
      if (random.chance(0.5)) await visitor.say(`step ${step}`);
      else await shop.composer.fill(`draft ${step}`);
      await random.pick(leave)();
      wrong();
      if (!(await panel.isVisible())) await page.evaluate("window.Ajar('open')");
    }
    expect(await visitor.settle()).toEqual([]);
    const now = await conversationOf(world.agent, customer);
    expect(now.id).toBe(id);
    expect(["open", "active", "waiting"]).toContain(now.state);
    await page.close();
    expect(endings(world.proxy)).toEqual([]);
  },
);
