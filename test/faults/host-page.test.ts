// Pages that do to the browser whatever pages do: patched globals, odd prototypes, a stopped clock, a style sheet for everything.

import type { Page } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { newCustomer, reply, serverTexts } from "../support/customers.ts";
import { dumpIndexedDb, expectPage } from "../support/e2e.ts";
import { chatTag, type HostWorld, openHostWorld } from "../support/host-page.ts";
import type { Caller } from "../support/server.ts";
import { longOr } from "../support/fault-world.ts";

let world: HostWorld;
let agent: Caller;

beforeAll(async () => {
  world = await openHostWorld();
  agent = await world.server.agent("rui");
});
afterEach(() => world.closeBrowsers());
afterAll(() => world.close());

/** Errors in the page and in its console are the host's to see, so there must be none. */
async function visit(customer: string, head: string): Promise<{ page: Page; problems: string[] }> {
  const { token } = await world.server.customer(customer);
  world.site.serve({ head, tag: chatTag(world.server.url, token) });
  const problems: string[] = [];
  const context = await world.newBrowser();
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (entry) => void (entry.type() === "error" && problems.push(entry.text())));
  await page.goto(world.site.url);
  return { page, problems };
}

const panelOf = (page: Page) => page.getByRole("dialog");

async function openPanel(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^open chat/i }).click();
  await expectPage(panelOf(page).getByRole("textbox")).toBeVisible();
}

async function send(page: Page, text: string): Promise<void> {
  await panelOf(page).getByRole("textbox").fill(text);
  await panelOf(page).getByRole("button", { name: "Send" }).click();
  await expectPage(panelOf(page).getByText("Sent", { exact: true })).toBeVisible();
}

const hostilities: Readonly<Record<string, string>> = {
  "a patched fetch that reads every answer itself": `<script>
    const original = window.fetch;
    window.fetch = async function (input, init) {
      const response = await original(new Request(input, init));
      response.clone().text().catch(() => {});
      return response;
    };
  </script>`,
  "additions to the prototypes of arrays and objects": `<script>
    Array.prototype.last = function () { return this[this.length - 1]; };
    Array.prototype.remove = function (item) { return this.splice(this.indexOf(item), 1); };
    Object.prototype.each = function () { throw new Error("called"); };
    Object.prototype.isEmpty = "not a function";
    Function.prototype.inherits = function () {};
    String.prototype.clean = function () { return this.trim(); };
  </script>`,
  "a clock that stands still": `<script>
    const RealDate = Date, stopped = Date.now();
    window.Date = class extends RealDate {
      constructor(...parts) { if (parts.length) super(...parts); else super(stopped); }
      static now() { return stopped; }
    };
    Object.freeze(Date); Object.freeze(Date.prototype); Object.freeze(RealDate.prototype);
  </script>`,
  "toJSON on prototypes": `<script>
    for (const type of [Object, Array, String, Number, Date])
      Object.defineProperty(type.prototype, "toJSON", { value: () => "hostile", writable: true, configurable: true });
  </script>`,
  "a page that empties idb-keyval's own database all the time": `<script>
    const clear = () => {
      const request = indexedDB.open("keyval-store");
      request.onupgradeneeded = () => request.result.createObjectStore("keyval");
      request.onsuccess = () => {
        request.result.transaction("keyval", "readwrite").objectStore("keyval").clear();
        request.result.close();
      };
    };
    clear(); setInterval(clear, 20);
  </script>`,
};

it.each(Object.entries(hostilities).slice(0, longOr(2, 9)))("fault 32: works beside %s", async (_, head) => {
  const customer = newCustomer();
  const { page, problems } = await visit(customer, head);
  await openPanel(page);
  await send(page, "hello, you");
  await reply(agent, customer, "hello too");
  await expectPage(panelOf(page).getByText("hello too")).toBeVisible();
  await panelOf(page).getByRole("textbox").fill("a draft");
  await expect.poll(() => dumpIndexedDb(page)).toContain("a draft");
  await page.reload();
  await expectPage(panelOf(page).getByText("hello too")).toBeVisible();
  await expectPage(panelOf(page).getByRole("textbox")).toHaveValue("a draft");
  await send(page, "and again");
  expect(await serverTexts(world, customer)).toEqual(["hello, you", "hello too", "and again"]);
  expect(problems).toEqual([]);
});

/** Nothing of the chat moves any more. */
async function isStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.querySelector("[data-ajar]")?.shadowRoot?.getAnimations() ?? [];
    await Promise.all(moving.map(({ finished }) => finished));
  });
}

it("fault 32: looks the same under a style sheet that unsets everything", async () => {
  const customer = newCustomer();
  const { page } = await visit(customer, "");
  await openPanel(page);
  await send(page, "hello");
  await page.mouse.move(0, 0);
  await isStill(page);
  const before = await looks(page);
  expect(before.panel.style).toContain("background-color");
  await page.addStyleTag({
    content:
      "* { all: unset !important } html { font-size: 30px !important } ajar-chat, div, button { display: none }",
  });
  expect(await looks(page)).toEqual(before);
  expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe("0px");
});

/** Place, size and every computed property of the chat's main parts. */
async function looks(page: Page) {
  const parts = {
    launcher: page.getByRole("button", { name: /^close chat/i }).first(),
    panel: panelOf(page),
    bubble: panelOf(page).getByText("hello", { exact: true }),
    composer: panelOf(page).getByRole("textbox"),
    send: panelOf(page).getByRole("button", { name: "Send" }),
  };
  const found = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => {
      const box = await part.boundingBox();
      const style = await part.evaluate((element) => {
        const computed = getComputedStyle(element);
        return Array.from(computed, (key) => `${key}: ${computed.getPropertyValue(key)}`).join("; ");
      });
      return [name, { box, style }] as const;
    }),
  );
  return Object.fromEntries(found) as { readonly [K in keyof typeof parts]: (typeof found)[number][1] };
}
