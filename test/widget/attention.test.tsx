// How the page says that something came: its title, a sound, a notification of the system.

import { act, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { aConversation, aMessage, createFakeChat, type FakeChat, someCapabilities } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

const title = "  The shop, \n today ";
const waitMs = 1000;

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  document.head.querySelector("title")?.remove();
  const element = document.createElement("title");
  element.textContent = title;
  document.head.append(element);
  chat = createFakeChat();
  chat.set.capabilities.value = someCapabilities();
});
afterEach(() => {
  removeWidgets();
  hide(false);
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const rawTitle = () => document.head.querySelector("title")?.textContent;
const pause = () => new Promise((resolve) => setTimeout(resolve, waitMs));

function hide(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

/** An agent's message that is not seen. */
function receive(text: string): Promise<void> {
  return act(() => {
    chat.set.items.value = [...chat.set.items.value, aMessage("rui", text)];
    chat.set.unreadCount.value += 1;
  });
}

/** A real one, or none so far. */
async function gesture(hasBeen: boolean): Promise<void> {
  if (hasBeen) await userEvent.click(document.body);
  const value = { hasBeenActive: hasBeen, isActive: hasBeen };
  Object.defineProperty(navigator, "userActivation", { configurable: true, value });
}

/** Counts the tones that are started, by a sound device that is there, or by none. */
function hearTones(device: "there" | "none" = "there"): { count: number } {
  const heard = { count: 0 };
  const resumed = device === "there" ? Promise.resolve() : new Promise<void>(() => {});
  vi.spyOn(AudioContext.prototype, "resume").mockReturnValue(resumed);
  const state = device === "there" ? "running" : "suspended";
  vi.spyOn(BaseAudioContext.prototype, "state", "get").mockReturnValue(state);
  const real = OscillatorNode.prototype.start;
  vi.spyOn(OscillatorNode.prototype, "start").mockImplementation(function (this: OscillatorNode, when) {
    heard.count += 1;
    return real.call(this, when);
  });
  return heard;
}

class Told {
  static permission = "granted";
  static asked = 0;
  static all: Told[] = [];
  static requestPermission = async () => {
    Told.asked += 1;
    return "granted";
  };
  readonly listeners = new Map<string, () => void>();
  isClosed = false;
  readonly title: string;
  readonly options: NotificationOptions;
  constructor(title: string, options: NotificationOptions) {
    this.title = title;
    this.options = options;
    Told.all.push(this);
  }
  addEventListener(type: string, fn: () => void): void {
    this.listeners.set(type, fn);
  }
  close(): void {
    this.isClosed = true;
    this.listeners.get("close")?.();
  }
}

function stubNotifications(permission: string): void {
  Told.permission = permission;
  Told.asked = 0;
  Told.all = [];
  vi.stubGlobal("Notification", Told);
}

test("the title counts what is unread while the page is hidden, and is put back to the letter", async () => {
  const { widget } = showWidget(chat);
  await receive("one");
  expect(rawTitle()).toBe(title);
  hide(true);
  expect(document.title).toBe("(1) The shop, today");
  await receive("two");
  expect(document.title).toBe("(2) The shop, today");
  hide(false);
  expect(rawTitle()).toBe(title);
  hide(true);
  await act(() => {
    chat.set.unreadCount.value = 0;
  });
  expect(rawTitle()).toBe(title);
  await receive("three");
  widget.destroy();
  expect(rawTitle()).toBe(title);
});

test("a title that the page sets meanwhile stays, and counts too", async () => {
  showWidget(chat);
  hide(true);
  await receive("one");
  document.title = "Another page";
  await receive("two");
  expect(document.title).toBe("(2) Another page");
  document.title = "A third one";
  hide(false);
  expect(document.title).toBe("A third one");
});

test("the title says nothing of anybody who is not confirmed, nor where the host does not want it", async () => {
  const { widget } = showWidget(chat);
  hide(true);
  await receive("one");
  await act(() => {
    chat.set.identity.value = { status: "unknown" };
  });
  expect(rawTitle()).toBe(title);
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "ana", name: "Ana" } };
  });
  expect(document.title).toMatch(/^\(1\)/);
  await act(() => widget.update({ titleBadge: false }));
  expect(rawTitle()).toBe(title);
});

test("a sound comes with a message that is not seen, after a gesture, where the host wants it, and once", async () => {
  const heard = hearTones();
  await gesture(false);
  const { widget } = showWidget(chat, { sound: true });
  await receive("too early");
  await pause();
  expect(heard.count).toBe(0);
  await gesture(true);
  await receive("one");
  await receive("two");
  await pause();
  expect(heard.count).toBe(2);
  await act(() => widget.update({ sound: false }));
  await new Promise((resolve) => setTimeout(resolve, 2200));
  await receive("three");
  await pause();
  expect(heard.count).toBe(2);
});

test("no sound for messages that were restored, are the customer's own, or are read at once", async () => {
  const heard = hearTones();
  await gesture(true);
  chat.set.capabilities.value = null;
  showWidget(chat, { sound: true });
  await act(() => {
    chat.set.capabilities.value = someCapabilities();
    chat.set.items.value = [aMessage("rui", "of yesterday")];
    chat.set.unreadCount.value = 3;
  });
  await act(() => {
    chat.set.identity.value = { status: "unknown" };
    chat.set.unreadCount.value = 0;
  });
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "ana", name: "Ana" } };
    chat.set.unreadCount.value = 3;
  });
  await act(() => {
    chat.set.items.value = [...chat.set.items.value, aMessage("ana", "my own")];
  });
  if (document.hasFocus()) {
    await receive("read at once");
    await act(() => {
      chat.set.unreadCount.value = 0;
    });
  }
  await pause();
  expect(heard.count).toBe(0);
});

test("where there is no sound to be had it is not waited for: other tabs may have it, and none comes late", async () => {
  const heard = hearTones("none");
  const asked = vi.spyOn(navigator.locks, "request");
  await gesture(true);
  showWidget(chat, { sound: true });
  await receive("one");
  await expect.poll(() => asked.mock.settledResults.map(({ type }) => type)).toEqual(["fulfilled"]);
  expect(heard.count).toBe(0);
});

test("the browser is asked for notifications when the customer accepts the offer, and never before", async () => {
  stubNotifications("default");
  chat.set.conversation.value = aConversation();
  chat.set.isOpen.value = true;
  const { view, widget } = showWidget(chat);
  expect(view.queryByRole("button", { name: "Notify me" })).toBeNull();
  await act(() => widget.update({ notifications: true }));
  expect(chat.calls).toContainEqual(["watchWhileHidden", true]);
  const yes = await view.findByRole("button", { name: "Notify me" });
  expect(Told.asked).toBe(0);
  fireEvent.click(yes);
  expect(Told.asked).toBe(1);
  await expect.poll(() => view.queryByRole("button", { name: "Notify me" })).toBeNull();
});

test("an offer that was declined is not made again in this tab", async () => {
  stubNotifications("default");
  chat.set.conversation.value = aConversation();
  chat.set.isOpen.value = true;
  const { view } = showWidget(chat, { notifications: true });
  fireEvent.click(await view.findByRole("button", { name: "No, thanks" }));
  expect(Told.asked).toBe(0);
  removeWidgets();
  const again = showWidget(chat, { notifications: true });
  await pause();
  expect(again.view.queryByRole("button", { name: "Notify me" })).toBeNull();
});

test("a notification comes only while the page is hidden; a click opens the panel, a look closes it", async () => {
  stubNotifications("granted");
  const { widget } = showWidget(chat, { notifications: true });
  await receive("seen on the page");
  await pause();
  expect(Told.all).toEqual([]);
  hide(true);
  await receive("On its way.");
  await expect.poll(() => Told.all.length).toBe(1);
  expect([Told.all[0]?.title, Told.all[0]?.options.body]).toEqual(["Rui", "On its way."]);
  await act(() => Told.all[0]?.listeners.get("click")?.());
  expect(widget.chat.isOpen.peek()).toBe(true);
  expect(Told.all[0]?.isClosed).toBe(true);
  await receive("Another");
  await expect.poll(() => Told.all.length).toBe(2);
  hide(false);
  expect(Told.all[1]?.isClosed).toBe(true);
});

test("what is read in another tab meanwhile brings no notification", async () => {
  stubNotifications("granted");
  showWidget(chat, { notifications: true });
  hide(true);
  await receive("On its way.");
  await act(() => {
    chat.set.unreadCount.value = 0;
  });
  await pause();
  expect(Told.all).toEqual([]);
});
