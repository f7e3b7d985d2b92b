// Many tabs and browsers of one customer, opened, written in and closed at random: nothing lost, nothing doubled, one stream.

import type { BrowserContext } from "playwright/test";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { newCustomer, newVisitor, reply, serverTexts, type Visitor } from "../support/customers.ts";
import { dumpIndexedDb, expectPage, openWorld, type Shop, type World } from "../support/e2e.ts";
import { bubble, longOr, seeds } from "../support/fault-world.ts";
import { violations } from "../support/history.ts";
import { seededRandom } from "../support/seeded-random.ts";
import type { Caller } from "../support/server.ts";
import { type PageWatch, watchPages } from "../support/watch-pages.ts";

let world: World;
let agent: Caller;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  agent = await world.server.agent("rui"); // a token lives five minutes, the long form longer
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

interface Watched extends Visitor {
  readonly watch: PageWatch;
}

async function watched(customer: string, name: string): Promise<Watched> {
  const watches: PageWatch[] = [];
  const prepare = async (context: BrowserContext) => watches.push(await watchPages(context, name));
  const visitor = await newVisitor(world, { customer, prepare });
  const [watch] = watches;
  if (!watch) throw new Error("Nobody watches");
  return { ...visitor, watch };
}

/** The first tab, with the panel open; every tab after it opens its own by itself. */
async function firstTab(visitor: Watched): Promise<Shop> {
  const shop = await visitor.newTab();
  await shop.open();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"open":true');
  return shop;
}

async function nextTab(visitor: Watched): Promise<Shop> {
  const shop = await visitor.newTab();
  await expectPage(shop.composer).toBeVisible();
  return shop;
}

/** Accepted when its bubble is there and not called unsaved: whatever happens to the tab then, it must not be lost. */
async function say(shop: Shop, text: string): Promise<void> {
  await shop.composer.fill(text);
  await shop.composer.press("Enter");
  await expectPage(bubble(shop, text)).toHaveCount(1);
  await expectPage(shop.panel.getByText("Not saved on this device")).toHaveCount(0);
}

/** What was written by whom, and how to write more. */
function createScript(customer: string) {
  const writes: Record<string, string[]> = { agent: [] };
  let count = 0;
  const note = (writer: string) => {
    const text = `${writer} says ${(count += 1)}`;
    (writes[writer] ??= []).push(text);
    return text;
  };
  return {
    writes,
    say: async (shop: Shop, writer: string) => say(shop, note(writer)),
    reply: async () => reply(agent, customer, note("agent")),
  };
}

/** Waits for quiet, and judges all that was written and seen on the way. */
async function settle(
  customer: string,
  writes: Readonly<Record<string, string[]>>,
  watches: readonly PageWatch[],
) {
  const judge = async () =>
    violations({
      writes,
      views: watches.flatMap((watch) => watch.views()),
      server: await serverTexts(world, customer),
    });
  await expect.poll(judge, { interval: 50 }).toEqual([]);
}

it.each(seeds)("fault 23: tabs that close at random lose and double nothing (seed %i)", async (seed) => {
  const random = seededRandom(seed);
  const customer = newCustomer();
  const visitor = await watched(customer, "tabs");
  const script = createScript(customer);
  const tabs = [{ shop: await firstTab(visitor), name: "tab 1" }];
  await script.say(tabs[0]?.shop ?? (await nextTab(visitor)), "tab 1");
  await expect.poll(() => serverTexts(world, customer)).toHaveLength(1);
  for (let n = 2; n <= longOr(4, 10); n += 1) tabs.push({ shop: await nextTab(visitor), name: `tab ${n}` });
  while (tabs.length > 1) {
    const tab = random.pick(tabs);
    await script.say(tab.shop, tab.name);
    if (random.chance(0.3)) await script.reply();
    if (!random.chance(0.5)) continue;
    // At once: what was said is stored, and perhaps on its way.
    await tab.shop.page.close();
    tabs.splice(tabs.indexOf(tab), 1);
  }
  await nextTab(visitor);
  await settle(customer, script.writes, [visitor.watch]);
  await expect.poll(() => world.server.demo.streamCount()).toBe(1);
});

it.each(seeds)(
  "fault 24: two browsers of one customer end with the same transcript (seed %i)",
  async (seed) => {
    const random = seededRandom(seed);
    const customer = newCustomer();
    const script = createScript(customer);
    const visitors = [await watched(customer, "phone"), await watched(customer, "laptop")];
    const shops = await Promise.all(visitors.map(firstTab));
    await script.say(shops[0] as Shop, "phone");
    await expect.poll(() => serverTexts(world, customer)).toHaveLength(1);
    for (let step = 0; step < longOr(8, 40); step += 1) {
      const place = random.between(0, 1);
      const shop = shops[place] as Shop;
      if (random.chance(0.3)) await script.reply();
      await script.say(shop, place === 0 ? "phone" : "laptop");
      if (random.chance(0.2)) await shop.page.reload();
    }
    await settle(
      customer,
      script.writes,
      visitors.map(({ watch }) => watch),
    );
  },
);
