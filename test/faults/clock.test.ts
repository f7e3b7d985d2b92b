// Clocks that are wrong, here or there, or jump: nothing waits longer or comes sooner for it, nothing gets lost or out of order.

import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from "vitest";
import { inLongForm, type FaultWorld, longOr, openFaultWorld, type Visitor } from "../support/fault-world.ts";
import { drop, skewDate } from "../support/faults.ts";
import { expectPage } from "../support/e2e.ts";

const dayMs = 24 * 60 * 60_000;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

const byADay = [
  ["ahead", dayMs],
  ["behind", -dayMs],
] as const;
/** Both ways in the long form. */
const ways = byADay.slice(0, longOr(1, 2));

it.for(ways)(
  "fault 13: keeps order and live replies where the customer's clock is a day %s",
  async ([, skewMs]) => {
    const visitor = await world.meet({
      prepare: (page) => page.clock.install({ time: Date.now() + skewMs }),
    });
    await visitor.shop.open();
    await visitor.say("by my clock");
    await visitor.hear("by ours");
    await visitor.say("whatever the time");
    expect(await visitor.settle()).toEqual([]);
    await visitor.shop.page.reload();
    await expectPage(visitor.shop.panel.getByText("by ours")).toBeVisible();
    expect(await visitor.settle()).toEqual([]);
  },
);

it.for(ways)(
  "fault 13: keeps order and live replies where the server's clock is a day %s",
  async ([, skewMs]) => {
    // The shop's session and every token are by that clock too.
    world.server.clock.advance(skewMs);
    onTestFinished(() => world.server.clock.advance(-skewMs));
    world.proxy.use({ on: { path: /^\// }, fault: skewDate(skewMs) });
    const visitor = await world.meet();
    await visitor.shop.open();
    await visitor.say("by my clock");
    await visitor.hear("by ours");
    await visitor.say("whatever the time");
    expect(await visitor.settle()).toEqual([]);
  },
);

/** With a message that can't go while the clock jumps, and one written after it. */
async function jump(visitor: Visitor, jumpMs: number): Promise<void> {
  const { page } = visitor.shop;
  const lost = world.proxy.use({ on: { method: "POST" }, fault: drop() });
  await visitor.say(`waiting, ${jumpMs}`);
  await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + jumpMs);
  await visitor.say(`after the jump, ${jumpMs}`);
  lost();
  await visitor.hear(`heard after the jump, ${jumpMs}`);
}

it("fault 13: goes on sending and hearing when the customer's clock jumps, with a message waiting", async () => {
  const visitor = await world.meet({ fakeClock: true });
  await visitor.shop.open();
  await visitor.say("before the jumps");
  for (const jumpMs of [-dayMs, dayMs - 60_000, -2 * dayMs]) {
    await jump(visitor, jumpMs);
    expect(await visitor.settle()).toEqual([]);
  }
});

inLongForm(
  "fault 13: asks before it sends what the customer's clock, having jumped, calls days old",
  async () => {
    const visitor = await world.meet({ fakeClock: true });
    await visitor.shop.open();
    await visitor.say("before the jump");
    await expectPage(visitor.shop.sentMark).toBeVisible();
    await jump(visitor, 2 * dayMs);
    await expectPage(visitor.shop.panel.getByText("written more than a day ago")).toBeVisible();
    await visitor.pass(10_000);
    await expect.poll(visitor.serverTexts).toContain(`after the jump, ${2 * dayMs}`);
    await visitor.release(`waiting, ${2 * dayMs}`, "Send now");
    expect(await visitor.settle()).toEqual([]);
  },
);
