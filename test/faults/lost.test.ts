// Requests and replies that get lost, arrive twice or come too late: each message is on the server once, whatever the client knows.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectPage } from "../support/e2e.ts";
import { drop, loseReply, twice } from "../support/faults.ts";
import { bubble, type FaultWorld, openFaultWorld } from "../support/fault-world.ts";

const posts = { method: "POST", path: "/v1/messages" } as const;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

const sendings = (text: string) => world.proxy.requests.filter(({ body }) => body.includes(`"${text}"`));

it("fault 3: sends again what was lost on the way to the server", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  world.proxy.use({ on: posts, fault: drop(), times: 2 });
  await visitor.say("lost on the way");
  await visitor.say("behind it");
  await visitor.settle();
  expect(sendings("lost on the way").map(({ delivered }) => delivered)).toEqual([0, 0, 1]);
  await visitor.leave();
});

it("fault 3: sends again what the server has but did not get to say, and it stays one message", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  world.proxy.use({ on: posts, fault: loseReply(), times: 2 });
  await visitor.say("did it arrive?");
  await visitor.say("behind it");
  await visitor.settle();
  expect(sendings("did it arrive?").length).toBeGreaterThan(0);
  await expectPage(bubble(visitor.shop, "did it arrive?")).toHaveCount(1);
  await visitor.leave();
});

it("fault 4: is not shaken by requests that arrive twice", async () => {
  const visitor = await world.meet();
  await visitor.shop.open();
  world.proxy.use({ on: posts, fault: twice() });
  for (const text of ["one", "two", "three"]) await visitor.say(text);
  await visitor.hear("I heard you");
  await visitor.settle();
  expect(sendings("two").map(({ delivered }) => delivered)).toEqual([2]);
  await visitor.leave();
});
