// The script tag on pages in other languages, and on a page with a button of its own.

import { afterAll, beforeAll, expect, it } from "vitest";
import { expectPage, onPageError } from "../support/e2e.ts";
import { type HostWorld, openHostWorld } from "../support/host-page.ts";

let world: HostWorld;

beforeAll(async () => {
  world = await openHostWorld();
});
afterAll(() => world.close());

/** A page with the tag, in a browser of its own, with what the page's console said. */
async function visit(attributes: string, body = "<h1>Host</h1>") {
  const { url } = world.server;
  world.site.serve({
    body,
    tag: `<script async src="${url}/ajar/ajar.js" data-backend="${url}" ${attributes}></script>`,
  });
  const context = await world.newBrowser({ locale: "ro-RO" });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (entry) => said.push(`${entry.type()}: ${entry.text()}`));
  onPageError(page, (error) => said.push(`thrown: ${error}`));
  return { page, said };
}

/** Notes in the page every text that the open panel's title had, drawn or not: no frame has to pass for it. */
function watchTitles() {
  const titles: string[] = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachWatched(init) {
    const root = attach.call(this, init);
    const note = () => {
      const title = root.querySelector("h2")?.textContent;
      if (title && titles.at(-1) !== title) titles.push(title);
    };
    new MutationObserver(note).observe(root, { subtree: true, childList: true, characterData: true });
    return root;
  };
  Object.assign(window, { titles });
}
const titlesOf = () => (window as unknown as { titles: string[] }).titles;

it("loads the words of the one language that is spoken, beside the widget, and shows no English before", async () => {
  const { page, said } = await visit('data-locale="ro"');
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  // On a busy machine they may take longer than the panel waits for them: its time passes only when they are here.
  await page.clock.install();
  await page.addInitScript(watchTitles);
  await page.goto(world.site.url);
  await page.clock.pauseAt(Date.now() + 60_000);
  const response = page.waitForResponse("**/chunks/ro-*");
  await page.getByRole("button", { name: "Open chat" }).click();
  await page.evaluate(`import(${JSON.stringify((await response).url())}).then(() => null)`);
  await page.clock.runFor(250);
  await expectPage(page.getByRole("dialog", { name: "Scrieți-ne" })).toBeVisible();
  await expectPage(page.getByRole("button", { name: "Închide chatul" })).toBeVisible();
  expect(await page.evaluate(titlesOf)).toEqual(["Scrieți-ne"]);
  const words = asked.filter((path) => /\/chunks\/(?!ajar-)/.test(path));
  expect(words).toEqual([expect.stringMatching(/\/chunks\/ro-[\w-]+\.js$/)]);
  expect(said).toEqual([]);
  await page.context().close();
});

it("loads no words on an English page", async () => {
  const { page } = await visit("");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(world.site.url);
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog", { name: "Chat with us" })).toBeVisible();
  expect(asked.filter((path) => /\/chunks\/(?!ajar-)/.test(path))).toEqual([]);
  await page.context().close();
});

it("waits a moment for slow words, then speaks English until they come", async () => {
  const { page } = await visit('data-locale="ro"');
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/chunks/ro-*", async (route) => {
    await slow;
    await route.continue();
  });
  await page.goto(world.site.url);
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog", { name: "Chat with us" })).toBeVisible();
  await page
    .getByRole("button", { name: "Search messages" })
    .or(page.getByText("Sign in to chat"))
    .first()
    .waitFor();
  release();
  await expectPage(page.getByRole("dialog", { name: "Scrieți-ne" })).toBeVisible();
  await page.context().close();
});

it("speaks English where the words don't load, says so in the console, and asks again with the next change", async () => {
  const { page, said } = await visit('data-locale="ro"');
  await page.route("**/chunks/ro-*", (route) => route.abort());
  await page.goto(world.site.url);
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog", { name: "Chat with us" })).toBeVisible();
  await expect
    .poll(() => said.filter((line) => line.startsWith("warning:")).join())
    .toMatch(/words for "ro"/);
  expect(said.filter((line) => line.startsWith("thrown:"))).toEqual([]);
  await page.unroute("**/chunks/ro-*");
  await page.evaluate(() => (window as unknown as { Ajar: { update(look: object): void } }).Ajar.update({}));
  await expectPage(page.getByRole("dialog", { name: "Scrieți-ne" })).toBeVisible();
  await page.context().close();
});

it("needs no launcher where the page has a button of its own", async () => {
  const button = `<button id="help" aria-haspopup="dialog">Help</button>
    <script>
      document.querySelector("#help").onclick = () => Ajar("open");
      addEventListener("ajar:open", () => (document.querySelector("#help").ariaExpanded = "true"));
      addEventListener("ajar:close", () => (document.querySelector("#help").ariaExpanded = "false"));
    </script>`;
  const { page, said } = await visit('data-hide="launcher"', button);
  await page.goto(world.site.url);
  const help = page.getByRole("button", { name: "Help" });
  await expectPage(page.locator("[data-ajar]")).toHaveCount(1);
  await expectPage(page.getByRole("button")).toHaveCount(1);
  await help.click();
  await expectPage(page.getByRole("dialog", { name: "Chat with us" })).toBeVisible();
  await expectPage(help).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expectPage(page.getByRole("dialog")).toBeHidden();
  await expectPage(help).toBeFocused();
  await help.click();
  await expectPage(page.getByRole("dialog")).toBeVisible();
  expect(said).toEqual([]);
  await page.context().close();
});
