// Answers to choose from: what choosing does, with mouse and keyboard, and when there is nothing to choose any more.

import { act, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { aMessage, aPending, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = [aMessage("rui", "Shall I order it?", { quickReplies: ["Yes, please", "No"] })];
});
afterEach(removeWidgets);

const sent = () => chat.calls.filter(([command]) => command === "send");

test("sends the chosen one as the customer's message, once, and then offers none", async () => {
  const { view } = showWidget(chat);
  const group = view.getByRole("group", { name: "Suggested answers" });
  expect(
    within(group)
      .getAllByRole("button")
      .map((button) => button.textContent),
  ).toEqual(["Yes, please", "No"]);
  await userEvent.dblClick(view.getByRole("button", { name: "Yes, please" }));
  expect(sent()).toEqual([["send", "Yes, please"]]);
  await act(() => {
    chat.set.pending.value = [aPending("Yes, please")];
  });
  expect(view.queryByRole("group", { name: "Suggested answers" })).toBeNull();
  expect(view.queryByRole("button", { name: "No" })).toBeNull();
  expect(view.getByText("Yes, please")).toBeTruthy();
});

test("is chosen with the keyboard, which stays in the panel", async () => {
  const { view, shadow } = showWidget(chat);
  view.getByRole("region", { name: "Messages" }).focus();
  await userEvent.keyboard("{Tab}");
  expect(shadow.activeElement?.textContent).toBe("Yes, please");
  await userEvent.keyboard("{Tab} ");
  expect(sent()).toEqual([["send", "No"]]);
  await act(() => {
    chat.set.pending.value = [aPending("No")];
  });
  await expect.poll(() => shadow.activeElement).toBe(view.getByRole("region", { name: "Messages" }));
});

test("offers them again, and says so, when nothing was sent", async () => {
  chat.onSend = () => Promise.reject(new Error("signed out"));
  const { view } = showWidget(chat);
  await userEvent.click(view.getByRole("button", { name: "No" }));
  expect((await view.findByRole("alert")).textContent).toBe("This couldn't be sent. Please try again.");
  chat.onSend = async () => ({ id: "1" });
  await userEvent.click(view.getByRole("button", { name: "No" }));
  expect(sent()).toHaveLength(2);
});

test("comes back when the answer was refused and is discarded", async () => {
  chat.set.pending.value = [aPending("No", { state: "failed" })];
  const { view } = showWidget(chat);
  expect(view.queryByRole("group", { name: "Suggested answers" })).toBeNull();
  await act(() => {
    chat.set.pending.value = [];
  });
  expect(view.getByRole("group", { name: "Suggested answers" })).toBeTruthy();
});

test("breaks answers that are longer than the panel", async () => {
  await page.viewport(320, 600);
  chat.set.items.value = [
    aMessage("rui", "Which?", {
      quickReplies: ["W".repeat(80), "Another one that takes more than a line, but not in one word"],
    }),
  ];
  const { view } = showWidget(chat);
  const box = view.getByRole("region", { name: "Messages" });
  expect(box.scrollWidth).toBe(box.clientWidth);
});
