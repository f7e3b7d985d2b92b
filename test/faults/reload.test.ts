// Pages that are reloaded and browsers that are killed while somebody writes: what the panel has taken arrives, once.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { holdSending, kill } from "../support/page-faults.ts";
import { recordCommits, storedStates } from "../support/storage-faults.ts";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import { newCustomer, newVisitor, serverTexts } from "../support/customers.ts";
import { expectPage, openWorld, type Shop, signIn, visitShop, type World } from "../support/e2e.ts";
import { inLongForm, bubble, longOr, unsaved } from "../support/fault-world.ts";
import { violations } from "../support/history.ts";
import { watchPages } from "../support/watch-pages.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

/** Typed and sent by keyboard; resolves when the panel shows it as kept. */
async function say(shop: Shop, text: string): Promise<void> {
  await shop.composer.fill(text);
  await shop.composer.press("Enter");
  await expectPage(bubble(shop, text)).toHaveCount(1);
  await expectPage(unsaved(shop)).toHaveCount(0);
}

it("fault 25: each message arrives once and in order though the page is reloaded after every one", async () => {
  const { customer, context, newTab } = await newVisitor(world);
  const watch = await watchPages(context, customer);
  const shop = await newTab();
  await shop.open();
  const written: string[] = [];
  for (let n = 1; n <= longOr(6, 20); n += 1) {
    await say(shop, `message ${n}`);
    written.push(`message ${n}`);
    await shop.page.reload();
    await expectPage(shop.composer).toBeVisible();
  }
  const judge = async () =>
    violations({
      writes: { [customer]: written },
      views: watch.views(),
      server: await serverTexts(world, customer),
    });
  await expect.poll(judge, { interval: 50 }).toEqual([]);
  expect(shop.problems).toEqual([]);
});

inLongForm(
  "fault 25: a page reloaded again and again before it is ready loses nothing of what waits",
  async () => {
    const { customer, context, newTab } = await newVisitor(world);
    const release = await holdSending(context);
    const shop = await newTab();
    await shop.open();
    await say(shop, "one");
    await say(shop, "two");
    // Chromium refuses a reload that comes in the very middle of another one.
    for (let n = 0; n < longOr(6, 40); n += 1)
      await shop.page.reload({ waitUntil: "commit" }).catch(() => undefined);
    await release();
    await expectPage(shop.sentMark).toBeVisible();
    await expect.poll(() => shop.texts()).toEqual(["one", "two"]);
    expect(await serverTexts(world, customer)).toEqual(["one", "two"]);
  },
);

it("fault 26: a message arrives once though the browser was killed when its bubble had just appeared", async () => {
  const { url } = world.server;
  const customer = newCustomer();
  const profile = await mkdtemp(join(tmpdir(), "ajar-profile-"));
  const start = async () => chromium.launchPersistentContext(profile, chromiumLaunchOptions());

  const first = await start();
  await signIn(first, url, customer);
  const before = await visitShop(await first.newPage(), url);
  await before.open();
  await say(before, "before");
  await expectPage(before.sentMark).toBeVisible();
  await holdSending(first);
  await say(before, "written at the last moment");
  await kill(first);

  const second = await start();
  await signIn(second, url, customer);
  const after = await visitShop(await second.newPage(), url);
  await expectPage(after.panel).toBeVisible();
  await expectPage(after.sentMark).toBeVisible();
  await expect.poll(() => after.texts()).toEqual(["before", "written at the last moment"]);
  expect(await serverTexts(world, customer)).toEqual(["before", "written at the last moment"]);
  await second.close();
  await rm(profile, { recursive: true, force: true });
});

it("fault 26: there is no moment at which the browser holds a text neither as draft nor as unsent message", async () => {
  const { context, newTab } = await newVisitor(world, { prepare: recordCommits });
  await holdSending(context);
  const shop = await newTab();
  await shop.open();
  await shop.composer.fill("precious words");
  await expect.poll(() => storedStates(shop.page)).toContainEqual(expect.stringContaining("precious words"));
  await shop.composer.press("Enter");
  await expectPage(bubble(shop, "precious words")).toHaveCount(1);
  await expectPage(unsaved(shop)).toHaveCount(0);
  await shop.composer.fill("something else");
  await expect.poll(() => storedStates(shop.page)).toContainEqual(expect.stringContaining("something else"));
  const all = await storedStates(shop.page);
  const since = all.slice(all.findIndex((stored) => stored.includes("precious words")));
  expect(since.filter((stored) => !stored.includes("precious words"))).toEqual([]);
});
