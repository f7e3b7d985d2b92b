// What a page with the chat on it costs when there is little or nothing to do, counted at the server.

import type { Page } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { chatRequests, hasReadAll, newVisitor, reply, requestsAreIn } from "../support/customers.ts";
import {
  conversationOf,
  dumpIndexedDb,
  expectPage,
  openWorld,
  type Shop,
  type World,
} from "../support/e2e.ts";
import type { Caller } from "../support/server.ts";

let world: World;
let agent: Caller;

beforeAll(async () => {
  world = await openWorld();
  agent = await world.server.agent("rui");
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

async function writes(shop: Shop, text: string): Promise<void> {
  await shop.open();
  await shop.send(text);
  await expectPage(shop.sentMark).toBeVisible();
}

async function closesPanel({ page, panel }: Shop): Promise<void> {
  await panel.getByRole("button", { name: "Close" }).click();
  await expectPage(panel).toBeHidden();
  await requestsAreIn(page);
}

/**
 * Loads the page anew, lets most of half a minute pass, and tells what the chat asked for meanwhile. `expected`: what is waited for
 * first, with its answers; a request that time runs away from is given up, and made again.
 */
async function reloads(page: Page, expected: readonly string[]): Promise<string[]> {
  const start = world.server.requests.length;
  const answered: string[] = [];
  page.on("requestfinished", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/v1/")) answered.push(`${request.method()} ${pathname}`);
  });
  await page.clock.install();
  await page.reload();
  await page.waitForFunction(() => "chat" in (window as unknown as { Ajar: object }).Ajar);
  await expect.poll(() => answered).toEqual(expect.arrayContaining([...expected]));
  await requestsAreIn(page);
  await page.clock.runFor(25_000);
  await requestsAreIn(page);
  return chatRequests(world, start);
}

it("a page load with nothing to do makes no chat request", async () => {
  const { customer, newTab } = await newVisitor(world);
  const shop = await newTab();
  await writes(shop, "hello");
  const { id } = await conversationOf(agent, customer);
  for (const move of ["accept", "end", "close"]) await agent.post(`/agent/v1/conversations/${id}/${move}`);
  await expectPage(shop.panel.getByText(/this conversation was closed/i)).toBeVisible();
  await closesPanel(shop);
  await expect.poll(() => dumpIndexedDb(shop.page)).toMatch(/"state":"closed".*"open":false/s);
  const before = world.server.requests.length;
  expect(await reloads(shop.page, [])).toEqual([]);
  const asked = world.server.requests.slice(before).map(({ path }) => path);
  expect(asked).toContain("/ajar/ajar.js");
  expect(asked).not.toContain("/shop/chat-token");
});

it("a page load with an open conversation and a closed panel makes one request, for the session", async () => {
  const { customer, newTab } = await newVisitor(world);
  const shop = await newTab();
  await writes(shop, "hello");
  await expect.poll(() => hasReadAll(world, customer)).toBe(true);
  await closesPanel(shop);
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"open":false');
  const once = ["GET /v1/session"];
  expect(await reloads(shop.page, once)).toEqual(once);
  await reply(agent, customer, "are you there?");
  expect(await reloads(shop.page, once)).toEqual(once);
  await expectPage(shop.page.getByRole("button", { name: "Open chat, 1 unread message" })).toBeVisible();
});

it("ten tabs with an open panel hold one stream, and all show what comes", async () => {
  const { customer, newTab } = await newVisitor(world);
  const start = world.server.requests.length;
  const first = await newTab();
  await writes(first, "hello");
  await expect.poll(() => dumpIndexedDb(first.page)).toContain('"open":true');
  const tabs = [first];
  while (tabs.length < 10) tabs.push(await newTab());
  for (const { panel } of tabs) await expectPage(panel.getByText("hello", { exact: true })).toBeVisible();
  await reply(agent, customer, "hello, all of you");
  for (const { panel } of tabs) await expectPage(panel.getByText("hello, all of you")).toBeVisible();
  expect(world.server.demo.streamCount()).toBe(1);
  expect(chatRequests(world, start).filter((request) => request === "GET /v1/stream")).toHaveLength(1);
});

it("a page whose panel was left open asks who is signed in without looking at the database first", async () => {
  const { newTab } = await newVisitor(world);
  const shop = await newTab();
  await writes(shop, "hello");
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"open":true');
  // A database that never opens keeps nobody from asking.
  await shop.page.addInitScript(() => {
    IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
  });
  const start = world.server.requests.length;
  await shop.page.reload();
  const asked = () => world.server.requests.slice(start).map(({ path }) => path);
  await expect.poll(asked).toContain("/shop/chat-token");
  await expect.poll(() => chatRequests(world, start)).toContain("GET /v1/timeline");
});

it("a panel that was closed, or whose storage is gone, is not taken for one that was left open", async () => {
  const { newTab } = await newVisitor(world);
  const shop = await newTab();
  const hint = () => shop.page.evaluate(() => sessionStorage.getItem("ajar"));
  await writes(shop, "hello");
  expect(await hint()).toBe("1");
  await closesPanel(shop);
  expect(await hint()).toBeNull();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"open":false');

  await shop.page.evaluate(() => sessionStorage.setItem("ajar", "1"));
  await shop.page.reload();
  await expect.poll(hint).toBeNull();
  await requestsAreIn(shop.page);
  await expectPage(shop.panel).toBeHidden();
});
