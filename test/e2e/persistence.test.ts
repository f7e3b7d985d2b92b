// The customer leaves and comes back: the whole transcript is there, the conversation is the same, nothing ended it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  conversationOf,
  dumpIndexedDb,
  expectPage,
  launchProfile,
  openWorld,
  signIn,
  visitShop,
  type World,
} from "../support/e2e.ts";
import { seedHistory } from "../support/server-seed.ts";
import type { Caller } from "../support/server.ts";

let world: World;
let agent: Caller;
const expected = Array.from({ length: 300 }, (_, index) => `Message ${index + 1}`);

beforeAll(async () => {
  world = await openWorld();
  agent = await world.server.agent("rui");
});
afterAll(() => world.close());

const endings = () =>
  world.server.requests
    .filter(({ path }) => path.startsWith("/v1/"))
    .filter(({ method, path }) => method === "DELETE" || /\/(?:end|close)/.test(path));

/** The panel comes back by itself where it was left open. */
async function seesAll(page: Page, wasLeftOpen: boolean): Promise<void> {
  const shop = await visitShop(page, world.server.url);
  if (wasLeftOpen) await expectPage(shop.panel).toBeVisible();
  else await shop.open();
  await expectPage.poll(async () => (await shop.texts()).length).toBe(300);
  await expect.poll(() => shop.texts()).toEqual(expected);
}

describe("300 messages", () => {
  it("are all there, in order and each once, after a reload, in a new window and in another browser", async () => {
    const { id } = await seedAna();
    const context = await world.newBrowser();
    await signIn(context, world.server.url, "ana");
    const page = await context.newPage();
    await seesAll(page, false);
    await seesAll(page, true);
    await page.close();
    await seesAll(await context.newPage(), true);

    const elsewhere = await world.newBrowser();
    await signIn(elsewhere, world.server.url, "ana");
    await seesAll(await elsewhere.newPage(), false);
    expect((await conversationOf(agent, "ana")).id).toBe(id);
    expect(endings()).toEqual([]);
    await context.close();
    await elsewhere.close();
  });

  async function seedAna(): Promise<{ id: string }> {
    const { conversation } = await seedHistory(world.server.demo, "ana", 300, { name: "Ana Ferreira" });
    return { id: conversation };
  }
});

describe("closing", () => {
  it("the panel, the tab and the browser ends nothing; the same conversation goes on", async () => {
    const profile = await mkdtemp(join(tmpdir(), "ajar-profile-"));
    const start = () => launchProfile(profile);
    const { url } = world.server;

    const first = await start();
    await signIn(first, url, "bob");
    const before = await visitShop(await first.newPage(), url);
    await before.open();
    await before.send("Is the lantern waterproof?");
    await expectPage(before.sentMark).toBeVisible();
    const { id } = await conversationOf(agent, "bob");
    await before.panel.getByRole("button", { name: "Close" }).click();
    await expectPage(before.panel).toBeHidden();
    await before.page.close();
    await first.close();

    const second = await start();
    const after = await visitShop(await second.newPage(), url);
    await after.open();
    await expectPage(after.panel.getByText("Is the lantern waterproof?")).toBeVisible();
    await after.send("And does it float?");
    await expectPage(after.sentMark).toBeVisible();
    await expect.poll(() => after.texts()).toEqual(["Is the lantern waterproof?", "And does it float?"]);
    expect(await conversationOf(agent, "bob")).toMatchObject({ id, state: "open" });
    expect(endings()).toEqual([]);
    expect(after.problems).toEqual([]);
    await second.close();
    await rm(profile, { recursive: true, force: true });
  });

  it("leaves a half-written message in the composer for the next visit", async () => {
    const context = await world.newBrowser();
    await signIn(context, world.server.url, "chen");
    const before = await visitShop(await context.newPage(), world.server.url);
    await before.open();
    await before.composer.fill("I was about to say");
    await expect.poll(() => hasStored(before.page, "I was about to say")).toBe(true);
    await before.page.close();
    const after = await visitShop(await context.newPage(), world.server.url);
    await expectPage(after.panel).toBeVisible();
    await expectPage(after.composer).toHaveValue("I was about to say");
    await context.close();
  });

  const hasStored = async (page: Page, text: string) => (await dumpIndexedDb(page)).includes(text);
});

describe("without a network", () => {
  it("a message is kept, survives a reload, and arrives exactly once when the network is back", async () => {
    const context = await world.newBrowser();
    const { url } = world.server;
    await signIn(context, url, "dana");
    const shop = await visitShop(await context.newPage(), url);
    await shop.open();
    await shop.send("first");
    await expectPage(shop.sentMark).toBeVisible();

    await context.route("**/v1/**", (route) => route.abort());
    await shop.send("written in a tunnel");
    await expectPage(shop.panel.getByText("written in a tunnel")).toBeVisible();
    await expectPage(shop.panel.getByText(/can.t reach the chat|offline/i)).toBeVisible();
    await shop.page.reload();
    await expectPage(shop.panel.getByText("written in a tunnel")).toBeVisible();

    await context.unroute("**/v1/**");
    await expectPage(shop.sentMark).toBeVisible({ timeout: 20_000 });
    await expect.poll(() => shop.texts()).toEqual(["first", "written in a tunnel"]);
    const { id } = await conversationOf(agent, "dana");
    const { body } = await agent.get(`/agent/v1/conversations/${id}/timeline`);
    const texts = (body.items as { text?: string }[]).map(({ text }) => text).filter(Boolean);
    expect(texts).toEqual(["first", "written in a tunnel"]);
    await context.close();
  });
});
