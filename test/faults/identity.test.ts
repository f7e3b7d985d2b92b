// The customer of a browser changes while things are under way, or nobody knows whether: nothing of the one reaches the other.

import type { BrowserContext, Page } from "playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canBeHidden, freeze, holdSending, resume } from "../support/page-faults.ts";
import {
  chatRequests,
  newCustomer,
  newVisitor,
  reply,
  requestsAreIn,
  serverTexts,
} from "../support/customers.ts";
import {
  dumpIndexedDb,
  expectPage,
  openWorld,
  type Shop,
  signIn,
  visitShop,
  type World,
} from "../support/e2e.ts";
import type { Caller } from "../support/server.ts";
import { inLongForm } from "../support/fault-world.ts";

const canary = "canary-7f3a";
let world: World;
let agent: Caller;

beforeAll(async () => {
  world = await openWorld();
  agent = await world.server.agent("rui");
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

/** All that the chat holds in the page, drawn or typed. */
async function chatIn(page: Page): Promise<string> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll("*"), ({ shadowRoot }) => {
      const fields = shadowRoot?.querySelectorAll("textarea") ?? [];
      return [shadowRoot?.innerHTML, ...Array.from(fields, ({ value }) => value)].join("\n");
    }).join(""),
  );
}

describe("fault 33: a sign-out while things are under way in several tabs", () => {
  it("leaves nothing of the one customer in any tab or in storage for the next one", async () => {
    const { customer: ana, context, newTab } = await newVisitor(world);
    const bob = newCustomer();
    const first = await newTab();
    await first.open();
    await first.send(`hello ${canary}`);
    await expectPage(first.sentMark).toBeVisible();
    await expect.poll(() => dumpIndexedDb(first.page)).toContain('"open":true');
    const second = await newTab();
    await expectPage(second.panel.getByText(canary)).toBeVisible();
    const idle = await newTab();
    await expectPage(idle.panel.getByText(canary)).toBeVisible();
    const releasePages = await holdAnswers(context, "**/v1/timeline?*");
    const third = await newTab();
    await expectPage(third.panel).toBeVisible();

    // A message on its way, a transcript on its way, then all at once: a stream's news, a draft's write, the sign-out.
    const releaseMessages = await holdSending(context);
    await second.send(`on its way ${canary}`);
    await expectPage(second.panel.getByText("Sending", { exact: true })).toBeVisible();
    await Promise.all([
      reply(agent, ana, `news ${canary}`),
      second.composer.fill(`draft ${canary}`),
      third.composer.fill(`another draft ${canary}`),
      signsOut(first),
    ]);
    await signIn(context, world.server.url, bob);
    await first.page.reload();
    await releasePages();
    await releaseMessages();

    const tabs = { first, second, idle, third };
    const found = async () => {
      const places = Object.entries(tabs).map(
        async ([name, { page }]) => [name, await chatIn(page)] as const,
      );
      const all = [...(await Promise.all(places)), ["storage", await dumpIndexedDb(first.page)] as const];
      return all.filter(([, place]) => place.includes(canary)).map(([name]) => name);
    };
    await expect.poll(found).toEqual([]);
    await openPanel(first);
    await first.send("hello, I am Bob");
    await expectPage(first.sentMark).toBeVisible();
    for (const { page } of Object.values(tabs)) await requestsAreIn(page);
    expect(await found()).toEqual([]);
    expect(await dumpIndexedDb(first.page)).not.toContain(ana);
    expect(await serverTexts(world, bob)).toEqual(["hello, I am Bob"]);
  });

  inLongForm("is told to a tab in which nothing happens", async () => {
    const { newTab } = await newVisitor(world);
    const first = await newTab();
    await first.open();
    await first.send(`hello ${canary}`);
    await expectPage(first.sentMark).toBeVisible();
    await expect.poll(() => dumpIndexedDb(first.page)).toContain('"open":true');
    const second = await newTab();
    await expectPage(second.panel.getByText(canary)).toBeVisible();
    await requestsAreIn(second.page);
    await signsOut(first);
    await expect.poll(async () => (await chatIn(second.page)).includes(canary)).toBe(false);
    await expectPage(second.panel.getByText("Sign in to chat", { exact: true })).toBeVisible();
  });

  inLongForm(
    "is found out by a tab that was frozen meanwhile, before it shows or stores anything",
    async () => {
      const { customer: ana, context, newTab } = await newVisitor(world, { prepare: canBeHidden });
      const bob = newCustomer();
      const first = await newTab();
      await first.open();
      await first.send(`hello ${canary}`);
      await expectPage(first.sentMark).toBeVisible();
      await expect.poll(() => dumpIndexedDb(first.page)).toContain('"open":true');
      const second = await newTab();
      await expectPage(second.panel.getByText(canary)).toBeVisible();
      await second.composer.fill(`draft ${canary}`);
      await expect.poll(() => dumpIndexedDb(first.page)).toContain(`draft ${canary}`);

      await freeze(second.page);
      await signsOut(first);
      await signIn(context, world.server.url, bob);
      await first.page.reload();
      await openPanel(first);
      await first.send("hello, I am Bob");
      await expectPage(first.sentMark).toBeVisible();
      await resume(second.page);
      await expect.poll(async () => (await chatIn(second.page)).includes(canary)).toBe(false);
      await requestsAreIn(second.page);
      const stored = await dumpIndexedDb(first.page);
      expect([stored.includes(canary), stored.includes(ana)]).toEqual([false, false]);
      expect(await serverTexts(world, bob)).toEqual(["hello, I am Bob"]);
    },
  );

  inLongForm("is found out by a tab that can't be told at its next write, which does not land", async () => {
    const { context, newTab } = await newVisitor(world, { prepare: takeAwayChannels });
    const first = await newTab();
    await first.open();
    await first.send(`hello ${canary}`);
    await expectPage(first.sentMark).toBeVisible();
    await expect.poll(() => dumpIndexedDb(first.page)).toContain('"open":true');
    const second = await newTab();
    await expectPage(second.panel.getByText(canary)).toBeVisible();
    await signsOut(first);
    await signIn(context, world.server.url, newCustomer());
    await first.page.reload();
    await openPanel(first);
    await second.composer.fill(`late ${canary}`);
    await expect.poll(async () => (await chatIn(second.page)).includes(canary)).toBe(false);
    expect((await dumpIndexedDb(first.page)).includes(canary)).toBe(false);
  });
});

/** By the shop's own button, which is done when the page has been loaded anew. */
async function signsOut({ page, panel }: Shop): Promise<void> {
  await panel.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(page.getByRole("link", { name: "Sign in", exact: true })).toBeVisible();
}

async function openPanel(shop: Shop): Promise<void> {
  await shop.open();
  await expectPage(shop.composer).toBeVisible();
}

/** The server answers at once; the page gets the answers when the returned function is called. */
async function holdAnswers(context: BrowserContext, path: string): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route(path, async (route) => {
    const response = await route.fetch();
    await promise;
    await route.fulfill({ response }).catch(() => undefined); // the page may have given it up
  });
  return async () => {
    resolve();
    await context.unroute(path);
  };
}

describe("fault 35: another customer signs in unnoticed, and the token address fails", () => {
  const failing = "**/shop/chat-token";

  /** Ana leaves an unsent message and a draft; then the shop's session is somebody else's, and nobody can say whose. */
  async function changeSilently(next: (ana: string) => string) {
    const { customer: ana, context } = await newVisitor(world, { prepare: nameNobody });
    const before = await visitShop(await context.newPage(), world.server.url);
    await before.open();
    await expectPage(before.panel.getByText(/^Hello/)).toBeVisible();
    await context.route("**/v1/messages", (route) => route.abort());
    await before.send(`unsent ${canary}`);
    await before.composer.fill(`draft ${canary}`);
    await expect
      .poll(() => dumpIndexedDb(before.page))
      .toMatch(/unsent canary.*draft canary|draft canary.*unsent canary/s);
    await before.page.close();
    await context.unroute("**/v1/messages");

    const successor = next(ana);
    await signIn(context, world.server.url, successor);
    let failures = 0;
    await context.route(failing, (route) => {
      failures += 1;
      return route.fulfill({ status: 500, body: "" });
    });
    const start = world.server.requests.length;
    const page = await context.newPage();
    await page.clock.install();
    const shop = await visitShop(page, world.server.url);
    await expectPage(shop.composer).toBeVisible();
    await shop.send("typed meanwhile");
    await expectPage(shop.panel.getByText("Not saved on this device")).toBeVisible();
    await expect
      .poll(async () => {
        await page.clock.fastForward(60_000);
        return failures;
      })
      .toBeGreaterThan(4);

    const held = await chatIn(page);
    expect([held.includes(canary), held.includes(ana)]).toEqual([false, false]);
    expect(chatRequests(world, start)).toEqual([]);
    expect(await dumpIndexedDb(page)).toContain(canary);
    await context.unroute(failing);
    await page.clock.fastForward(60_000);
    return { ana, successor, shop };
  }

  it("keeps it all out of sight and off the network; when it is the other one, theirs alone is sent and the rest is gone", async () => {
    const { ana, successor, shop } = await changeSilently(newCustomer);
    await expectPage(shop.sentMark).toBeVisible();
    await expect.poll(() => shop.texts()).toEqual(["typed meanwhile"]);
    expect(await serverTexts(world, successor)).toEqual(["typed meanwhile"]);
    expect(await serverTexts(world, ana)).toEqual([]);
    expect(await chatIn(shop.page)).not.toContain(canary);
    await expect.poll(() => dumpIndexedDb(shop.page)).not.toContain(canary);
    expect(await dumpIndexedDb(shop.page)).not.toContain(ana);
  });

  inLongForm("gives it back to the first one, message and draft, when it was them after all", async () => {
    const { ana, shop } = await changeSilently((same) => same);
    await expectPage(shop.sentMark).toBeVisible();
    await expect.poll(() => serverTexts(world, ana)).toEqual([`unsent ${canary}`, "typed meanwhile"]);
    await expect.poll(() => shop.texts()).toEqual([`unsent ${canary}`, "typed meanwhile"]);
    await expectPage(shop.composer).toHaveValue(`draft ${canary}`);
  });
});

async function takeAwayChannels(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, "BroadcastChannel"));
}

/** The shop's page does not say who is signed in, as most sites won't. */
async function nameNobody(context: BrowserContext): Promise<void> {
  await context.route(`${world.server.url}/`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({ response, body: html.replace(/data-customer="[^"]*"/, 'data-customer=""') });
  });
}
