// What the panel does later than its first picture, on a page with the strictest policy: saving the conversation, search, the agent's
// picture; also when what does it doesn't come at once.

import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright/test";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { newCustomer } from "../support/customers.ts";
import { expectPage, isOfBrowser, onPageError, openWorld, type World } from "../support/e2e.ts";
import { can } from "../support/engine.ts";
import { seedHistory } from "../support/server-seed.ts";

let world: World;
let host: Server;
let hostUrl: string;
/** Who is signed in at the host. */
let token = "";

beforeAll(async () => {
  world = await openWorld();
  const { url } = world.server;
  const policy = `default-src 'none'; script-src 'nonce-abc'; style-src 'none'; connect-src 'self' ${url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  host = createServer((request, response) => {
    const isToken = request.url === "/token";
    response.writeHead(200, {
      "content-type": isToken ? "application/json" : "text/html",
      "content-security-policy": policy,
    });
    const tag = `<script nonce="abc" async src="${url}/ajar/ajar.js" data-backend="${url}" data-token-url="/token"></script>`;
    response.end(
      isToken
        ? JSON.stringify({ token })
        : `<!doctype html><html lang="en"><head><title>Host</title>${tag}</head><body><h1>Host</h1></body></html>`,
    );
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  hostUrl = `http://localhost:${(host.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.close();
  await new Promise((resolve) => host.close(resolve));
});

/** A customer with so many messages, and the host's page with the panel open on the newest of them. */
async function visit(count: number, prepare: (page: Page) => Promise<unknown> = async () => undefined) {
  const customer = await world.server.customer(newCustomer(), "Ana");
  ({ token } = customer);
  await seedHistory(world.server.demo, customer.id, count, { name: "Ana" });
  const context = await world.newBrowser();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  onPageError(page, (error) => problems.push(error));
  page.on("console", (entry) => {
    if (entry.type() === "error" && !isOfBrowser(entry.text())) problems.push(entry.text());
  });
  await prepare(page);
  await page.goto(hostUrl);
  await page.getByRole("button", { name: "Open chat" }).click();
  const panel = page.getByRole("dialog");
  await expectPage(panel.getByText(`Message ${count}`, { exact: true })).toBeVisible();
  return { page, panel, problems };
}

async function save(page: Page, item: string): Promise<{ name: string; text: string }> {
  await page.getByRole("button", { name: "More" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: item }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

const numbersIn = (text: string) =>
  [...text.matchAll(/\bMessage (\d+)\b/g)].map(([, number]) => Number(number));
const all = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it("saves 300 messages, each once and in order, though most were not here yet", async ({ skip }) => {
  skip(!can.tellOfDownloads, "this browser's driver tells of no downloads");
  let heldBack = 0;
  const release = Promise.withResolvers<void>();
  const { page, panel, problems } = await visit(300, (page) =>
    page.route("**/v1/timeline?before=*", async (route) => {
      heldBack += 1;
      await release.promise;
      await route.continue();
    }),
  );
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Save as text" }).click();
  await expectPage(panel.getByRole("progressbar", { name: "Saving the conversation…" })).toBeVisible();
  expect(heldBack).toBeGreaterThan(0);
  const downloading = page.waitForEvent("download");
  release.resolve();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/);
  const text = await readFile(await download.path(), "utf8");
  expect(numbersIn(text)).toEqual(all(300));
  await expectPage(panel.getByText("Saved. Look among your downloads.")).toBeVisible();

  const data = JSON.parse((await save(page, "Save as data")).text) as { items: { text?: string }[] };
  expect(data.items.flatMap(({ text }) => numbersIn(text ?? ""))).toEqual(all(300));

  const printed = await save(page, "Save for printing");
  expect(printed.name).toMatch(/\.html$/);
  expect(numbersIn(printed.text)).toEqual(all(300));
  const paper = await page.context().newPage();
  await paper.setContent(printed.text);
  await expectPage(paper.getByRole("listitem").filter({ hasText: "Message 300" })).toContainText("Rui");
  expect(problems).toEqual([]);
});

it("stops saving when asked, and goes on in place after the network was away", async ({ skip }) => {
  skip(!can.tellOfDownloads, "this browser's driver tells of no downloads");
  let isAway = true;
  const { page, panel } = await visit(300, (page) =>
    page.route("**/v1/timeline?before=*", (route) => (isAway ? route.abort() : route.continue())),
  );
  const more = page.getByRole("button", { name: "More" });
  await more.click();
  await page.getByRole("menuitem", { name: "Save as text" }).click();
  const saving = panel.locator(".saving");
  await saving.getByRole("button", { name: "Cancel" }).click();
  await expectPage(saving).toHaveCount(0);
  await more.click();
  await page.getByRole("menuitem", { name: "Save as text" }).click();
  await expectPage(saving.getByText("Earlier messages didn't load.")).toBeVisible();
  isAway = false;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    saving.getByRole("button", { name: "Try again" }).click(),
  ]);
  expect(numbersIn(await readFile(await download.path(), "utf8"))).toEqual(all(300));
});

it("loses no character of a search that is typed before what searches is here", async () => {
  const release = Promise.withResolvers<void>();
  const { page, panel, problems } = await visit(60, (page) =>
    page.route("**/chunks/Search*", async (route) => {
      await release.promise;
      await route.continue();
    }),
  );
  await panel.getByRole("textbox").focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("message 17");
  await expectPage(panel.getByRole("searchbox")).toHaveValue("message 17");
  await expectPage(panel.getByRole("status").filter({ hasText: "1 of 1" })).toHaveCount(0);
  release.resolve();
  await expectPage(panel.getByRole("status").filter({ hasText: "1 of 1" })).toBeVisible();
  await expectPage(panel.locator("[aria-current] mark")).toHaveText("Message 17");
  expect(problems).toEqual([]);
});

it("loads what searches and what saves when the pointer or the focus comes near, and not before", async () => {
  const loaded: string[] = [];
  const { page, panel } = await visit(2, async (page) => {
    page.on("request", (request) => loaded.push(/chunks\/([A-Za-z]+)/.exec(request.url())?.[1] ?? ""));
  });
  const later = () => loaded.filter((name) => ["SearchResults", "tools", "start"].includes(name));
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  expect(later()).toEqual([]);
  await panel.getByRole("button", { name: "Search messages" }).hover();
  await expect.poll(later).toEqual(["SearchResults"]);
  await panel.getByRole("button", { name: "More" }).focus();
  await expect.poll(later).toEqual(["SearchResults", "tools"]);
});

it("says in place what didn't load, and loads it when asked again", async () => {
  let isAway = true;
  const { page, panel } = await visit(60, (page) =>
    page.route(/chunks\/(Search|tools)/, (route) => (isAway ? route.abort() : route.continue())),
  );
  await panel.getByRole("button", { name: "Search messages" }).click();
  await page.keyboard.type("message 17");
  const search = panel.getByRole("search");
  await expectPage(search.getByRole("alert")).toContainText("This part didn't load.");
  await panel.getByRole("button", { name: "More" }).click();
  const more = panel.locator(".more");
  await expectPage(more.getByRole("alert")).toContainText("This part didn't load.");
  isAway = false;
  await more.getByRole("button", { name: "Try again" }).click();
  await expectPage(panel.getByRole("menuitem", { name: "Save as text" })).toBeFocused();
  await page.keyboard.press("Escape");
  await search.getByRole("button", { name: "Try again" }).click();
  await expectPage(panel.getByRole("status").filter({ hasText: "1 of 1" })).toBeVisible();
  await expectPage(search.getByRole("searchbox")).toHaveValue("message 17");
});

const redDot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

/** The page with the agent's picture at that address, as the backend tells it. */
async function visitWithPicture(address: string) {
  const asked: string[] = [];
  const { panel, problems } = await visit(2, async (page) => {
    page.on("request", (request) => asked.push(request.url()));
    await page.route(/\/v1\/(session|timeline)/, async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { conversation: { agent: { avatarUrl: string } } };
      json.conversation.agent.avatarUrl = address;
      await route.fulfill({ response, json });
    });
    // What was read would bring the conversation by the stream, as the backend has it.
    await page.route("**/v1/read", (route) =>
      route.fulfill({ status: 204, headers: { "access-control-allow-origin": "*" } }),
    );
    await page.route("**/pictures/rui.png", (route) =>
      route.fulfill({
        headers: { "access-control-allow-origin": "*", "content-type": "image/png" },
        body: Buffer.from(redDot, "base64"),
      }),
    );
  });
  await expectPage(panel.locator("header .initials")).toHaveText("R");
  return { picture: panel.locator("header canvas"), asked, problems };
}

it("draws the agent's picture from the backend", async () => {
  const { picture, problems } = await visitWithPicture("/pictures/rui.png");
  const middle = () =>
    picture.evaluate((canvas: HTMLCanvasElement) => [
      ...(canvas.getContext("2d")?.getImageData(48, 48, 1, 1).data ?? []),
    ]);
  await expect.poll(middle).toEqual([255, 0, 0, 255]);
  expect(problems).toEqual([]);
});

it("asks nobody else for a picture", async () => {
  const { picture, asked, problems } = await visitWithPicture("https://tracker.example/rui.png");
  await expectPage(picture).toHaveCount(0);
  expect(asked.filter((url) => url.includes("tracker"))).toEqual([]);
  expect(problems).toEqual([]);
});
