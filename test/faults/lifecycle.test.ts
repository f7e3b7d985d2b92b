// Pages that are frozen, killed, put away for the way back, or asleep with the whole machine: on return they show at once what
// they missed, and meanwhile they hold nothing that others need.

import { type Browser, chromium } from "playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canBeHidden, crash, freeze, resume, stopTimers } from "../support/page-faults.ts";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import {
  chatRequests,
  hasReadAll,
  newCustomer,
  newVisitor,
  reply,
  requestsAreIn,
  serverTexts,
} from "../support/customers.ts";
import { expectPage, openWorld, type Shop, signIn, visitShop, type World } from "../support/e2e.ts";
import type { Caller } from "../support/server.ts";
import { inLongForm } from "../support/fault-world.ts";

let world: World;
let agent: Caller;

beforeAll(async () => {
  world = await openWorld();
  agent = await world.server.agent("rui");
});
afterEach(async () => {
  await world.closeBrowsers();
  await streamsAre(0);
});
afterAll(() => world.close());

const streamCount = () => world.server.demo.streamCount();
async function streamsAre(count: number): Promise<void> {
  await expect.poll(streamCount).toBe(count);
}

async function writes(shop: Shop, text: string): Promise<void> {
  await shop.send(text);
  await expectPage(shop.sentMark).toBeVisible();
}

it("fault 20: a frozen tab holds no stream and asks for nothing; resumed it shows at once what it missed", async () => {
  const { customer, newTab } = await newVisitor(world, { prepare: canBeHidden });
  const shop = await newTab();
  await shop.open();
  await writes(shop, "hello");
  await streamsAre(1);
  // What was read is told when the page has nothing else to do, which a page that really stands still does later.
  await expect.poll(() => hasReadAll(world, customer)).toBe(true);

  await freeze(shop.page);
  await streamsAre(0);
  const start = world.server.requests.length;
  await reply(agent, customer, "while you were away");
  await requestsAreIn(shop.page);
  expect(chatRequests(world, start)).toEqual([]);
  await expect.poll(() => shop.texts()).toEqual(["hello"]);

  await stopTimers(shop.page);
  await resume(shop.page);
  await expectPage(shop.panel.getByText("while you were away")).toBeVisible();
  await shop.page.clock.resume();
  await streamsAre(1);
  await writes(shop, "back again");
  expect(await serverTexts(world, customer)).toEqual(["hello", "while you were away", "back again"]);
});

it("fault 21: when the tab that holds the stream crashes, another one takes over by itself", async () => {
  const { customer, newTab } = await newVisitor(world);
  const first = await newTab();
  await first.open();
  await writes(first, "hello");
  await streamsAre(1);
  const second = await newTab();
  await expectPage(second.panel.getByText("hello")).toBeVisible();
  await reply(agent, customer, "both see this");
  for (const shop of [first, second])
    await expectPage(shop.panel.getByText("both see this")).toBeVisible({ timeout: 8_000 });
  expect(streamCount()).toBe(1);

  await crash(first.page);
  await streamsAre(1);
  await reply(agent, customer, "still there?");
  await expectPage(second.panel.getByText("still there?")).toBeVisible({ timeout: 8_000 });
  await writes(second, "yes");
  expect(streamCount()).toBe(1);
  expect(await serverTexts(world, customer)).toEqual(["hello", "both see this", "still there?", "yes"]);
});

describe("fault 22: the back/forward cache", () => {
  let keeping: Browser;

  beforeAll(async () => {
    keeping = await chromium.launch({
      ...chromiumLaunchOptions("whole"),
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    });
  });
  afterEach(async () => {
    await Promise.all(keeping.contexts().map((context) => context.close()));
  });
  afterAll(() => keeping.close());

  /** A customer who has written "hello" and left the panel open or closed. */
  async function arrive(isOpen: boolean): Promise<{ shop: Shop; customer: string }> {
    const customer = newCustomer();
    const context = await keeping.newContext({ locale: "en-GB" });
    await signIn(context, world.server.url, customer);
    const shop = await visitShop(await context.newPage(), world.server.url);
    await shop.open();
    await writes(shop, "hello");
    if (!isOpen) await shop.panel.getByRole("button", { name: "Close" }).click();
    await streamsAre(isOpen ? 1 : 0);
    await shop.page.evaluate(() => Object.assign(window, { isStillTheSame: true }));
    return { shop, customer };
  }

  /** Another site, then back. What runs in between is done while the page is in the cache. */
  async function awayAndBack({ page }: Shop, meanwhile: () => Promise<void>): Promise<void> {
    await page.goto(`${world.server.url.replace("127.0.0.1", "localhost")}/ajar/ajar.js`);
    await streamsAre(0);
    await meanwhile();
    await page.goBack({ waitUntil: "commit" });
    const why = () =>
      page.evaluate(() => {
        if ("isStillTheSame" in window) return "restored";
        const [entry] = performance.getEntriesByType("navigation") as unknown as [
          { notRestoredReasons?: unknown },
        ];
        return JSON.stringify(entry.notRestoredReasons ?? "no reason given");
      });
    await expect.poll(why).toBe("restored");
  }

  it("gives the page back with its panel open, and what was missed appears at once", async () => {
    const { shop, customer } = await arrive(true);
    await awayAndBack(shop, () => reply(agent, customer, "while you were away"));
    await expectPage(shop.panel.getByText("while you were away")).toBeVisible({ timeout: 3_500 });
    await streamsAre(1);
    await writes(shop, "back again");
    expect(await serverTexts(world, customer)).toEqual(["hello", "while you were away", "back again"]);
  });

  inLongForm(
    "gives the page back with its panel closed, and its launcher counts what was missed at once",
    async () => {
      const { shop, customer } = await arrive(false);
      await awayAndBack(shop, () => reply(agent, customer, "while you were away"));
      await expectPage(shop.page.getByRole("button", { name: "Open chat, 1 unread message" })).toBeVisible({
        timeout: 8_000,
      });
      expect(streamCount()).toBe(0);
      await shop.open();
      await expectPage(shop.panel.getByText("while you were away")).toBeVisible();
    },
  );
});
