// The browser gives no storage, or has no room left: the chat works in memory, and says so.

import type { BrowserContext } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { newVisitor, notKept, serverTexts } from "../support/customers.ts";
import { dumpIndexedDb, expectPage, openWorld, type Shop, type World } from "../support/e2e.ts";
import { chatTag, openHostSite } from "../support/host-page.ts";
import { holdSending } from "../support/page-faults.ts";
import { startServer } from "../support/server.ts";
import { fillQuota, forbidIndexedDb, limitQuota, neutralPage } from "../support/storage-faults.ts";
import { inLongForm } from "../support/fault-world.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

/** Counts how often a page is told that its storage failed. */
const hearDegraded = (context: BrowserContext) =>
  context.addInitScript(() => {
    const told = { count: 0 };
    addEventListener("ajar:storage:degraded", () => (told.count += 1));
    Object.assign(window, { degraded: told });
  });
const degradedCount = (shop: Shop) =>
  shop.page.evaluate(() => (window as unknown as { degraded: { count: number } }).degraded.count);

it("fault 18: where IndexedDB throws at once the chat works in memory, and says so", async () => {
  const { customer, newTab } = await newVisitor(world, { prepare: forbidIndexedDb });
  const shop = await newTab();
  await shop.open();
  await expectPage(notKept(shop)).toBeVisible();
  await shop.send("hello");
  await expectPage(shop.sentMark).toBeVisible();
  expect(await serverTexts(world, customer)).toEqual(["hello"]);
  await shop.page.reload();
  await shop.open();
  await expectPage.poll(() => shop.texts()).toEqual(["hello"]);
  expect(shop.problems).toEqual([]);
});

it.each([
  ["have no storage at all", "allow-scripts allow-forms"],
  ["not even submit forms", "allow-scripts"],
])("fault 18: works in memory, and says so, in a frame that may %s", async (_, sandbox) => {
  const server = await startServer({ allowedOrigins: ["null"] });
  const site = await openHostSite();
  const { token, id } = await server.customer();
  site.serve({ tag: chatTag(server.url, token) }, "/frame");
  site.serve({
    tag: null,
    body: `<iframe sandbox="${sandbox}" src="/frame" width="900" height="700"></iframe>`,
  });
  const problems: string[] = [];
  const page = await (await world.newBrowser()).newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(site.url);
  const frame = page.frameLocator("iframe");
  const panel = frame.getByRole("dialog");
  await frame.getByRole("button", { name: /^open chat/i }).click();
  await expectPage(panel.getByText("Unsent messages can't be kept on this device.")).toBeVisible();
  await panel.getByRole("textbox").fill("hello from a frame");
  await panel.getByRole("button", { name: "Send" }).click();
  await expectPage(panel.getByText("Sent", { exact: true })).toBeVisible();
  await expect.poll(() => server.demo.streamCount()).toBe(1);
  const { body } = await (await server.customer(id)).get("/v1/timeline");
  expect(body.items.map(({ text }: { text?: string }) => text)).toContain("hello from a frame");
  expect(problems).toEqual([]);
  await page.context().close();
  await site.close();
  await server.close();
});

it("fault 19: with the quota used up from the start the chat works in memory, and says so to customer and page", async () => {
  const { customer, context, newTab } = await newVisitor(world, { prepare: hearDegraded });
  await limitQuota(await neutralPage(context, world.server.url), 1);
  const shop = await newTab();
  await shop.open();
  await expectPage(notKept(shop)).toBeVisible();
  const release = await holdSending(context);
  await shop.send("hello");
  await expectPage(shop.panel.getByText("Sending", { exact: true })).toBeVisible();
  await shop.send("again");
  await expectPage(shop.panel.getByText("Not saved on this device")).toBeVisible();
  expect(await degradedCount(shop)).toBe(1);
  await release();
  await expect.poll(() => serverTexts(world, customer)).toEqual(["hello", "again"]);
});

inLongForm(
  "fault 19: the quota runs out under unsent messages; none is lost or called saved, and they go in order",
  async () => {
    const { customer, context, newTab } = await newVisitor(world, { prepare: hearDegraded });
    const other = await neutralPage(context, world.server.url);
    await limitQuota(other, 1_000_000);
    const shop = await newTab();
    await shop.open();
    const release = await holdSending(context);
    await shop.send("one");
    await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"one"');
    await expectPage(notKept(shop)).toHaveCount(0);
    await fillQuota(other);
    const long = `two ${"x".repeat(3_900)}`;
    await shop.send(long);
    await expectPage(shop.panel.getByText("Not saved on this device")).toBeVisible();
    await expectPage(notKept(shop)).toBeVisible();
    expect(await degradedCount(shop)).toBe(1);
    await release();
    await expect.poll(() => serverTexts(world, customer)).toEqual(["one", long]);
  },
);
