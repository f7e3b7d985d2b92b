// What the panel says in each state of the chat.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ChatError } from "../../src/errors.ts";
import type { ConnectionState } from "../../src/model/view.ts";
import {
  aConversation,
  aMessage,
  aNotice,
  aPending,
  createFakeChat,
  type FakeChat,
  someCapabilities,
} from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
});
afterEach(removeWidgets);

const inHours = (open: boolean, opensAt: string | null = null) =>
  someCapabilities({ hours: { open, opensAt, timeZone: null } });
const tomorrowAtNine = () => {
  const day = new Date(Date.now() + 86_400_000);
  day.setHours(9, 0, 0, 0);
  return day.toISOString();
};

test("says in plain words how the conversation stands", async () => {
  const { view } = showWidget(chat);
  const words = async (conversation: ReturnType<typeof aConversation>) => {
    await act(() => {
      chat.set.conversation.value = conversation;
    });
    return view.getByRole("banner").querySelector("p")?.textContent;
  };
  expect(await words(aConversation())).toBe("Rui is with you");
  expect(view.getByRole("dialog", { name: "Chat with Rui" })).toBeTruthy();
  expect(await words(aConversation({ state: "waiting" }))).toBe("Rui will be told when you write");
  expect(await words(aConversation({ state: "open", agent: null }))).toMatch(/^An agent will answer here/);
  expect(await words(aConversation({ state: "closed", closedAt: "2020-11-20T12:00:00Z" }))).toMatch(
    /^This conversation was closed on .*2020\. Write to start a new one\.$/,
  );
});

test("says from when the customer is answered, and takes the message anyway", async () => {
  chat.set.capabilities.value = inHours(false, tomorrowAtNine());
  chat.set.conversation.value = aConversation({ state: "open", agent: null });
  const { view, field } = showWidget(chat);
  expect(view.getByText(/^We answer from tomorrow 0?9:00.*\. Leave your message\.$/)).toBeTruthy();
  expect(field().disabled).toBe(false);
  await act(() => {
    chat.set.capabilities.value = inHours(true);
  });
  expect(view.queryByText(/We answer from/)).toBeNull();
});

test("says from when somebody is told or answers, where the conversation waits or has ended outside of hours", async () => {
  chat.set.capabilities.value = inHours(false, tomorrowAtNine());
  chat.set.conversation.value = aConversation({ state: "waiting" });
  const { view } = showWidget(chat);
  const words = () => view.getByRole("banner").querySelector("p")?.textContent;
  expect(words()).toMatch(/^Rui will be told when you write\. We answer from tomorrow 0?9:00.*\.$/);
  await act(() => {
    chat.set.conversation.value = aConversation({ state: "closed", closedAt: new Date().toISOString() });
  });
  expect(words()).toMatch(
    /^This conversation was closed today\. Write to start a new one\. We answer from tomorrow/,
  );
  await act(() => {
    chat.set.conversation.value = aConversation({ state: "active" });
  });
  expect(words()).toBe("Rui is with you");
});

test("says no more from when it answers once that time has come, in a panel that was left open", async () => {
  vi.useFakeTimers({
    toFake: ["Date", "setTimeout", "clearTimeout"],
    now: new Date(2026, 10, 20, 8, 59, 58),
  });
  chat.set.capabilities.value = inHours(false, new Date(2026, 10, 20, 9).toISOString());
  const { view } = showWidget(chat);
  expect(view.getByText(/^We answer from 0?9:00/)).toBeTruthy();
  await act(() => void vi.advanceTimersByTime(3000));
  vi.useRealTimers();
  expect(view.queryByText(/We answer from/)).toBeNull();
});

test("says who took the conversation over", () => {
  chat.set.items.value = [aNotice("agent-changed", { agentName: "Mia" })];
  const { view } = showWidget(chat);
  expect(view.getByText("Mia took over")).toBeTruthy();
});

test("does not take unknown for closed", () => {
  chat.set.conversation.value = undefined;
  const { view } = showWidget(chat);
  expect(view.queryByText(/closed/)).toBeNull();
});

test("paints nothing of anybody until the customer is known, yet takes text", () => {
  chat.set.identity.value = { status: "unknown" };
  chat.set.items.value = [aMessage("rui", "a secret")];
  chat.set.conversation.value = aConversation();
  const { view, field } = showWidget(chat);
  expect(view.queryByText("a secret")).toBeNull();
  expect(view.queryByText(/Rui/)).toBeNull();
  expect(field().disabled).toBe(false);
});

test("has no composer and no transcript when nobody is signed in", () => {
  chat.set.identity.value = { status: "signed-out" };
  chat.set.items.value = [aMessage("rui", "a secret")];
  const { view } = showWidget(chat, { signInUrl: "/login" });
  expect(view.queryByRole("textbox")).toBeNull();
  expect(view.queryByText("a secret")).toBeNull();
  expect(view.getByRole("heading", { name: "Sign in to chat" })).toBeTruthy();
  expect(view.getByRole("link", { name: "Sign in" }).getAttribute("href")).toBe("/login");
});

test("asks the host to sign in where it named no page for it", () => {
  chat.set.identity.value = { status: "signed-out" };
  const { view } = showWidget(chat);
  view.getByRole("button", { name: "Sign in" }).click();
  expect(chat.calls).toContainEqual(["signIn", undefined]);
});

test("keeps everything when the sign-in has expired", () => {
  chat.set.identity.value = { status: "expired", customer: { id: "ana", name: "Ana" } };
  chat.set.connection.value = "auth-required";
  chat.set.items.value = [aMessage("rui", "still here")];
  const { view, field } = showWidget(chat);
  expect(view.getByText("Please sign in again to go on.")).toBeTruthy();
  expect(view.getByText("still here")).toBeTruthy();
  expect(field().disabled).toBe(false);
});

test("says what is wrong with the connection, and nothing when it is well", async () => {
  const { view, field } = showWidget(chat);
  const show = (connection: ConnectionState) =>
    act(() => {
      chat.set.connection.value = connection;
    });
  await show("offline");
  expect(view.getByText(/^You are offline/)).toBeTruthy();
  expect(field().disabled).toBe(false);
  await show("trouble");
  expect(view.getByText("Can't reach the chat. Trying again by itself.")).toBeTruthy();
  expect(view.queryByRole("button", { name: "Try again" })).toBeNull();
  await show("refused");
  expect(view.getByText("The chat isn't available.")).toBeTruthy();
  await userEvent.click(view.getByRole("button", { name: "Try again" }));
  expect(chat.calls).toContainEqual(["signIn", undefined]);
  await show("online");
  expect(view.queryByText(/reach the chat/)).toBeNull();
});

test("says that unsent messages can't be kept here", () => {
  chat.set.storage.value = "memory";
  const { view } = showWidget(chat);
  expect(view.getByText("Unsent messages can't be kept on this device.")).toBeTruthy();
});

test("greets where nothing was written yet", () => {
  const { view } = showWidget(chat);
  expect(view.getByRole("heading", { name: "Hello Ana, how can we help?" })).toBeTruthy();
});

test("gives each message to screen readers with who said it", () => {
  chat.set.items.value = [aMessage("rui", "On it."), aMessage("ana", "Thanks")];
  const { view } = showWidget(chat);
  const [first, second] = view.getAllByRole("listitem").slice(1);
  expect(first?.textContent).toMatch(/^Rui said, .*: R RuiOn it\./);
  expect(second?.textContent).toMatch(/^You said, .*: Thanks/);
  expect(view.getByRole("region", { name: "Messages" }).tabIndex).toBe(0);
});

test("shows text as text, and deleted messages as deleted", () => {
  const text = "<img src=x onerror=alert(1)> **bold**";
  const { clientId, author, ...base } = aMessage("rui", "");
  chat.set.items.value = [
    aMessage("rui", text),
    {
      id: base.id,
      pos: base.pos,
      seq: 1,
      conversation: "c",
      at: base.at,
      kind: "message",
      deleted: true,
      author,
      clientId,
    },
  ];
  const { view } = showWidget(chat);
  expect(view.getByText(text)).toBeTruthy();
  expect(view.getByText("Message deleted")).toBeTruthy();
});

test("lets the customer retry, edit or discard a failed message, and never drops it by itself", async () => {
  const failure = new ChatError("invalid-text", "no");
  const message = aPending("refused", { state: "failed", failure });
  chat.set.pending.value = [message];
  const { view, field, shadow } = showWidget(chat);
  expect(view.getByText("Not sent: this text can't be sent as it is")).toBeTruthy();
  await act(() => view.getByRole("button", { name: "Retry" }).click());
  await act(() => view.getByRole("button", { name: "Discard" }).click());
  await act(() => view.getByRole("button", { name: "Edit" }).click());
  expect(chat.calls).toEqual([
    ["retry", message.id],
    ["discard", message.id],
    ["edit", message.id],
  ]);
  await expect.poll(() => field().value).toBe("refused");
  expect(shadow.activeElement).toBe(field());
});

test("keeps the bubble of a message when the server confirms it", async () => {
  const message = aPending("hello", { state: "sending" });
  chat.set.pending.value = [message];
  const { view } = showWidget(chat);
  expect(view.getByText("Sending")).toBeTruthy();
  const bubble = view.getByText("hello");
  await act(() => {
    chat.set.pending.value = [];
    chat.set.items.value = [aMessage("ana", "hello", { clientId: message.id })];
  });
  expect(view.getByText("hello")).toBe(bubble);
  expect(view.getByText("Sent")).toBeTruthy();
});

test("asks before a message of the day before yesterday goes, and takes back only one that was never on its way", async () => {
  const fresh = aPending("never tried", { state: "held", removable: true });
  const tried = aPending("perhaps there", { state: "held" });
  chat.set.pending.value = [fresh, tried];
  const { view } = showWidget(chat);
  expect(view.getAllByText("Not sent: written more than a day ago")).toHaveLength(2);
  expect(view.getAllByRole("button", { name: "Discard" })).toHaveLength(1);
  await act(() => view.getAllByRole("button", { name: "Send now" })[1]?.click());
  expect(chat.calls).toEqual([["retry", tried.id]]);
});

test("offers to load earlier messages again where they failed", () => {
  chat.set.items.value = [aMessage("rui", "newest")];
  chat.set.history.value = "stalled";
  const { view } = showWidget(chat);
  view.getByRole("button", { name: "Try again" }).click();
  expect(chat.calls).toContainEqual(["loadOlder"]);
});

test("marks what is in sight as read", () => {
  const newest = aMessage("rui", "seen");
  chat.set.items.value = [newest];
  showWidget(chat);
  expect(chat.calls).toContainEqual(["markRead", newest.pos]);
});

test("breaks names that are longer than the panel", async () => {
  await page.viewport(320, 600);
  const agent = { id: "ag_7", name: "R".repeat(200), avatarUrl: null };
  chat.set.conversation.value = aConversation({ state: "waiting", agent });
  chat.set.items.value = [
    aMessage("rui", "x", { author: { role: "agent", id: agent.id, name: agent.name } }),
  ];
  const { shadow } = showWidget(chat);
  for (const name of [".header", ".scroll"]) {
    const box = shadow.querySelector(name);
    expect(box?.scrollWidth).toBe(box?.clientWidth);
  }
});

test("says the right day after midnight, in a panel that was left open", async () => {
  vi.useFakeTimers({
    toFake: ["Date", "setTimeout", "clearTimeout"],
    now: new Date(2026, 10, 20, 23, 59, 58),
  });
  chat.set.items.value = [aMessage("rui", "Good night")];
  const { view } = showWidget(chat);
  expect(view.getByText("Today")).toBeTruthy();
  await act(() => void vi.advanceTimersByTime(3000));
  vi.useRealTimers();
  expect(view.getByText("Yesterday")).toBeTruthy();
});
