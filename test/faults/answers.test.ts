// Wrong answers: gateways' errors, halves, refusals for now, a station's Wi-Fi. None of them says that a message failed.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectPage } from "../support/e2e.ts";
import type { Fault } from "../support/fault-exchange.ts";
import { inLongForm, type FaultWorld, longOr, openFaultWorld, type Visitor } from "../support/fault-world.ts";
import { captivePortal, emptyBody, gatewayError, tooMany, truncate } from "../support/faults.ts";

const posts = { method: "POST", path: "/v1/messages" } as const;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

const chatRequests = () => world.proxy.requests.filter(({ path }) => path.startsWith("/v1/"));

/** At the chat with one message sent, in a page whose time is the test's. */
async function atTheChat(): Promise<Visitor> {
  const visitor = await world.meet({ fakeClock: true });
  await visitor.shop.open();
  await visitor.say("before");
  expect(await visitor.settle()).toEqual([]);
  return visitor;
}

const wrongAnswers: readonly (readonly [what: string, fault: () => Fault])[] = [
  ["a 500 in HTML", () => gatewayError(500)],
  ["a 502 in HTML", () => gatewayError(502)],
  ["a 504 in HTML", () => gatewayError(504)],
  ["an empty body", emptyBody],
  ["half of the JSON", truncate],
  ["an answer that breaks off", () => truncate({ breakOff: true })],
];

it("fault 5: takes a gateway's error, an empty body or half an answer for none, and asks again", async () => {
  const visitor = await atTheChat();
  const start = chatRequests().length;
  for (let round = 1; round <= longOr(1, 10); round += 1) {
    for (const [, fault] of wrongAnswers) {
      world.proxy.use({ on: posts, fault: fault(), times: longOr(1, 3) });
      world.proxy.use({ on: { method: "GET" }, fault: fault(), times: longOr(2, 5) });
    }
    world.proxy.killSockets();
    await visitor.say(`sent into it ${round}`);
    await visitor.say(`and behind it ${round}`);
    await visitor.hear(`are you there? ${round}`);
    await visitor.pass(longOr(15, 60) * 60_000, 30_000);
  }
  expect(
    new Set(
      chatRequests()
        .slice(start)
        .flatMap(({ faults }) => faults),
    ),
  ).toEqual(new Set(["answer 500", "answer 502", "answer 504", "answer 200", "truncate", "pass"]));
  await expectPage(visitor.shop.panel.getByText("Not sent")).toHaveCount(0);
  expect(await visitor.settle()).toEqual([]);
});

inLongForm("fault 5: opens the chat in the end when every kind of wrong answer comes first", async () => {
  const visitor = await world.meet({ fakeClock: true });
  for (const [, fault] of wrongAnswers) world.proxy.use({ fault: fault(), chance: 0.3, times: 2 });
  await visitor.shop.open();
  await visitor.say("hello?");
  await visitor.pass(60_000);
  expect(await visitor.settle()).toEqual([]);
});

const storms = [
  { what: "429 with seconds", status: 429, retryAfter: () => "30", waitMs: 30_000 },
  { what: "503 with seconds", status: 503, retryAfter: () => "30", waitMs: 30_000 },
  {
    what: "429 with a date",
    status: 429,
    // HTTP dates know no fractions of seconds.
    retryAfter: (now: number) => new Date(Math.ceil(now / 1000) * 1000 + 30_000).toUTCString(),
    waitMs: 30_000,
  },
  { what: "503 that asks for a day", status: 503, retryAfter: () => "86400", waitMs: 15 * 60_000 },
] as const;

it("fault 6: waits as long as a 429 or 503 asks, at most 15 minutes, then sends one probe", async () => {
  const visitor = await atTheChat();
  for (const { what, status, retryAfter, waitMs } of storms) {
    const now = await visitor.shop.page.evaluate(() => Date.now());
    world.proxy.use({ fault: tooMany(status, retryAfter(now)) });
    world.proxy.killSockets();
    await visitor.say(`patience, ${what}`);
    await expect.poll(() => chatRequests().at(-1)?.outcome).toBe(status);
    // What the page sent before it had read that answer is on its way still.
    await visitor.pass(1);
    const before = chatRequests().length;
    // Real seconds pass as well, more of them on a busy machine.
    await visitor.pass(waitMs - 12_000, (waitMs - 12_000) / 3);
    expect(chatRequests().slice(before)).toEqual([]);
    world.proxy.set([{ fault: tooMany(status, "30") }]);
    await visitor.pass(20_000, 4_000);
    expect(chatRequests().length - before).toBe(1);
    world.proxy.calm();
    await visitor.pass(32_000, 8_000);
    expect(await visitor.settle()).toEqual([]);
  }
});

inLongForm(
  "fault 6: asks ever more rarely, one request at a time, where a busy server says nothing useful of how long to wait",
  async () => {
    const visitor = await atTheChat();
    world.proxy.use({ fault: tooMany(429, "0"), chance: 0.3 });
    world.proxy.use({ fault: tooMany(429, new Date(0).toUTCString()), chance: 0.5 });
    world.proxy.use({ fault: tooMany(429, null) });
    world.proxy.killSockets();
    for (const text of ["one", "two", "three"]) await visitor.say(text);
    await visitor.hear("busy here");
    const start = chatRequests().length;
    const minutes = longOr(3, 30);
    await visitor.pass(minutes * 60_000, longOr(5_000, 2_000));
    // 1–2 s, 2–4 s … 30–60 s: at most so many fit, plus what was on its way when it began.
    expect(chatRequests().length - start).toBeLessThanOrEqual(8 + minutes * 2);
    await expectPage(visitor.shop.panel.getByText("Can't reach the chat")).toBeVisible();
    await expectPage(visitor.shop.panel.getByText("Not sent")).toHaveCount(0);
    world.proxy.calm();
    await visitor.pass(62_000, 10_000);
    expect(await visitor.settle()).toEqual([]);
  },
);

it("fault 36: gets through ten minutes behind a captive portal with nothing spoiled", async () => {
  const visitor = await atTheChat();
  const { shop } = visitor;
  // The shop's own token address is behind it too.
  world.proxy.use({ on: { path: /^\/(?:v1|shop)\// }, fault: captivePortal() });
  world.proxy.killSockets();
  await visitor.say("written at the station");
  await visitor.pass(5 * 60_000, 15_000);
  await visitor.say("and on the train");
  await visitor.pass(5 * 60_000, 15_000);
  await expectPage(shop.panel.getByText("Not sent")).toHaveCount(0);
  await expectPage(shop.panel.getByText("Can't reach the chat")).toBeVisible();
  await expectPage(shop.composer).toBeEditable();
  world.proxy.calm();
  await visitor.pass(62_000);
  expect(await visitor.settle()).toEqual([]);
});

inLongForm(
  "fault 36: a page that is opened behind a captive portal keeps what is written there until it is through",
  async () => {
    const visitor = await world.meet({ fakeClock: true });
    world.proxy.use({ on: { path: /^\/(?:v1|shop)\// }, fault: captivePortal() });
    await visitor.shop.open();
    await visitor.say("hello from the station");
    await visitor.pass(10 * 60_000, 30_000);
    await expectPage(visitor.shop.panel.getByText("Not sent")).toHaveCount(0);
    world.proxy.calm();
    await visitor.pass(62_000);
    expect(await visitor.settle()).toEqual([]);
  },
);
