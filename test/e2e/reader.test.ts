// The demo's story on the customer's side, by somebody who sees nothing: by what the browser tells a screen reader alone.

import { afterAll, beforeAll, expect, it } from "vitest";
import { conversationOf, expectPage, openWorld, type World } from "../support/e2e.ts";
import { openReader, type Reader } from "../support/reader.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const transcript = (reader: Reader) => reader.readIn("region");

it("is signed in, writes, closes, comes back and goes on", async () => {
  const { url } = world.server;
  const agent = await world.server.agent("rui");
  const context = await world.newBrowser();
  const page = await context.newPage();
  await page.goto(url);
  let reader = await openReader(page);
  await reader.press("button", "Sign in as Ana");
  await expectPage(page.getByText("Signed in as")).toBeVisible();
  await reader.press("button", "Open chat");
  await expect.poll(() => reader.focused()).toBe('textbox "Message"');
  expect(await reader.read()).toContain('dialog "Chat with us"');
  await expect.poll(() => reader.read()).toContain('heading "Hello Ana Ferreira, how can we help?"');

  await page.keyboard.type("Does the tide clock work on a lake?");
  await page.keyboard.press("Enter");
  await expect.poll(() => transcript(reader)).toContain("Sent");
  const { id } = await conversationOf(agent, "ana");
  const path = `/agent/v1/conversations/${id}`;
  await agent.post(`${path}/accept`);
  await agent.post(`${path}/messages`, { id: crypto.randomUUID(), text: "It does, if your lake has tides." });
  // Told once, without being asked, and gone before somebody reads on.
  await expect
    .poll(async () => (await reader.readIn("log")).join())
    .toContain("It does, if your lake has tides.");
  await expect.poll(() => reader.readIn("log")).toEqual(["log"]);
  expect(await reader.read()).toContain('dialog "Chat with Rui"');
  expect(await reader.focused()).toBe('textbox "Message"');

  await reader.press("button", "Close");
  await expect.poll(() => reader.focused()).toBe('button "Open chat"');
  expect(await reader.readIn("dialog")).toEqual([]);
  await agent.post(`${path}/wait`);
  await agent.post(`${path}/messages`, { id: crypto.randomUUID(), text: "I'm here when you are back." });

  await page.goto(url);
  reader = await openReader(page);
  await reader.press("button", "Open chat, 1 unread message");
  await expect.poll(() => transcript(reader)).toContain("I'm here when you are back.");
  const texts = (await transcript(reader)).filter((line) => !/^(?:listitem|Sent|Read)$/.test(line));
  expect(texts.map((line) => line.replace(/\d+:\d+/, "now"))).toEqual([
    'region "Messages"',
    "Today",
    "You said, now:",
    "Does the tide clock work on a lake?",
    "Rui joined",
    "Rui said, now:",
    "It does, if your lake has tides.",
    "Rui stepped away; write whenever you like",
    "Rui is here again",
    "New messages",
    "Rui said, now:",
    "I'm here when you are back.",
  ]);
  // What was there before is read by those who want to, and told to nobody.
  expect(await reader.readIn("log")).toEqual(["log"]);
  await page.keyboard.type("It has none. Which clock then?");
  await reader.press("button", "Send");
  await expect.poll(() => transcript(reader)).toContain("It has none. Which clock then?");
  await expect.poll(() => transcript(reader)).toContain("Sent");
  expect(await reader.readIn("alert")).toEqual([]);
  await context.close();
});
