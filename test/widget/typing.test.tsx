// The line that says who types.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aMessage, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

const rui = { role: "agent", id: "ag_7", name: "Rui" } as const;

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = Array.from({ length: 60 }, (_, index) => aMessage("rui", `Message ${index}`));
});
afterEach(removeWidgets);

const type = (author: typeof rui | null) =>
  act(() => {
    chat.set.typing.value = author;
  });
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

test("says who types, speaks nothing of it, and shows nothing of it before it is known who looks", async () => {
  const { view } = showWidget(chat);
  await type(rui);
  const line = view.getByText("Rui is typing");
  expect(line.closest("[aria-live], [role=log], [role=status], [role=alert]")).toBeNull();
  await type(null);
  expect(view.queryByText("Rui is typing")).toBeNull();
  await type(rui);
  await act(() => {
    chat.set.identity.value = { status: "unknown" };
  });
  expect(view.queryByText("Rui is typing")).toBeNull();
});

test("keeps who is at the newest message there, and moves nobody who reads further up", async () => {
  const { view } = showWidget(chat);
  const box = view.getByRole("region", { name: "Messages" });
  const fromEnd = () => box.scrollHeight - box.clientHeight - box.scrollTop;
  await expect.poll(fromEnd).toBeLessThan(2);
  await type(rui);
  await expect.poll(fromEnd).toBeLessThan(2);
  expect(view.getByText("Rui is typing").getBoundingClientRect().bottom).toBeLessThan(
    box.getBoundingClientRect().bottom,
  );
  await type(null);
  await expect.poll(fromEnd).toBeLessThan(2);

  box.scrollTop -= 900;
  await nextFrame();
  await nextFrame();
  const seen = [...box.querySelectorAll("li.message")].find(
    (row) => row.getBoundingClientRect().top > box.getBoundingClientRect().top,
  );
  const top = seen?.getBoundingClientRect().top;
  expect(top).toBeGreaterThan(0);
  for (const author of [rui, null]) {
    await type(author);
    await nextFrame();
    expect(seen?.getBoundingClientRect().top).toBe(top);
  }
});

test("comes and goes without a change to any message", async () => {
  const { view } = showWidget(chat);
  const list = view.getByRole("list");
  await nextFrame();
  const changes: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  observer.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
  await type(rui);
  await nextFrame();
  await type(null);
  await nextFrame();
  expect(changes).toEqual([]);
  observer.disconnect();
});
