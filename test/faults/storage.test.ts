// The browser's storage holds garbage, is wiped, closed or falls silent: the customer reads and writes on, and nothing is lost.

import type { BrowserContext } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { newVisitor, notKept, serverTexts } from "../support/customers.ts";
import { dumpIndexedDb, expectPage, openWorld, type Shop, type World } from "../support/e2e.ts";
import { holdSending } from "../support/page-faults.ts";
import {
  blockDatabase,
  canLoseConnections,
  cutConnections,
  neutralPage,
  putIntoDatabase,
  silenceIndexedDb,
  wipeIndexedDb,
} from "../support/storage-faults.ts";
import { inLongForm } from "../support/fault-world.ts";

let world: World;
let database: string;

beforeAll(async () => {
  world = await openWorld();
  database = `ajar:${world.server.url}`;
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

const blockSending = (context: BrowserContext) => context.route("**/v1/messages", (route) => route.abort());
const unblockSending = (context: BrowserContext) => context.unroute("**/v1/messages");

async function sees(shop: Shop, texts: readonly string[]): Promise<void> {
  await expectPage.poll(() => shop.texts()).toEqual(texts);
}

it("fault 12: garbage under any stored key is passed over; the transcript comes and the next message goes", async () => {
  const { customer, newTab } = await newVisitor(world);
  const shop = await newTab();
  await shop.open();
  await shop.send("before");
  await expectPage(shop.sentMark).toBeVisible();
  const keys = ["v", "wake", "id", "left", `s/${customer}/head`, `s/${customer}/out`, `s/${customer}/ui`];
  const garbage: readonly unknown[] = [
    "<html>",
    Number.NaN,
    [null, 7, { id: 1, text: {}, order: "first" }],
    { schema: "?", gen: -1.5, sub: 3, cursor: {}, conversation: [], unread: "many", open: "no", draft: 9 },
  ];
  for (const value of garbage) {
    // From a page without the chat, which would store what it knows over it.
    await shop.page.goto(`${world.server.url}/health`);
    await putIntoDatabase(shop.page, database, Object.fromEntries(keys.map((key) => [key, value])));
    await shop.page.goto(`${world.server.url}/`);
    await shop.open();
    await sees(shop, ["before"]);
    expect(await shop.composer.inputValue()).toBe("");
  }
  await shop.send("after");
  await expectPage(shop.sentMark).toBeVisible();
  await expectPage(notKept(shop)).toHaveCount(0);
  expect(await serverTexts(world, customer)).toEqual(["before", "after"]);
  expect(shop.problems).toEqual([]);
});

inLongForm("fault 12: a stored cursor that the server does not know is never asked with", async () => {
  const { customer, newTab } = await newVisitor(world);
  const shop = await newTab();
  await shop.open();
  await shop.send("before");
  await expectPage(shop.sentMark).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"cursor"');
  await putIntoDatabase(shop.page, database, {
    [`s/${customer}/head`]: {
      cursor: "gone.999999",
      conversation: { id: "cv_gone", state: "active" },
      unread: 0,
      savedAt: 0,
    },
  });
  const start = world.server.requests.length;
  await shop.page.reload();
  await sees(shop, ["before"]);
  await shop.send("after");
  await sees(shop, ["before", "after"]);
  await expectPage(shop.sentMark).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).not.toContain("gone.");
  expect(world.server.requests.slice(start).filter(({ search }) => search.includes("gone"))).toEqual([]);
});

it.each([
  ["without its store", (name: string) => indexedDB.open(name)],
  ["of a newer version", (name: string) => indexedDB.open(name, 99)],
])("fault 12: a database %s does not keep the chat from working", async (_, make) => {
  const { customer, context, newTab } = await newVisitor(world);
  const before = await neutralPage(context, world.server.url);
  await before.evaluate(make, database);
  await expect.poll(() => before.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await before.close();
  const shop = await newTab();
  await shop.open();
  await shop.send("hello");
  await expectPage(shop.sentMark).toBeVisible();
  expect(await serverTexts(world, customer)).toEqual(["hello"]);
  expect(shop.problems).toEqual([]);
});

it("fault 15: a wipe while the page is open loses no unsent message: the next send's write has them all", async () => {
  const { customer, context, newTab } = await newVisitor(world);
  const shop = await newTab();
  await shop.open();
  await blockSending(context);
  await shop.send("one");
  await expectPage(shop.panel.getByText(/On this device|Sending/)).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain("one");

  await wipeIndexedDb(shop.page);
  await shop.send("two");
  await expect.poll(() => dumpIndexedDb(shop.page)).toMatch(/"one".*"two"/s);
  await expectPage(notKept(shop)).toHaveCount(0);
  await shop.page.close();

  await unblockSending(context);
  const next = await newTab();
  await expectPage(next.sentMark).toBeVisible();
  await sees(next, ["one", "two"]);
  await expect.poll(() => serverTexts(world, customer)).toEqual(["one", "two"]);
});

it("fault 16: a connection that the browser closed is opened again, unnoticed", async () => {
  const { customer, context, newTab } = await newVisitor(world, { prepare: canLoseConnections });
  const shop = await newTab();
  await shop.open();
  await blockSending(context);
  await shop.send("one");
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain("one");
  for (const text of ["two", "three"]) {
    await cutConnections(shop.page);
    await shop.send(text);
    await expect.poll(() => dumpIndexedDb(shop.page)).toContain(text);
  }
  await expectPage(shop.panel.getByText("Not saved on this device")).toHaveCount(0);
  await expectPage(notKept(shop)).toHaveCount(0);
  await shop.page.close();

  await unblockSending(context);
  const next = await newTab();
  await expectPage(next.sentMark).toBeVisible();
  expect(await serverTexts(world, customer)).toEqual(["one", "two", "three"]);
});

it("fault 17: a database that another tab keeps from opening costs a moment, then the chat works and says what it can't", async () => {
  const { customer, context, newTab } = await newVisitor(world);
  const first = await newTab();
  await first.open();
  await first.send("before");
  await expectPage(first.sentMark).toBeVisible();
  await first.page.close();
  await blockDatabase(context, `${world.server.url}/ajar/ajar.js`, database);

  const shop = await newTab();
  await shop.open();
  await sees(shop, ["before"]);
  await expectPage(notKept(shop)).toBeVisible();
  await shop.send("after");
  await expectPage(shop.sentMark).toBeVisible();
  expect(await serverTexts(world, customer)).toEqual(["before", "after"]);
});

inLongForm(
  "fault 17: a database that falls silent later keeps no message from going, and none is called saved",
  async () => {
    const { customer, context, newTab } = await newVisitor(world);
    const shop = await newTab();
    await shop.open();
    await shop.send("before");
    await expectPage(shop.sentMark).toBeVisible();
    await silenceIndexedDb(shop.page);
    const release = await holdSending(context);
    await shop.send("after");
    await shop.send("at last");
    await expectPage(shop.panel.getByText("Not saved on this device")).toBeVisible();
    await expectPage(notKept(shop)).toBeVisible();
    await expectPage(shop.panel.getByText("On this device", { exact: true })).toHaveCount(0);
    await release();
    await expect.poll(() => serverTexts(world, customer)).toEqual(["before", "after", "at last"]);
  },
);
