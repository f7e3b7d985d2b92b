// Requests and replies that get lost, arrive twice or come too late: each message is on the server once, whatever the
// client could know of it.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectPage } from "../support/e2e.ts";
import { arriveLate, delay, drop, holdReply, lose, loseReply, twice } from "../support/faults.ts";
import {
  inLongForm,
  bubble,
  type FaultWorld,
  longOr,
  openFaultWorld,
  seeds,
} from "../support/fault-world.ts";
import { seededRandom } from "../support/seeded-random.ts";

const posts = { method: "POST", path: "/v1/messages" } as const;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

const sendings = (text: string) => world.proxy.requests.filter(({ body }) => body.includes(`"${text}"`));
/** How long a fault lasts; nothing waits for it. */
const last = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it.for(seeds)(
  "fault 1: survives a network that comes and goes, and connections that die unseen (seed %i)",
  async (seed) => {
    const random = seededRandom(seed);
    const visitor = await world.meet();
    await visitor.shop.open();
    await visitor.say("before");
    const unit = longOr(60, 1_000);
    for (let flap = 1; flap <= longOr(4, 10); flap += 1) {
      const isSeen = random.chance(0.5);
      if (isSeen) await visitor.context.setOffline(true);
      else world.proxy.killSockets();
      await visitor.say(`during flap ${flap}`);
      await visitor.hear(`agent in flap ${flap}`);
      await last(random.between(1, 5) * unit);
      if (isSeen) await visitor.context.setOffline(false);
      await last(random.between(1, 5) * unit);
    }
    expect(await visitor.settle()).toEqual([]);
  },
);

it("fault 1: says that the network is away, and sends by itself when it is back", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  await visitor.say("before");
  await visitor.context.setOffline(true);
  await expectPage(visitor.shop.panel.getByText("You are offline")).toBeVisible();
  await visitor.say("in a tunnel");
  await visitor.shop.page.getByText("On this device", { exact: true }).waitFor();
  await visitor.context.setOffline(false);
  expect(await visitor.settle()).toEqual([]);
  await expectPage(visitor.shop.panel.getByText("You are offline")).toHaveCount(0);
});

it.for(seeds)(
  "fault 2: gets through a slow network that loses one in ten requests (seed %i)",
  async (seed) => {
    const visitor = await world.meet();
    const random = seededRandom(seed);
    world.proxy.use({ fault: delay(longOr(250, 1_500), longOr(200, 1_000)) });
    world.proxy.use({ fault: lose(), chance: 0.1 });
    await visitor.shop.open();
    for (let n = 1; n <= longOr(5, 20); n += 1) {
      await visitor.say(`slowly ${n}`);
      if (random.chance(0.4)) await visitor.hear(`agent ${n}`);
    }
    expect(await visitor.settle()).toEqual([]);
  },
);

inLongForm("fault 3: sends again what was lost on the way to the server", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  world.proxy.use({ on: posts, fault: drop(), times: 2 });
  await visitor.say("lost on the way");
  await visitor.say("behind it");
  expect(await visitor.settle()).toEqual([]);
  expect(sendings("lost on the way").map(({ delivered }) => delivered)).toEqual([0, 0, 1]);
});

it("fault 3: sends again what the server has but did not get to say, and it stays one message", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  // Neither the answer nor the stream tells of it: only the repeat does.
  world.proxy.use({ on: { path: "/v1/stream" }, fault: drop() });
  world.proxy.use({ on: posts, fault: loseReply(), times: 2 });
  await visitor.say("did it arrive?");
  await visitor.say("behind it");
  expect(await visitor.settle()).toEqual([]);
  expect(sendings("did it arrive?").filter(({ delivered }) => delivered > 0).length).toBeGreaterThan(0);
  await expectPage(bubble(visitor.shop, "did it arrive?")).toHaveCount(1);
});

inLongForm("fault 3: stays alive while every message is lost and all else gets through", async () => {
  const visitor = await world.meet({ fakeClock: true });
  await visitor.shop.open();
  await visitor.say("before");
  expect(await visitor.settle()).toEqual([]);
  world.proxy.use({ on: posts, fault: drop() });
  await visitor.say("lost again and again");
  for (let round = 1; round <= longOr(4, 40); round += 1) {
    world.proxy.killSockets();
    await visitor.pass(30_000, 3_000);
    await visitor.hear(`heard in round ${round}`);
  }
  world.proxy.calm();
  expect(await visitor.settle()).toEqual([]);
});

it("fault 4: is not shaken by requests that arrive twice", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  world.proxy.use({ on: posts, fault: twice() });
  for (const text of ["one", "two", "three"]) await visitor.say(text);
  await visitor.hear("I heard you");
  expect(await visitor.settle()).toEqual([]);
  expect(sendings("two").map(({ delivered }) => delivered)).toEqual([2]);
});

it("fault 10: gives up a request that takes too long; that one may still arrive, after its repeat", async () => {
  const visitor = await world.meet({ fakeClock: true });
  await visitor.shop.open();
  await visitor.say("first");
  expect(await visitor.settle()).toEqual([]);
  const repeated = Promise.withResolvers<void>();
  world.proxy.use({ on: posts, fault: arriveLate(repeated.promise), times: 1 });
  await visitor.say("overtaken by itself");
  await expect.poll(() => sendings("overtaken by itself").length).toBe(1);
  await visitor.shop.page.clock.fastForward(16_000);
  await expect.poll(() => sendings("overtaken by itself")[0]?.outcome).toBe("client left");
  await visitor.pass(5_000, 1_000);
  expect(await visitor.settle()).toEqual([]);
  repeated.resolve();
  await expect.poll(() => sendings("overtaken by itself").map(({ delivered }) => delivered)).toEqual([1, 1]);
  await visitor.hear("I have it once");
  expect(await visitor.settle()).toEqual([]);
});

inLongForm("fault 10: drops an answer that comes when nobody waits for it any more", async () => {
  const visitor = await world.meet({ fakeClock: true });
  await visitor.shop.open();
  await visitor.say("first");
  expect(await visitor.settle()).toEqual([]);
  const released = Promise.withResolvers<void>();
  world.proxy.use({ on: posts, fault: holdReply(released.promise), times: 1 });
  world.proxy.use({ on: { path: "/v1/stream" }, fault: drop() });
  world.proxy.killSockets();
  await visitor.say("answered too late");
  await expect.poll(() => sendings("answered too late").length).toBe(1);
  await visitor.shop.page.clock.fastForward(16_000);
  await expect.poll(() => sendings("answered too late")[0]?.outcome).toBe("client left");
  released.resolve();
  await visitor.pass(10_000, 1_000);
  expect(await visitor.settle()).toEqual([]);
});
