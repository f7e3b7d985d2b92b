// Very long histories and very many changes: the first screen comes at once, and nobody downloads what nobody looks at.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { canBeHidden, hide, show, stopTimers } from "../support/page-faults.ts";
import { newCustomer, newVisitor, reply, requestsAreIn } from "../support/customers.ts";
import { expectPage, openWorld, type Shop, type World } from "../support/e2e.ts";
import { bubble, longOr } from "../support/fault-world.ts";
import { editMessage, seedHistory } from "../support/server-seed.ts";
import type { Chat } from "../../src/chat.ts";
import type { Caller } from "../support/server.ts";

/** Older pages that come by themselves until at least 2,000 items are there; the rest as the reader scrolls up. */
const olderPages = 10;
const byItself = 50 + olderPages * 200;
const total = longOr(10_000, 100_000);
const veteran = newCustomer();
let world: World;
let agent: Caller;

beforeAll(async () => {
  world = await openWorld();
  const { seq } = await seedHistory(world.server.demo, veteran, total);
  await (await world.server.customer(veteran)).put("/v1/read", { pos: seq });
}, 120_000);
beforeEach(async () => {
  agent = await world.server.agent("rui");
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

/** `newest`, `before` or `after` for each page of the timeline that was asked for since that count of all requests. */
function pages(since: number): string[] {
  return world.server.requests
    .slice(since)
    .filter(({ path }) => path === "/v1/timeline")
    .map(({ search }) => /before|after/.exec(search)?.[0] ?? "newest");
}

/** The texts that the page has, top to bottom; most of them are not drawn. */
async function texts(shop: Shop): Promise<string[]> {
  const found = await shop.page.evaluate(() => {
    const { chat } = (window as unknown as { Ajar: { chat: Chat } }).Ajar;
    return chat.items.peek().map((item) => ("text" in item ? item.text : null));
  });
  return found.filter((text) => text !== null);
}

/** The numbers of its "Message n". */
async function numbers(shop: Shop): Promise<number[]> {
  return (await texts(shop)).map((text) => Number(text.replace(/\D+/g, "")));
}

async function scrollToTop(shop: Shop): Promise<void> {
  await shop.panel.getByRole("region", { name: "Messages" }).evaluate((box) => (box.scrollTop = 0));
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

it("fault 27: of a very long history the newest screen is there at once, and only a part is downloaded", async () => {
  const { newTab } = await newVisitor(world, { customer: veteran });
  const shop = await newTab();
  const start = world.server.requests.length;
  await shop.open();
  await expectPage(bubble(shop, `Message ${total}`)).toBeInViewport();
  await expect.poll(async () => (await numbers(shop)).length).toBe(byItself);
  await requestsAreIn(shop.page);
  expect(pages(start).filter((page) => page === "newest")).toHaveLength(1);
  expect(pages(start).filter((page) => page === "before")).toHaveLength(olderPages);
  expect(pages(start)).not.toContain("after");
  expect(await numbers(shop)).toEqual(range(total - byItself + 1, total));

  await scrollToTop(shop);
  await expect.poll(async () => (await numbers(shop)).length).toBeGreaterThan(byItself);
});

it("fault 28: after ten thousand changes the newest page is loaded instead of all that lies between", async () => {
  const { customer, newTab } = await newVisitor(world, { prepare: canBeHidden });
  const { seq } = await seedHistory(world.server.demo, customer, 20);
  await (await world.server.customer(customer)).put("/v1/read", { pos: seq });
  const shop = await newTab();
  await shop.open();
  await expectPage(bubble(shop, "Message 20")).toBeVisible();
  await hide(shop.page);
  await expect.poll(() => world.server.demo.streamCount()).toBe(0);
  await seedHistory(world.server.demo, customer, 10_000, { text: (n) => `Message ${20 + n}` });

  const start = world.server.requests.length;
  await stopTimers(shop.page);
  await show(shop.page);
  await expectPage(bubble(shop, "Message 10020")).toBeVisible();
  await shop.page.clock.resume();
  const shown = await numbers(shop);
  expect(shown.length).toBeGreaterThanOrEqual(50);
  expect(shown).toEqual(range(10_020 - shown.length + 1, 10_020));
  await requestsAreIn(shop.page);
  expect(pages(start).filter((page) => page === "newest")).toHaveLength(1);
  expect(pages(start).filter((page) => page === "after").length).toBeLessThanOrEqual(5);
  expect(pages(start).filter((page) => page === "before").length).toBeLessThanOrEqual(olderPages);
});

it("fault 29: edits of messages that are not loaded leave no trace until the reader gets there, then show in place", async () => {
  const customer = newCustomer();
  const all = byItself + 150;
  const { positions } = await seedHistory(world.server.demo, customer, all);
  const { newTab } = await newVisitor(world, { customer, prepare: canBeHidden });
  const shop = await newTab();
  await shop.open();
  await expect.poll(async () => (await numbers(shop)).length).toBe(byItself);
  const edit = async (n: number) =>
    editMessage(world.server.demo, customer, positions[n - 1] ?? 0, `Message ${n}, edited`);

  await edit(40);
  await reply(agent, customer, "Message 9001");
  await expectPage(bubble(shop, "Message 9001")).toBeVisible();
  await hide(shop.page);
  await edit(60);
  await edit(all - 1);
  await reply(agent, customer, "Message 9002");
  await show(shop.page);
  await expectPage(bubble(shop, "Message 9002")).toBeVisible();
  expect(await numbers(shop)).toEqual([...range(all - byItself + 1, all), 9001, 9002]);
  expect((await texts(shop)).filter((text) => text.includes("edited"))).toEqual([
    `Message ${all - 1}, edited`,
  ]);

  await scrollToTop(shop);
  await expect.poll(async () => (await numbers(shop)).length).toBe(all + 2);
  await scrollToTop(shop);
  await expectPage(bubble(shop, "Message 1")).toBeInViewport();
  expect(await numbers(shop)).toEqual([...range(1, all), 9001, 9002]);
  expect((await texts(shop)).filter((text) => text.includes("edited"))).toEqual(
    [40, 60, all - 1].map((n) => `Message ${n}, edited`),
  );
});
