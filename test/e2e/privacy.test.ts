// One browser, two customers: nothing of the first is left for the second. And what a page costs that nobody chats on.

import { afterAll, beforeAll, expect, it } from "vitest";
import { dumpIndexedDb, expectPage, openWorld, signIn, visitShop, type World } from "../support/e2e.ts";

let world: World;
const canary = "canary-7f3a";

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it("shows and keeps nothing of the customer before, whether they signed out or not", async () => {
  const { url } = world.server;
  const context = await world.newBrowser();
  await signIn(context, url, "ana");
  const ana = await visitShop(await context.newPage(), url);
  await ana.open();
  await ana.send(`sent ${canary}`);
  await expectPage(ana.sentMark).toBeVisible();
  await context.route("**/v1/messages", (route) => route.abort());
  await ana.send(`unsent ${canary}`);
  await ana.composer.fill(`draft ${canary}`);
  await expect
    .poll(() => dumpIndexedDb(ana.page))
    .toMatch(/unsent canary.*draft canary|draft canary.*unsent canary/s);
  await ana.page.close();

  await signIn(context, url, "bob");
  const bob = await visitShop(await context.newPage(), url);
  await bob.open();
  await expectPage(bob.composer).toBeVisible();
  await expect.poll(() => dumpIndexedDb(bob.page)).not.toContain(canary);
  await expectPage(bob.page.getByText(canary)).toHaveCount(0);
  expect(await bob.composer.inputValue()).toBe("");
  const stored = await dumpIndexedDb(bob.page);
  expect(stored).toContain("bob");
  expect(stored).not.toMatch(/\bana\b|Ana/);
  await context.close();
});

it("leaves nothing in the browser after the shop's own sign-out", async () => {
  const { url } = world.server;
  const context = await world.newBrowser();
  await signIn(context, url, "chen");
  const shop = await visitShop(await context.newPage(), url);
  await shop.open();
  await shop.send(`sent ${canary}`);
  await expectPage(shop.sentMark).toBeVisible();
  await shop.panel.getByRole("button", { name: "Close" }).click();
  await shop.page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(shop.page.getByRole("button", { name: "Sign in" }).first()).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).not.toMatch(/chen/i);
  await shop.launcher.click();
  await expectPage(shop.panel.getByText("Sign in to chat").first()).toBeVisible();
  await expectPage(shop.panel.getByRole("textbox")).toHaveCount(0);
  await expectPage(shop.page.getByText(canary)).toHaveCount(0);
  await context.close();
});

it("never stores a token or the transcript", async () => {
  const { url } = world.server;
  const context = await world.newBrowser();
  await signIn(context, url, "dana");
  const shop = await visitShop(await context.newPage(), url);
  await shop.open();
  await shop.send(`sent ${canary}`);
  await expectPage(shop.sentMark).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain("dana");
  await expect.poll(() => dumpIndexedDb(shop.page)).not.toContain(canary);
  expect(await dumpIndexedDb(shop.page)).not.toContain("eyJ");
  await context.close();
});

it("opens the panel for whoever signed in from it, and for nobody later", async () => {
  const context = await world.newBrowser();
  const page = await context.newPage();
  const shop = await visitShop(page, world.server.url);
  await shop.open();
  await expectPage(shop.panel.getByRole("heading", { name: "Sign in to chat" })).toBeVisible();
  await page.getByRole("button", { name: "Sign in as Ana" }).click();
  await expectPage(shop.panel.getByRole("textbox", { name: "Message" })).toBeVisible();
  await shop.panel.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await expectPage(page.getByRole("button", { name: "Open chat" })).toBeVisible();
  await expectPage(shop.panel).toBeHidden();
  await context.close();
});

it("asks the chat for nothing on a page whose visitor is not signed in and does not chat", async () => {
  const start = world.server.requests.length;
  const context = await world.newBrowser();
  const shop = await visitShop(await context.newPage(), world.server.url);
  await expectPage(shop.launcher).toBeVisible();
  await shop.page.waitForLoadState("networkidle");
  const paths = world.server.requests.slice(start).map(({ path }) => path);
  expect(paths).toContain("/ajar/ajar.js");
  expect(paths.filter((path) => /^\/v1\/|chunks|chat-token/.test(path))).toEqual([]);
  const databases = await shop.page.evaluate(async () => (await indexedDB.databases()).length);
  expect(databases).toBe(0);
  expect(shop.problems).toEqual([]);
  await context.close();
});
