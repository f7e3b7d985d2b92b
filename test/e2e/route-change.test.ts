// A site that changes its pages without loading them anew: the chat stays what it is, and asks for nothing again.

import { afterAll, beforeAll, expect, it } from "vitest";
import { chatRequests, newCustomer, reply } from "../support/customers.ts";
import { expectPage } from "../support/e2e.ts";
import { chatTag, type HostWorld, openHostWorld } from "../support/host-page.ts";
import { seedHistory } from "../support/server-seed.ts";

let world: HostWorld;

beforeAll(async () => {
  world = await openHostWorld();
});
afterAll(() => world.close());

it("keeps the restored transcript over a change of route, with no request and where the reader was", async () => {
  const customer = await world.server.customer(newCustomer());
  await seedHistory(world.server.demo, customer.id, 400);
  world.site.serve({ tag: chatTag(world.server.url, customer.token) });
  const page = await (await world.newBrowser()).newPage();
  await page.goto(world.site.url);
  await page.getByRole("button", { name: "Open chat" }).click();
  const panel = page.getByRole("dialog");
  const box = panel.getByRole("region", { name: "Messages" });
  await expectPage(panel.getByText("Message 400", { exact: true })).toBeVisible();
  await box.focus();
  await page.keyboard.press("Home");
  await expectPage(panel.getByText("Message 1", { exact: true })).toBeVisible();
  await page.evaluate(() => fetch("/", { cache: "no-store" }));
  const before = chatRequests(world).length;
  const list = await box.locator("ul").elementHandle();

  for (const route of ["/cart", "/checkout", "/thanks"])
    await page.evaluate((path) => {
      history.pushState({}, "", path);
      const body = document.createElement("body");
      body.append(Object.assign(document.createElement("main"), { textContent: path }));
      document.body.replaceWith(body);
    }, route);
  await page.goBack();
  await expectPage(panel.getByText("Message 1", { exact: true })).toBeVisible();
  expect(await list?.evaluate((ul) => ul.isConnected)).toBe(true);
  await page.evaluate(() => fetch("/", { cache: "no-store" }));
  expect(chatRequests(world).slice(before)).toEqual([]);

  // And it is alive: what comes now, comes.
  await reply(await world.server.agent("rui"), customer.id, "Are you still there?");
  await page.keyboard.press("End");
  await expectPage(panel.getByText("Are you still there?")).toBeVisible();
});
