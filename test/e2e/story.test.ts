// The story of the README, with two people at two screens: the customer in the shop, the agent in the console.

import { afterAll, beforeAll, expect, it } from "vitest";
import { dumpIndexedDb, expectPage, openWorld, visitShop, type World } from "../support/e2e.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it("goes from the first message over a closed page to the agent's end and on", async () => {
  const { url } = world.server;
  const customers = await world.newBrowser();
  const shop = await visitShop(await customers.newPage(), url);
  await shop.page.getByRole("button", { name: "Sign in as Ana" }).click();
  await expectPage(shop.page.getByText("Signed in as")).toBeVisible();
  await shop.open();
  await shop.send("Does the tide clock work on a lake?");
  await expectPage(shop.sentMark).toBeVisible();
  await shop.panel.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => dumpIndexedDb(shop.page)).toContain('"open":false');
  await shop.page.close();

  const agents = await world.newBrowser();
  const desk = await agents.newPage();
  const problems: string[] = [];
  desk.on("pageerror", (error) => problems.push(String(error)));
  await desk.goto(`${url}/console`);
  await desk.getByRole("button", { name: "Sign in as Rui" }).click();
  const capacity = desk.getByText(/\d of 5/).first();
  await expectPage(capacity).toContainText("0 of 5");
  await desk
    .getByRole("region", { name: "Queue" })
    .getByRole("button", { name: /^Ana Ferreira/ })
    .click();
  await desk.getByRole("button", { name: "Accept" }).click();
  await expectPage(capacity).toContainText("1 of 5");
  const reply = desk.getByRole("textbox", { name: "Reply to Ana Ferreira" });
  await reply.fill("It does, if your lake has tides.");
  await desk.getByRole("main").getByRole("button", { name: "Send" }).click();
  const log = desk.getByRole("log", { name: "Transcript" });
  await expectPage(log.getByText("It does, if your lake has tides.")).toBeVisible();
  await desk.getByRole("button", { name: "Set to waiting" }).click();
  await expectPage(capacity).toContainText("0 of 5");

  const back = await visitShop(await customers.newPage(), url);
  await expectPage(back.page.getByRole("button", { name: "Open chat, 1 unread message" })).toBeVisible();
  await back.open();
  await expectPage(back.panel.getByText("It does, if your lake has tides.")).toBeVisible();
  await expectPage(back.panel.getByText("Does the tide clock work on a lake?")).toBeVisible();
  await expectPage(back.panel.getByText("Rui will be told when you write")).toBeVisible();
  await expectPage(desk.getByRole("button", { name: /^Ana Ferreira is back/ })).toBeVisible();

  await back.send("It has none. Which clock then?");
  await expectPage(log.getByText("It has none. Which clock then?")).toBeVisible();
  await expectPage(capacity).toContainText("1 of 5");
  await reply.fill("The harbour mug tells the time by how cold it is.");
  await reply.press("Enter");
  await expectPage(back.panel.getByText("how cold it is")).toBeVisible();
  await desk.getByRole("button", { name: "End conversation" }).click();
  await desk.getByRole("button", { name: "End now" }).click();
  await desk.getByRole("button", { name: "Finish wrap-up" }).click();
  await expectPage(capacity).toContainText("0 of 5");

  await expectPage(back.panel.getByText(/this conversation was closed/i)).toBeVisible();
  await back.send("One more thing");
  await expectPage(
    desk.getByRole("region", { name: "Queue" }).getByRole("button", { name: /^Ana Ferreira/ }),
  ).toBeVisible();
  await expect
    .poll(() => back.texts())
    .toEqual([
      "Does the tide clock work on a lake?",
      "It does, if your lake has tides.",
      "It has none. Which clock then?",
      "The harbour mug tells the time by how cold it is.",
      "One more thing",
    ]);
  expect([...back.problems, ...problems]).toEqual([]);
  await customers.close();
  await agents.close();
});

it("can be done by keyboard alone on the customer's side", async () => {
  const { url } = world.server;
  const context = await world.newBrowser();
  const shop = await visitShop(await context.newPage(), url);
  const { page, panel } = shop;
  await page.getByRole("button", { name: "Sign in as Bob" }).focus();
  await page.keyboard.press("Enter");
  await expectPage(page.getByText("Signed in as")).toBeVisible();
  await shop.launcher.focus();
  await page.keyboard.press("Enter");
  await expectPage(shop.composer).toBeFocused();
  await page.keyboard.type("Written");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("without a mouse");
  await page.keyboard.press("Enter");
  await expectPage(shop.sentMark).toBeVisible();
  await expect.poll(() => shop.texts()).toEqual(["Written\nwithout a mouse"]);
  await expectPage(shop.composer).toBeFocused();
  await page.keyboard.press("Escape");
  await expectPage(panel).toBeHidden();
  await expectPage(shop.launcher).toBeFocused();
  await context.close();
});
