// A file from the customer's disk to the agent's desk and back, over a network that breaks.

import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  dumpIndexedDb,
  expectPage,
  openWorld,
  type Shop,
  signIn,
  visitShop,
  type World,
} from "../support/e2e.ts";
import { can } from "../support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { noisyPng } from "../support/files.ts";

let world: World;
let proxy: FaultProxy;
beforeAll(async () => {
  world = await openWorld();
  proxy = await startFaultProxy({ target: world.server.url });
});
afterAll(async () => {
  await proxy.close();
  await world.close();
});

/** Slow enough to be cut in the middle. */
async function slowUploads(page: Page, bytesPerSecond: number) {
  const devtools = await page.context().newCDPSession(page);
  const setSpeed = async (uploadThroughput: number) => {
    const rest = { offline: false, latency: 5, downloadThroughput: -1 };
    await devtools.send("Network.emulateNetworkConditions", { ...rest, uploadThroughput });
  };
  await setSpeed(bytesPerSecond);
  return setSpeed;
}

async function choose({ page, panel }: Shop, button: string, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await panel.getByRole("button", { name: button }).click();
  await (await chooser).setFiles({ name, mimeType: "image/png", buffer });
}

/** A customer at the chat, over the network that breaks. */
async function enter(customer: string) {
  const customers = await world.newBrowser();
  await signIn(customers, world.server.url, customer);
  const shop = await visitShop(await customers.newPage(), proxy.url);
  await shop.open();
  return { customers, shop };
}

async function openDesk(customer: RegExp): Promise<Page> {
  const agents = await world.newBrowser();
  const desk = await agents.newPage();
  await desk.goto(`${world.server.url}/console`);
  await desk.getByRole("button", { name: "Sign in as Rui" }).click();
  await desk.getByRole("region", { name: "Queue" }).getByRole("button", { name: customer }).click();
  await desk.getByRole("button", { name: "Accept" }).click();
  return desk;
}

it("a picture of 4 MB whose upload the network cuts twice is one attachment on both sides", async ({
  skip,
}) => {
  skip(!can.devtools, "the network is slowed down by Chromium's devtools");
  const { customers, shop } = await enter("ana");
  await shop.send("Hello");
  await expectPage(shop.sentMark).toBeVisible();
  const picture = Buffer.from(noisyPng(1200, 1170));
  expect(picture.byteLength).toBeGreaterThan(4_000_000);
  const setSpeed = await slowUploads(shop.page, 500_000);

  await choose(shop, "Attach files", "lantern.png", picture);
  const progress = shop.panel.getByRole("progressbar", { name: "lantern.png" });
  const cutHalfWay = async () => {
    await expect
      .poll(async () => Number(await progress.getAttribute("aria-valuenow")), { interval: 20 })
      .toBeGreaterThan(20);
    expect(proxy.killSockets()).toBeGreaterThan(0);
    await expect
      .poll(async () => Number(await progress.getAttribute("aria-valuenow")), { interval: 20 })
      .toBeLessThan(20);
  };
  await cutHalfWay();
  await shop.send("Is this the one?");
  await cutHalfWay();
  await setSpeed(5_000_000);
  await expectPage(shop.panel.getByRole("button", { name: "Picture: lantern.png" })).toBeVisible();
  await expectPage(shop.sentMark).toBeVisible();
  expect(await shop.texts()).toEqual(["Hello", "Is this the one?"]);
  const announced = proxy.requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/attachments"),
  );
  expect(announced.length).toBeGreaterThanOrEqual(3);
  const [files] = await world.server.demo.store.db.query<{ count: number }>(
    "SELECT count(*) AS count FROM attachment",
  );
  expect(files?.count).toBe(1);
  const widthIn = (place: Locator) =>
    place.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).width);
  const preview = shop.panel.getByRole("button", { name: "Picture: lantern.png" });
  await expect.poll(() => widthIn(preview)).toBeGreaterThan(100);
  // Large, with the keyboard alone; the same Escape does not close the panel.
  await preview.press("Enter");
  const large = shop.page.getByRole("dialog", { name: "Picture: lantern.png" });
  await expect.poll(() => widthIn(large)).toBeGreaterThan(await widthIn(preview));
  await shop.page.keyboard.press("Escape");
  await expectPage(large).toBeHidden();
  await expectPage(preview).toBeFocused();

  const desk = await openDesk(/^Ana Ferreira/);
  const log = desk.getByRole("log", { name: "Transcript" });
  await expectPage(log.getByRole("button", { name: "Download lantern.png" })).toHaveCount(1);
  const saving = desk.waitForEvent("download");
  await log.getByRole("button", { name: "Download lantern.png" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("lantern.png");
  expect((await readFile(await saved.path())).equals(picture)).toBe(true);

  const answer = desk.waitForEvent("filechooser");
  await desk.getByRole("button", { name: "Attach a file" }).click();
  const guide = Buffer.from("%PDF-1.7 How to light it");
  await (await answer).setFiles({ name: "guide.pdf", mimeType: "application/pdf", buffer: guide });
  const download = shop.panel.getByRole("button", { name: "Download guide.pdf" });
  await expectPage(download).toBeVisible();
  const savingGuide = shop.page.waitForEvent("download");
  await download.click();
  expect((await readFile(await (await savingGuide).path())).equals(guide)).toBe(true);
  expect(shop.problems).toEqual([]);
  await desk.context().close();
  await customers.close();
});

it("files in the composer are there after a reload; one that was on its way is attached again", async ({
  skip,
}) => {
  skip(!can.devtools, "the network is slowed down by Chromium's devtools");
  const { customers, shop } = await enter("ana");
  const setSpeed = await slowUploads(shop.page, 5_000_000);
  await choose(shop, "Attach files", "lamp.png", Buffer.from(noisyPng(40, 40)));
  const chips = shop.panel.getByRole("list", { name: "Files to send" });
  await expectPage(chips.getByText("Ready to send")).toBeVisible();
  await setSpeed(100_000);
  await choose(shop, "Attach files", "big.png", Buffer.from(noisyPng(1000, 1000)));
  await expectPage(chips.getByRole("progressbar", { name: "big.png" })).toBeVisible();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain("big.png");

  await shop.page.reload();
  await expectPage(chips.getByRole("listitem").filter({ hasText: "lamp.png" })).toContainText(
    "Ready to send",
  );
  await expectPage(chips.getByRole("listitem").filter({ hasText: "big.png" })).toContainText(
    "No longer here",
  );
  await choose(shop, "Attach big.png again", "small.png", Buffer.from(noisyPng(40, 40)));
  await expectPage(chips.getByText("Ready to send")).toHaveCount(2);
  await shop.panel.getByRole("button", { name: "Send" }).click();
  await expectPage(shop.panel.getByRole("button", { name: "Picture: lamp.png" })).toBeVisible();
  await expectPage(shop.panel.getByRole("button", { name: "Picture: small.png" })).toBeVisible();
  await expectPage(chips).toBeHidden();
  expect(shop.problems).toEqual([]);
  await customers.close();
});

it("a page that goes in the middle of an upload leaves a message that asks for its file again", async ({
  skip,
}) => {
  skip(!can.devtools, "the network is slowed down by Chromium's devtools");
  const { customers, shop } = await enter("bob");
  await slowUploads(shop.page, 100_000);
  await choose(shop, "Attach files", "big.png", Buffer.from(noisyPng(1000, 1000)));
  await expectPage(shop.panel.getByRole("progressbar", { name: "big.png" })).toBeVisible();
  await shop.send("Look at this");
  await expectPage(shop.panel.getByText("Look at this")).toBeVisible();
  await expectPage(shop.panel.getByText("On this device")).toBeVisible();

  await shop.page.reload();
  await expectPage(shop.panel.getByText("Not sent: attach the file again")).toBeVisible();
  await shop.send("I'll send a smaller one");
  const bob = await world.server.customer("bob");
  const onServer = async () =>
    (await bob.get("/v1/timeline")).body.items.flatMap((item: { text?: string }) => item.text ?? []);
  await expect.poll(onServer).toEqual(["I'll send a smaller one"]);
  await choose(shop, "Attach big.png again", "small.png", Buffer.from(noisyPng(40, 40)));
  await expectPage(shop.panel.getByRole("button", { name: "Picture: small.png" })).toBeVisible();
  await expect.poll(() => shop.texts()).toEqual(["I'll send a smaller one", "Look at this"]);
  expect(shop.problems).toEqual([]);
  await customers.close();
});
