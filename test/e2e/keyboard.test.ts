// The customer's side by real keys alone: from the page's first stop to the chat, through all of it, and out again.

import type { Locator, Page } from "playwright/test";
import { afterAll, beforeAll, expect, it } from "vitest";
import { conversationOf, expectPage, openWorld, visitShop, type World } from "../support/e2e.ts";
import { can } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { seedHistory } from "../support/server-seed.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function tabTo(page: Page, target: Locator, most = 40): Promise<void> {
  for (let left = most; left > 0; left -= 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element.matches(":focus"))) return;
  }
  throw new Error(`${String(target)} is not among the next ${most} stops`);
}

it("reaches, reads, searches and leaves a long conversation", async () => {
  const { url, demo } = world.server;
  const text = (n: number) => (n === 3 ? "The quay of the third message" : `Message ${n}`);
  await seedHistory(demo, "ana", 120, { name: "Ana Ferreira", text });
  const agent = await world.server.agent("rui");
  const context = await world.newBrowser();
  const shop = await visitShop(await context.newPage(), url);
  const { page, panel, composer, launcher } = shop;
  const { keyboard } = page;
  const transcript = panel.getByRole("region", { name: "Messages" });
  await tabTo(page, page.getByRole("button", { name: "Sign in as Ana" }));
  await keyboard.press("Enter");
  await expectPage(page.getByText("Signed in as")).toBeVisible();
  await expectPage(launcher).toBeVisible();
  await tabTo(page, launcher);
  await keyboard.press("Enter");
  await expectPage(composer).toBeFocused();
  await expectPage(panel.getByText("Message 120", { exact: true })).toBeInViewport();
  await keyboard.type("Written");
  await keyboard.press("Shift+Enter");
  await keyboard.type("without a mouse");
  await keyboard.press("Enter");
  await expectPage(panel.getByText(/^(?:Sent|Read)$/)).toBeVisible();
  await expectPage(composer).toHaveValue("");

  await keyboard.press("Shift+Tab");
  await expectPage(panel.getByRole("button", { name: "Attach files" })).toBeFocused();
  await keyboard.press("Shift+Tab");
  await expectPage(transcript).toBeFocused();
  await keyboard.press("PageUp");
  await expectPage(panel.getByRole("button", { name: "Jump to newest" })).toBeVisible();
  await keyboard.press("Home");
  await expectPage(panel.getByText("Message 1", { exact: true })).toBeInViewport();
  const { id } = await conversationOf(agent, "ana");
  const reply = { id: crypto.randomUUID(), text: "Over here" };
  const { status } = await agent.post(`/agent/v1/conversations/${id}/messages`, reply);
  expect(status).toBe(201);
  const jump = panel.getByRole("button", { name: "1 new, jump to newest" });
  await expectPage(jump).toBeVisible();
  await expectPage(transcript).toBeFocused();
  await expectPage(panel.getByText("Message 1", { exact: true })).toBeInViewport();

  await keyboard.press("Control+f");
  await expectPage(panel.getByRole("searchbox", { name: "Search messages" })).toBeFocused();
  await keyboard.type("quay");
  await expectPage(panel.getByText("1 of 1")).toBeVisible();
  await expectPage(panel.getByRole("listitem").filter({ has: page.locator("mark") })).toBeInViewport();
  await keyboard.press("Escape");
  await expectPage(panel.getByRole("searchbox")).toBeHidden();
  await expectPage(transcript).toBeFocused();

  await keyboard.press("Tab");
  await expectPage(jump).toBeFocused();
  await keyboard.press("Enter");
  await expectPage(panel.getByText("Over here")).toBeInViewport();
  await expectPage(transcript).toBeFocused();
  await keyboard.press("Tab");
  await expectPage(panel.getByRole("button", { name: "Attach files" })).toBeFocused();
  await keyboard.press("Tab");
  await expectPage(composer).toBeFocused();
  await keyboard.type("Half a th");
  await keyboard.press("Escape");
  await expectPage(panel).toBeHidden();
  await expectPage(page.getByRole("button", { name: "Open chat" })).toBeFocused();
  await keyboard.press("Enter");
  await expectPage(composer).toBeFocused();
  await keyboard.type("ought");
  await expectPage(composer).toHaveValue("Half a thought");
  expect(shop.problems).toEqual([]);
  await context.close();
});

it("leaves Enter to an input method that is composing", async ({ skip }) => {
  skip(!can.devtools, "the input method is one of Chromium's devtools");
  const gallery = await openGallery(world);
  await gallery.show("empty");
  const { page } = gallery;
  const composer = page.getByRole("textbox", { name: "Message" });
  const typist = await page.context().newCDPSession(page);
  await composer.focus();
  await typist.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  // As browsers tell of it: the key is the input method's, and brings no text.
  const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await typist.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  await typist.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  await expectPage(composer).toHaveValue("にほん");
  expect(await page.locator(".message").count()).toBe(0);
  await typist.send("Input.insertText", { text: "日本" });
  await expectPage(composer).toHaveValue("日本");
  await page.keyboard.press("Enter");
  await expectPage(page.getByRole("listitem").filter({ hasText: "日本" })).toBeVisible();
  await expectPage(composer).toHaveValue("");
  await gallery.close();
});
