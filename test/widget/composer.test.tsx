// What the customer types is sent once, and never lost.

import { act, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { ChatError } from "../../src/errors.ts";
import { aPending, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop, type Shown } from "./show.ts";

let chat: FakeChat;
let shown: Shown;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  shown = showWidget(chat);
  await act(() => shown.widget.open());
  chat.calls.length = 0;
});
afterEach(removeWidgets);

const sent = () => chat.calls.filter(([command]) => command === "send").map(([, text]) => text);

test("sends with Enter and clears the field", async () => {
  await userEvent.keyboard("Hello there{Enter}");
  expect(sent()).toEqual(["Hello there"]);
  await expect.poll(() => shown.field().value).toBe("");
  expect(shown.shadow.activeElement).toBe(shown.field());
});

test("sends with the button, and keeps the focus in the field", async () => {
  await userEvent.keyboard("Hello");
  await act(() => shown.view.getByRole("button", { name: "Send" }).click());
  expect(sent()).toEqual(["Hello"]);
  expect(shown.shadow.activeElement).toBe(shown.field());
});

test("begins a new line with Shift+Enter", async () => {
  await userEvent.keyboard("one{Shift>}{Enter}{/Shift}two");
  expect(shown.field().value).toBe("one\ntwo");
  expect(sent()).toEqual([]);
});

test("leaves Enter to the input method while it composes", async () => {
  await userEvent.keyboard("ni");
  fireEvent.keyDown(shown.field(), { key: "Enter", isComposing: true });
  fireEvent.keyDown(shown.field(), { key: "Enter", keyCode: 229 });
  expect(sent()).toEqual([]);
});

test("sends nothing but white space never", async () => {
  await userEvent.keyboard("   {Enter}");
  expect(sent()).toEqual([]);
});

test("sends once when asked twice at once", async () => {
  await userEvent.keyboard("Hello");
  const button = shown.view.getByRole("button", { name: "Send" });
  button.click();
  button.click();
  expect(sent()).toEqual(["Hello"]);
});

test("gives the text back when it was not accepted, before what was typed since", async () => {
  let refuse: (error: unknown) => void = () => {};
  chat.onSend = () => new Promise((_, reject) => (refuse = reject));
  await userEvent.keyboard("first{Enter}second");
  await act(() => refuse(new ChatError("invalid-text", "no")));
  await expect.poll(() => shown.field().value).toBe("first\nsecond");
  expect(shown.view.getByText("Not sent: this text can't be sent as it is")).toBeTruthy();
});

test("does not give one customer's text to the next", async () => {
  let refuse: (error: unknown) => void = () => {};
  chat.onSend = () => new Promise((_, reject) => (refuse = reject));
  await userEvent.keyboard("a secret{Enter}");
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
    refuse(new ChatError("signed-out", "gone"));
  });
  expect(shown.field().value).toBe("");
});

test("counts code points near the limit and refuses what is over it", async () => {
  await act(() => chat.setDraft("🙂".repeat(3990)));
  expect(shown.view.getByText("10 characters left")).toBeTruthy();
  await act(() => chat.setDraft("🙂".repeat(4002)));
  expect(shown.view.getByText("2 characters too many")).toBeTruthy();
  await userEvent.keyboard("{Enter}");
  expect(sent()).toEqual([]);
});

test("keeps the draft when the panel is closed, and fills in only where nothing was written", async () => {
  await userEvent.keyboard("half a");
  await act(() => shown.widget.close());
  await act(() => shown.widget.open());
  expect(shown.field().value).toBe("half a");
  shown.widget.prefill("Order 4711");
  expect(chat.draft.value).toBe("half a");
  chat.setDraft("");
  shown.widget.prefill("Order 4711");
  expect(chat.draft.value).toBe("Order 4711");
});

test("grows with its text, up to about six lines", async () => {
  const one = shown.field().clientHeight;
  await act(() => chat.setDraft("a\nb\nc"));
  const three = shown.field().clientHeight;
  await act(() => chat.setDraft("a\n".repeat(30)));
  expect(three).toBeGreaterThan(one * 1.8);
  expect(shown.field().clientHeight).toBeLessThan(one * 4.5);
});

test("gives back several texts that were not accepted in the order written", async () => {
  const refusals: ((error: unknown) => void)[] = [];
  chat.onSend = () => new Promise((_, reject) => refusals.push(reject));
  await userEvent.keyboard("one{Enter}two{Enter}three");
  for (const refuse of refusals) await act(() => refuse(new ChatError("invalid-text", "no")));
  await expect.poll(() => shown.field().value).toBe("one\ntwo\nthree");
});

test("gives the text back to whoever wrote it before they were known", async () => {
  let refuse: (error: unknown) => void = () => {};
  chat.onSend = () => new Promise((_, reject) => (refuse = reject));
  await act(() => {
    chat.set.identity.value = { status: "unknown" };
  });
  await userEvent.keyboard("Hello{Enter}");
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "ana", name: "Ana" } };
    refuse(new ChatError("storage", "no"));
  });
  await expect.poll(() => shown.field().value).toBe("Hello");
});

test("does not give one customer's refused message to the next to edit", async () => {
  let give: (text: string) => void = () => {};
  chat.edit = () => new Promise((resolve) => (give = resolve));
  await act(() => {
    chat.set.pending.value = [aPending("a secret", { state: "failed" })];
  });
  await act(() => shown.view.getByRole("button", { name: "Edit" }).click());
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
    give("a secret");
  });
  expect(chat.draft.value).toBe("");
});
