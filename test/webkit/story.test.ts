// The customer's story in WebKit, by real presses and keys: sign in, write, close, reload, come back in a new window, go on.

import { afterAll, beforeAll, expect, it } from "vitest";
import { conversationOf } from "../support/e2e.ts";
import { type Caller, startServer, type TestServer } from "../support/server.ts";
import type { Place, WebDriver } from "../support/webdriver.ts";
import { openWebKit } from "../support/webkit.ts";

let server: TestServer;
let agent: Caller;
let browser: WebDriver;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), openWebKit()]);
  agent = await server.agent("rui");
  await browser.resize(1000, 800);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const seen = () => browser.run(readPage);
const type = (keys: readonly string[]) =>
  browser.press(keys.flatMap((key) => [{ key, type: "keyDown" } as const, { key, type: "keyUp" } as const]));

async function press(name: string): Promise<void> {
  await expect.poll(() => browser.run(placeOf, name)).not.toBeNull();
  const place = await browser.run(placeOf, name);
  if (place) await browser.click(place);
}

async function write(text: string): Promise<void> {
  await type([...Array.from(text), "Enter"]);
  await expect.poll(async () => (await seen()).texts.at(-1)).toBe(text);
  await expect.poll(async () => (await seen()).state).toMatch(/^(?:Sent|Read)$/);
}

it("signs in, writes, closes, reloads, comes back in another window, and goes on in the same conversation", async () => {
  await browser.go(`${server.url}/`);
  await press("Sign in as Ana");
  await press("Open chat");
  await expect.poll(seen).toMatchObject({ isOpen: true, focus: "TEXTAREA" });
  await write("Does the tide clock work on a lake?");
  const { id } = await conversationOf(agent, "ana");

  await type(["Escape"]);
  await expect.poll(seen).toMatchObject({ isOpen: false, focus: "BUTTON" });
  await browser.reload();
  await expect.poll(async () => (await seen()).launcher).toBe("Open chat");
  expect((await agent.post(`/agent/v1/conversations/${id}/accept`)).status).toBeLessThan(300);
  await answer(id, "It does, if your lake has tides.");
  await browser.reload();
  await expect.poll(async () => (await seen()).launcher).toBe("Open chat, 1 unread message");

  await browser.newWindow();
  await browser.go(`${server.url}/`);
  await press("Open chat, 1 unread message");
  const both = ["Does the tide clock work on a lake?", "It does, if your lake has tides."];
  await expect.poll(async () => (await seen()).texts).toEqual(both);
  await expect.poll(async () => (await seen()).focus).toBe("TEXTAREA");
  await write("It has none. Which clock then?");
  // By the stream, into the open panel.
  await answer(id, "The harbour mug.");
  await expect.poll(async () => (await seen()).texts.at(-1)).toBe("The harbour mug.");

  await browser.reload();
  const all = [...both, "It has none. Which clock then?", "The harbour mug."];
  await expect.poll(seen).toMatchObject({ isOpen: true, texts: all });
  expect((await conversationOf(agent, "ana")).id).toBe(id);
  expect(server.errors).toEqual([]);
});

async function answer(conversation: string, text: string): Promise<void> {
  const body = { id: crypto.randomUUID(), text };
  const { status } = await agent.post(`/agent/v1/conversations/${conversation}/messages`, body);
  expect(status).toBe(201);
}

// In the page.

function readPage() {
  const root = document.querySelector("[data-ajar]")?.shadowRoot;
  return {
    isOpen: Boolean(root?.querySelector("[role=dialog]")),
    launcher: root?.querySelector(".launcher")?.ariaLabel ?? null,
    focus: root?.activeElement?.tagName ?? null,
    texts: [...(root?.querySelectorAll("li.message .bubble p") ?? [])].map((p) => p.textContent),
    state: [...(root?.querySelectorAll(".own .meta") ?? [])]
      .at(-1)
      ?.textContent?.match(/Sent|Read|Not sent/)?.[0],
  };
}

function placeOf(name: string): Place | null {
  const root = document.querySelector("[data-ajar]")?.shadowRoot;
  const buttons = [...document.querySelectorAll("button"), ...(root?.querySelectorAll("button") ?? [])];
  const found = buttons.find((button) => (button.ariaLabel ?? button.textContent?.trim()) === name);
  const { left, top, width, height } = found?.getBoundingClientRect() ?? new DOMRect();
  return width === 0 ? null : { x: left + width / 2, y: top + height / 2 };
}
