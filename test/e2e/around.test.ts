// Around the conversation, with the customer in the shop and the agent at the console: typing both ways, hours, hand-over, rating.

import { afterAll, beforeAll, expect, it } from "vitest";
import { expectPage, openWorld, signIn, visitShop, type World } from "../support/e2e.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function openDesk(agent: "Rui" | "Mia") {
  const context = await world.newBrowser();
  const desk = await context.newPage();
  await desk.goto(`${world.server.url}/console`);
  await desk.getByRole("button", { name: `Sign in as ${agent}` }).click();
  const list = desk.getByRole("navigation", { name: "Conversations" });
  return { context, desk, row: list.getByRole("button", { name: /^Ana Ferreira/ }) };
}

it("shows who types on both sides, hours that are switched, a hand-over, and takes a rating that the agent sees", async () => {
  const { url } = world.server;
  const customers = await world.newBrowser();
  await signIn(customers, url, "ana");
  const shop = await visitShop(await customers.newPage(), url);
  const { panel, composer } = shop;
  await shop.open();
  await shop.send("Is the lamp in stock?");
  await expectPage(shop.sentMark).toBeVisible();

  const rui = await openDesk("Rui");
  await rui.row.click();
  await rui.desk.getByRole("button", { name: "Accept" }).click();
  await expectPage(panel.getByText("Rui is with you")).toBeVisible();

  const reply = rui.desk.getByRole("textbox", { name: "Reply to Ana Ferreira" });
  await reply.pressSequentially("Let me");
  await expectPage(panel.getByText("Rui is typing")).toBeVisible();
  await reply.pressSequentially(" look.");
  await reply.press("Enter");
  await expectPage(panel.getByText("Let me look.")).toBeVisible();
  await expectPage(panel.getByText("Rui is typing")).toBeHidden();

  const typing = rui.desk.getByText("Ana Ferreira is typing…");
  // What is typed between two connections is not told: who types goes on.
  const isSeenTyping = () =>
    expectPage(async () => {
      await composer.press("x");
      await composer.press("Backspace");
      await expectPage(typing).toBeVisible({ timeout: 2_000 });
    }).toPass();
  await composer.pressSequentially("Thank");
  await isSeenTyping();
  await expectPage(rui.row).toContainText("typing…");
  // Nothing more is typed: it ends by itself.
  await expectPage(typing).toBeHidden();
  await composer.pressSequentially(" you");
  await isSeenTyping();
  await composer.press("Enter");
  await expectPage(rui.desk.getByRole("log").getByText("Thank you")).toBeVisible();
  await expectPage(typing).toBeHidden();

  await rui.desk.getByRole("button", { name: "Set to waiting" }).click();
  await expectPage(panel.getByText("Rui will be told when you write")).toBeVisible();
  const hours = rui.desk.getByRole("switch", { name: /^Shop hours/ });
  await hours.click();
  await expectPage(panel.getByText(/Rui will be told when you write\. We answer from/)).toBeVisible();
  await hours.click();
  await expectPage(panel.getByText(/We answer from/)).toBeHidden();

  const mia = await openDesk("Mia");
  await mia.desk.getByText("Other agents").click();
  await mia.row.click();
  await mia.desk.getByRole("button", { name: "Take over" }).click();
  await expectPage(panel.getByText("Mia took over")).toBeVisible();
  await mia.desk.getByRole("button", { name: "End conversation" }).click();
  await mia.desk.getByRole("button", { name: "End now" }).click();

  const stars = panel.getByRole("radiogroup", { name: "How was your conversation with Mia?" });
  await expectPage(stars).toBeVisible();
  await stars.getByRole("radio", { name: "1 of 5" }).focus();
  for (let count = 0; count < 3; count += 1) await shop.page.keyboard.press("ArrowRight");
  await panel.getByRole("textbox", { name: /^Anything to add/ }).fill("Quick and kind");
  await customers.setOffline(true);
  await panel.getByRole("button", { name: "Send rating" }).click();
  await expectPage(panel.getByText("Your rating couldn't be sent.")).toBeVisible();
  await customers.setOffline(false);
  await panel.getByRole("button", { name: "Try again" }).click();
  await expectPage(panel.getByText("Thank you for your rating.")).toBeVisible();
  await expectPage(mia.desk.getByText("Rated 4 of 5")).toBeVisible();
  await expectPage(mia.desk.getByRole("complementary", { name: "Details" })).toContainText("Quick and kind");

  await shop.page.reload();
  await expectPage(panel.getByRole("img", { name: "4 of 5" })).toBeVisible();
  expect(shop.problems).toEqual([]);
  for (const context of [customers, rui.context, mia.context]) await context.close();
});
