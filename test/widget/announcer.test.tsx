// What screen readers are told: new messages by others, and the customer's own failures. Nothing else.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ChatError } from "../../src/errors.ts";
import {
  aConversation,
  aMessage,
  aPending,
  createFakeChat,
  type FakeChat,
  someCapabilities,
} from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop, type Shown } from "./show.ts";

let chat: FakeChat;
let shown: Shown;
let spoken: string[];
let observer: MutationObserver;

beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  shown = showWidget(chat);
  await act(() => {});
  spoken = [];
  const log = shown.view.getByRole("log");
  observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) spoken.push(node.textContent ?? "");
  });
  observer.observe(log, { childList: true });
});
afterEach(() => {
  observer.disconnect();
  removeWidgets();
});

const receive = (...texts: string[]) => {
  for (const text of texts) chat.emit("message:received", aMessage("rui", text));
};

test("says nothing of restored history", async () => {
  await act(() => {
    chat.open();
    chat.set.items.value = [aMessage("rui", "old"), aMessage("rui", "older")];
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(spoken).toEqual([]);
});

test("says a new message once, with the panel closed too", async () => {
  receive("On it.");
  await expect.poll(() => spoken).toEqual(["Rui: On it."]);
});

test("says a burst once, and only how many when it is more than three", async () => {
  receive("a", "b");
  await expect.poll(() => spoken).toEqual(["Rui: a\nRui: b"]);
  receive("c", "d", "e", "f");
  const asked = performance.now();
  await expect.poll(() => spoken, { timeout: 4000 }).toEqual(["Rui: a\nRui: b", "4 new messages"]);
  expect(performance.now() - asked).toBeGreaterThan(1000);
});

test("says that another agent has the open panel's conversation now, and nothing of how it stood before", async () => {
  await act(() => {
    chat.open();
    chat.set.conversation.value = aConversation();
    chat.set.capabilities.value = someCapabilities();
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  await act(() => {
    chat.set.conversation.value = aConversation({ agent: { id: "mia", name: "Mia", avatarUrl: null } });
  });
  receive("Hello!");
  await expect.poll(() => spoken).toEqual(["Mia is with you\nRui: Hello!"]);
  await act(() => chat.close());
  await act(() => {
    chat.set.conversation.value = aConversation({ state: "waiting" });
  });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(spoken).toHaveLength(1);
});

test("says each failure once, as an alert", async () => {
  const message = aPending("x", { state: "failed", failure: new ChatError("forbidden", "no") });
  await act(() => {
    chat.set.pending.value = [message];
    chat.emit("message:failed", message);
  });
  expect(shown.view.getByRole("alert").textContent).toBe("Message not sent: this account can't write here.");
  await act(() => {
    chat.set.pending.value = [];
  });
  expect(shown.view.queryByRole("alert")).toBeNull();
});

test("forgets what it said when the customer changes", async () => {
  receive("a secret");
  await expect.poll(() => spoken).toHaveLength(1);
  await act(() => chat.emit("identity:change", { status: "signed-out" }));
  expect(shown.view.getByRole("log").textContent).toBe("");
});

test("says what came just before the host changed looks", async () => {
  receive("On it.");
  await act(() => shown.widget.show());
  await expect.poll(() => spoken).toEqual(["Rui: On it."]);
  await expect.poll(() => shown.view.getByRole("log").textContent, { timeout: 3000 }).toBe("");
});
