// Event streams that fall silent, break, come in crumbs or tell the wrong things. The stream only makes the chat fast: the
// transcript is right whatever it says.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectPage } from "../support/e2e.ts";
import type { Fault } from "../support/fault-exchange.ts";
import {
  inLongForm,
  bubble,
  type FaultWorld,
  longOr,
  openFaultWorld,
  seeds,
  type Visitor,
} from "../support/fault-world.ts";
import { hang } from "../support/faults.ts";
import {
  buffered,
  changeEvents,
  chop,
  splitInside,
  crlf,
  cutInChange,
  halfOpen,
  shuffled,
  streamPath,
} from "../support/stream-faults.ts";

const streams = { path: streamPath } as const;
let world: FaultWorld;
beforeAll(async () => {
  world = await openFaultWorld();
});
afterEach(() => world.calm());
afterAll(() => world.close());

/** At the chat with one message sent, and nothing between the two but a stream. */
async function atTheChat(options: { readonly fakeClock?: boolean } = {}): Promise<Visitor> {
  const visitor = await world.meet(options);
  await visitor.shop.open();
  await visitor.say("before");
  await expect.poll(() => world.proxy.streams().length).toBe(1);
  expect(await visitor.settle()).toEqual([]);
  return visitor;
}

const letters = ["Größe 42, schön, 漢字", "👩‍👩‍👧 und é", "plain"];
const streamsWith = ({ name }: Fault) => world.proxy.requests.filter(({ faults }) => faults.includes(name));

/** The connections die, and the page makes a new stream. */
async function reconnect(): Promise<void> {
  world.proxy.killSockets();
  await expect.poll(() => world.proxy.streams().length).toBe(1);
}

inLongForm(
  "fault 7: notices within a minute that a stream has died while its connection stays up",
  async () => {
    const visitor = await atTheChat({ fakeClock: true });
    for (const stream of world.proxy.streams()) stream.freeze();
    await visitor.hear("can you hear me?");
    await visitor.pass(60_000);
    await expectPage(bubble(visitor.shop, "can you hear me?")).toHaveCount(1);
    expect(await visitor.settle()).toEqual([]);
  },
);

it("fault 7: stays up to date while streams stay silent, are held back by a proxy, or are never answered", async () => {
  const visitor = await atTheChat({ fakeClock: true });
  for (const fault of [halfOpen(), buffered(), hang()]) {
    world.proxy.set([{ on: streams, fault }]);
    world.proxy.killSockets();
    for (let minute = 1; minute <= longOr(2, 30); minute += 1) {
      const text = `${fault.name}, minute ${minute}`;
      await visitor.hear(text);
      await visitor.pass(60_000, 12_000);
      await expectPage(bubble(visitor.shop, text)).toHaveCount(1);
    }
  }
  await visitor.say("and I can still write");
  expect(await visitor.settle()).toEqual([]);
});

inLongForm("fault 7: sends a message anew when its connection has died without a word", async () => {
  const visitor = await atTheChat({ fakeClock: true });
  for (const stream of world.proxy.streams()) stream.freeze();
  world.proxy.use({ fault: hang() });
  await visitor.say("into the void");
  await visitor.pass(30_000, 16_000);
  world.proxy.calm();
  expect(await visitor.settle()).toEqual([]);
});

it("fault 8: loses no letter when the stream is cut inside an event, or inside a character", async () => {
  const visitor = await atTheChat();
  for (const fault of [cutInChange("event"), cutInChange("character")]) {
    world.proxy.set([{ on: streams, fault }]);
    await reconnect();
    for (const text of letters) await visitor.hear(`${text} (${fault.name})`);
    await expect.poll(() => streamsWith(fault).map(({ outcome }) => outcome)).toContain("reset");
    expect(await visitor.settle()).toEqual([]);
  }
});

it("fault 8: reads a stream in pieces of a byte or half a character, with line ends of Windows, and a megabyte at once", async () => {
  const visitor = await atTheChat();
  const padding = "ö".repeat(longOr(500_000, 5_000_000));
  const pad = changeEvents("pad", (raw) => {
    if (raw.event !== "change") return [raw];
    return [{ ...raw, data: JSON.stringify({ ...(JSON.parse(raw.data) as object), padding }) }];
  });
  for (const faults of [[chop(1)], [splitInside(), crlf()], [chop(997), crlf(), pad]]) {
    world.proxy.set(faults.map((fault) => ({ on: streams, fault })));
    await reconnect();
    const start = world.proxy.requests.length;
    for (const text of letters) await visitor.hear(`${text} (${faults[0]?.name})`);
    expect(await visitor.settle()).toEqual([]);
    // It was the stream that told of them: nothing else was asked for.
    expect(world.proxy.requests.slice(start).filter(({ method }) => method === "GET")).toEqual([]);
  }
});

it.for(seeds)(
  "fault 9: shows the server's timeline whatever order, doubles and strangers the stream brings (seed %i)",
  async (seed) => {
    const visitor = await atTheChat();
    world.proxy.set([{ on: streams, fault: shuffled(seed) }]);
    const start = world.proxy.requests.length;
    await reconnect();
    for (let n = 1; n <= longOr(8, 60); n += 1) {
      await visitor.hear(`agent ${n}`);
      if (n % 3 === 0) await visitor.say(`customer ${n}`);
    }
    world.proxy.calm();
    world.proxy.killSockets();
    expect(await visitor.settle()).toEqual([]);
    // It never left its own place for one that a stranger named.
    expect(world.proxy.requests.slice(start).filter(({ outcome }) => outcome === 410)).toEqual([]);
  },
);
