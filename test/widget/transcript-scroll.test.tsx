// Where the transcript stands while messages come in above and below.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { aMessage, aPending, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

const forty = () => Array.from({ length: 40 }, (_, index) => aMessage("rui", `Message ${index}`));

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = forty();
});
afterEach(removeWidgets);

const show = () => {
  const { view } = showWidget(chat);
  const box = view.getByRole("region", { name: "Messages" });
  return { view, box, distance: () => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight) };
};
const scrollTo = async (box: HTMLElement, top: number) => {
  box.scrollTop = top;
  await act(() => {
    box.dispatchEvent(new Event("scroll"));
  });
};
// The browser tells of a scroll or a new size with the next frame.
const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

test("stays at the newest message", async () => {
  const { distance } = show();
  expect(distance()).toBe(0);
  await act(() => {
    chat.set.items.value = [...chat.set.items.value, aMessage("rui", "one more")];
  });
  expect(distance()).toBe(0);
});

test("leaves the reader where they are, and offers to jump to what is new", async () => {
  const { view, box, distance } = show();
  await scrollTo(box, 100);
  chat.calls.length = 0;
  await act(() => {
    chat.set.items.value = [...chat.set.items.value, aMessage("rui", "one more")];
    chat.set.unreadCount.value = 1;
  });
  expect(box.scrollTop).toBe(100);
  expect(chat.calls).toEqual([]);
  await act(() => view.getByRole("button", { name: "1 new, jump to newest" }).click());
  expect(distance()).toBe(0);
  expect(view.queryByRole("button", { name: /jump/i })).toBeNull();
});

test("goes to the end when the customer writes", async () => {
  const { box, distance } = show();
  await scrollTo(box, 100);
  await act(() => {
    chat.set.pending.value = [aPending("mine")];
  });
  expect(distance()).toBe(0);
});

test("keeps its line when older pages come in above", async () => {
  const items = chat.set.items.value;
  const { view, box } = show();
  await scrollTo(box, 200);
  const before = view.getByText("Message 10").getBoundingClientRect().top;
  await act(() => {
    chat.set.items.value = [...forty().map((item, index) => ({ ...item, pos: index })), ...items];
  });
  const after = view.getAllByText("Message 10").at(-1)?.getBoundingClientRect().top ?? 0;
  expect(Math.abs(after - before)).toBeLessThan(2);
  expect(box.scrollTop).toBeGreaterThan(1000);
});

test("asks for older messages near the top, and only when they don't come by themselves", async () => {
  const { box } = show();
  await scrollTo(box, 0);
  expect(chat.calls).not.toContainEqual(["loadOlder"]);
  await act(() => {
    chat.set.history.value = "partial";
  });
  expect(chat.calls).toContainEqual(["loadOlder"]);
});

test("opens at the first new message", () => {
  chat.set.newAfter.value = chat.set.items.value[9]?.pos ?? 0;
  const { view, box } = show();
  const top = view.getByText("New messages").getBoundingClientRect().top - box.getBoundingClientRect().top;
  expect(top).toBeLessThan(60);
});

test("stays at the newest message while a long text is written", async () => {
  const { view, distance } = show();
  await act(() => chat.setDraft("a\nb\nc\nd\ne"));
  await expect.poll(distance).toBe(0);
  view.getByRole("textbox").focus();
  await userEvent.keyboard("x");
  await twoFrames();
  expect(distance()).toBe(0);
  expect(view.queryByRole("button", { name: /jump/i })).toBeNull();
});

test("keeps its line when the first message in sight joins a group that came in above", async () => {
  const items = chat.set.items.value;
  const { view, box } = show();
  await scrollTo(box, 10);
  const before = view.getByText("Message 0").getBoundingClientRect().top;
  await act(() => {
    const older = forty().map((item, index) => ({ ...item, pos: index, text: `Older ${index}` }));
    chat.set.items.value = [...older, ...items];
  });
  const after = view.getByText("Message 0").getBoundingClientRect().top;
  expect(Math.abs(after - before)).toBeLessThan(2);
});

test("marks nothing as read in a part of the page that is not shown", async () => {
  const target = document.body.appendChild(document.createElement("div"));
  target.style.cssText = "display: none; height: 500px";
  const { widget, view } = showWidget(chat, {}, target);
  await twoFrames();
  const read = chat.calls.filter(([command]) => command === "markRead");
  target.style.display = "block";
  await expect.poll(() => chat.calls.some(([command]) => command === "markRead")).toBe(true);
  const height = view.getByRole("textbox").clientHeight;
  widget.destroy();
  target.remove();
  expect(read).toEqual([]);
  expect(height).toBeGreaterThan(30);
});
