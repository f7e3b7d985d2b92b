// The agent's side of the story by real keys alone, and what axe finds in the states that it goes through.

import type { Locator, Page } from "playwright/test";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faultsOf } from "../support/axe.ts";
import { conversationOf, expectPage, openWorld, type World } from "../support/e2e.ts";
import { type Caller, message } from "../support/server.ts";

const desktop = { width: 1280, height: 800 };
const phone = { width: 320, height: 640 };
const looks = [
  { colorScheme: "light", viewport: phone },
  { colorScheme: "dark", viewport: phone },
  { colorScheme: "dark", viewport: desktop },
  { colorScheme: "light", viewport: desktop },
] as const;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function openConsole() {
  const context = await world.newBrowser({ viewport: desktop, reducedMotion: "reduce" });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(`${world.server.url}/console`);
  const lists = page.getByRole("navigation", { name: "Conversations" });
  return {
    page,
    problems,
    keyboard: page.keyboard,
    row: (name: RegExp) => lists.getByRole("button", { name }),
    reply: (name: string) => page.getByRole("textbox", { name: `Reply to ${name}` }),
    heading: (name: string) => page.getByRole("heading", { name, exact: true }),
    button: (name: string | RegExp) => page.getByRole("button", { name }),
    close: () => context.close(),
  };
}

async function write(customer: Caller, text: string): Promise<void> {
  expect(await customer.post("/v1/messages", message(text))).toMatchObject({ status: 201 });
}

/** The customer has the panel open before them. */
async function look(customer: Caller): Promise<void> {
  expect(await customer.put("/v1/presence", { panel: "open", visible: true })).toMatchObject({ status: 204 });
}

async function tabTo(page: Page, target: Locator, most = 20, key = "Tab"): Promise<void> {
  for (let left = most; left > 0; left -= 1) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element.matches(":focus"))) return;
  }
  throw new Error(`${String(target)} is not among the next ${most} stops`);
}

it("goes through the agent's whole story without a mouse", async () => {
  const ana = await world.server.customer("ana", "Ana Ferreira");
  const bob = await world.server.customer("bob", "Bob Fischer");
  await write(ana, "Does the tide clock work on a lake?");
  await write(bob, "Where is my order?");
  const desk = await openConsole();
  const { page, keyboard, row, reply, heading, button } = desk;
  const log = page.getByRole("log", { name: "Transcript" });
  const capacity = page.getByText(/\d of 5/).first();

  await tabTo(page, button("Sign in as Rui"));
  await keyboard.press("Enter");
  await expectPage(row(/^Ana/)).toBeVisible();
  await keyboard.press("Tab");
  await expectPage(row(/^Ana/)).toBeFocused();
  await keyboard.press("ArrowDown");
  await expectPage(row(/^Bob/)).toBeFocused();
  await keyboard.press("Home");
  await keyboard.press("Enter");
  await expectPage(heading("Ana Ferreira")).toBeFocused();
  await keyboard.press("Control+Enter");
  await expectPage(reply("Ana Ferreira")).toBeFocused();
  await keyboard.type("It does, if your lake has tides?");
  await keyboard.press("Enter");
  await expectPage(log.getByText("if your lake has tides?")).toBeVisible();
  await expectPage(reply("Ana Ferreira")).toHaveValue("");
  await expectPage(capacity).toContainText("1 of 5");

  await keyboard.press("Alt+w");
  await expectPage(heading("Ana Ferreira")).toBeFocused();
  await expectPage(capacity).toContainText("0 of 5");
  await keyboard.press("Alt+ArrowUp");
  await expectPage(heading("Bob Fischer")).toBeFocused();
  await keyboard.press("Control+Enter");
  await expectPage(reply("Bob Fischer")).toBeFocused();
  await keyboard.type("Half a th");

  await look(ana);
  await expectPage(button(/^Ana Ferreira is back/)).toBeVisible();
  await expectPage(page).toHaveTitle("(1) Ana Ferreira is back – Agent console");
  await expectPage(reply("Bob Fischer")).toBeFocused();
  await keyboard.press("Alt+j");
  await expectPage(heading("Ana Ferreira")).toBeFocused();
  await expectPage(page).toHaveTitle("Agent console");
  await keyboard.press("Control+Enter");
  await expectPage(reply("Ana Ferreira")).toBeFocused();
  await keyboard.type("Welcome back");
  await keyboard.press("Enter");
  await expectPage(log.getByText("Welcome back")).toBeVisible();

  await keyboard.press("Alt+x");
  await expectPage(button("End now")).toBeFocused();
  await keyboard.press("Escape");
  await expectPage(button("End conversation")).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await expectPage(heading("Ana Ferreira")).toBeFocused();
  await keyboard.press("Control+Enter");
  await expectPage(row(/^Bob/)).toBeFocused();
  await keyboard.press("Enter");
  await expectPage(reply("Bob Fischer")).toBeFocused();
  await keyboard.type("ought?");
  await expectPage(reply("Bob Fischer")).toHaveValue("Half a thought?");
  await keyboard.press("Escape");
  await expectPage(row(/^Bob/)).toBeFocused();

  await keyboard.press("?");
  await expectPage(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await expectPage(page.getByRole("dialog")).toBeHidden();
  await expectPage(row(/^Bob/)).toBeFocused();

  await write(ana, "One more thing");
  const dismiss = button("Dismiss: Ana Ferreira is in the queue");
  await expectPage(dismiss).toBeVisible();
  await tabTo(page, dismiss);
  await keyboard.press("Enter");
  await expectPage(dismiss).toHaveCount(0);
  await expectPage(reply("Bob Fischer")).toBeFocused();
  // Backwards: after the page's last stop a browser may come to its own.
  await tabTo(page, button("Sign out"), 40, "Shift+Tab");
  await keyboard.press("Enter");
  await expectPage(heading("Agent console")).toBeFocused();
  expect(desk.problems).toEqual([]);
  await desk.close();
});

it("opens at the first of many messages that are new, and counts what is below until it was seen", async () => {
  const dora = await world.server.customer("dora", "Dora Lund");
  const rui = await world.server.agent("rui");
  await write(dora, "First of all");
  const { id } = await conversationOf(rui, "dora");
  await rui.post(`/agent/v1/conversations/${id}/accept`);
  // One run of one author: the line parts it.
  for (let n = 1; n <= 12; n += 1) await write(dora, `Seen ${n}`);
  await rui.post(`/agent/v1/conversations/${id}/read`, { pos: 1_000 });
  for (let n = 1; n <= 18; n += 1) await write(dora, `New ${n}`);
  const desk = await openConsole();
  const { page, row, button } = desk;
  await button("Sign in as Rui").click();
  await expectPage(row(/^Dora/)).toContainText("18 unread");
  await row(/^Dora/).click();
  const log = page.getByRole("log", { name: "Transcript" });
  await expectPage(log.getByText("New messages")).toBeInViewport();
  await expectPage(log.getByText("New 1", { exact: true })).toBeInViewport();
  await expectPage(log.getByText("Seen 12", { exact: true })).not.toBeInViewport();
  const jump = button("18 new, go to the newest");
  await jump.click();
  await expectPage(log.getByText("New 18", { exact: true })).toBeInViewport();
  await expectPage(jump).toHaveCount(0);
  await expectPage(log).toBeFocused();
  await desk.close();
});

it("has nothing to blame in its main states, light and dark, on a desktop and on the narrowest phone", async () => {
  const desk = await openConsole();
  const { page, keyboard, row, reply, button } = desk;
  const blamed: string[] = [];
  const judge = async (state: string) => {
    const faults = await faultsOf(page, looks);
    blamed.push(...faults.map((fault) => `${state}, ${fault}`));
  };
  const rui = await world.server.agent("rui");
  const cleo = await world.server.customer("cleo", "Cleo Martin");
  const step = async (name: string) =>
    rui.post(`/agent/v1/conversations/${(await conversationOf(rui, "cleo")).id}/${name}`);
  await judge("sign-in");
  await button("Sign in as Rui").click();
  await write(cleo, "Is the lantern in stock?");
  await expectPage(row(/^Cleo/)).toBeVisible();
  await judge("lists and an alert");

  await row(/^Cleo/).click();
  await button("Accept").click();
  await reply("Cleo Martin").fill("It **is**: [the lantern](https://shop.example/lantern)");
  await button("Quick replies").click();
  await keyboard.type("Send it, Not now");
  await keyboard.press("Enter");
  await page.locator("input[type=file]").setInputFiles({
    name: "guide.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7 How to light it"),
  });
  await expectPage(button(/^Download guide.pdf/)).toBeVisible();
  await button("Edit this message").first().click();
  await judge("conversation, one message being edited");
  await keyboard.press("Escape");
  await button("End conversation").click();
  await page.context().setOffline(true);
  await reply("Cleo Martin").fill("Shall I?");
  await reply("Cleo Martin").press("Enter");
  await expectPage(page.getByText("Not sent.")).toBeVisible();
  await judge("ending, and a reply that was not sent");
  await page.context().setOffline(false);
  await button("Retry").click();
  await expectPage(page.getByText("Not sent.")).toHaveCount(0);

  await step("wait");
  await look(cleo);
  await expectPage(button(/^Cleo Martin is back/)).toBeVisible();
  await judge("waiting, and back");
  await keyboard.press("Control+/");
  await expectPage(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await judge("shortcuts");
  await keyboard.press("Escape");
  await step("end");
  await step("close");
  await page
    .getByText(/^Closed/, { exact: false })
    .first()
    .click();
  await expectPage(page.getByText(/next message starts a new conversation/)).toBeVisible();
  await judge("closed");
  expect(blamed).toEqual([]);
  expect(desk.problems).toEqual([]);
  await desk.close();
});
