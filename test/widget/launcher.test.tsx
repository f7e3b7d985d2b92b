// The launcher, opening and closing, focus and keys.

import { act, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { drawLauncher } from "../../src/widget/launcher.ts";
import { start, type AjarGlobal } from "../../src/widget/script.ts";
import { createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
});
afterEach(removeWidgets);

test("names the launcher after what it does and how much is unread", async () => {
  const { launcher, view } = showWidget(chat);
  expect(view.getByRole("button", { name: "Open chat" })).toBe(launcher);
  chat.set.unreadCount.value = 1;
  expect(launcher.ariaLabel).toBe("Open chat, 1 unread message");
  chat.set.unreadCount.value = 12;
  expect(view.getByRole("button", { name: "Open chat, 12 unread messages" }).textContent).toBe("9+");
  await act(() => chat.open());
  expect(view.getByRole("button", { name: "Close chat", expanded: true })).toBe(launcher);
});

test("shows nobody's unread count until the customer is known", () => {
  chat.set.identity.value = { status: "unknown" };
  chat.set.unreadCount.value = 3;
  const { launcher } = showWidget(chat);
  expect(launcher.ariaLabel).toBe("Open chat");
});

test("opens a dialog named by its heading, with one text box, and puts the focus there", async () => {
  const { launcher, view, shadow, field } = showWidget(chat);
  await act(() => launcher.click());
  const dialog = view.getByRole("dialog", { name: "Chat with us" });
  expect(dialog.ariaModal).toBeNull();
  expect(view.getAllByRole("textbox")).toEqual([field()]);
  expect(field().ariaLabel).toBe("Message");
  expect(shadow.activeElement).toBe(field());
});

test("does not take the focus when the panel was left open on the page before", async () => {
  chat.set.isOpen.value = true;
  const { view } = showWidget(chat);
  expect(view.getByRole("dialog")).toBeTruthy();
  expect(document.activeElement).toBe(document.body);
});

test("draws a panel that was left open with what it is to show, and one that somebody opens at once", async () => {
  chat.set.isOpen.value = true;
  let release = () => {};
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { view } = showWidget(chat, {}, null, hold);
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(view.queryByRole("dialog")).toBeNull();
  await act(async () => {
    release();
    await hold;
  });
  expect(view.getByRole("dialog")).toBeTruthy();
  removeWidgets();

  chat = createFakeChat();
  const second = showWidget(chat, {}, null, new Promise(() => {}));
  await act(() => second.launcher.click());
  expect(second.view.getByRole("dialog")).toBeTruthy();
});

test("only closes the panel, whatever closes it", async () => {
  const { widget, launcher, view, shadow } = showWidget(chat);
  const ways = [
    () => view.getByRole("button", { name: "Close" }).click(),
    () => launcher.click(),
    () => widget.close(),
  ];
  for (const way of ways) {
    await act(() => widget.open());
    await act(way);
    expect(view.queryByRole("dialog")).toBeNull();
    expect(shadow.activeElement).toBe(launcher);
  }
  expect(new Set(chat.calls.map(([command]) => command))).toEqual(new Set(["open", "close"]));
});

test("closes with Escape and gives the focus back to the launcher", async () => {
  const { widget, launcher, view, shadow } = showWidget(chat);
  await act(() => widget.open());
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => view.queryByRole("dialog")).toBeNull();
  expect(shadow.activeElement).toBe(launcher);
});

test("gives the focus back to the page where there is no launcher", async () => {
  const link = document.body.appendChild(document.createElement("button"));
  link.focus();
  const { widget } = showWidget(chat, { hideLauncher: true });
  await act(() => widget.open());
  await act(() => widget.close());
  expect(document.activeElement).toBe(link);
  link.remove();
});

test("keeps keys and clicks from the page", async () => {
  const heard = vi.fn();
  const types = ["keydown", "keyup", "beforeinput", "input", "click", "pointerdown", "focusin"];
  for (const type of types) document.addEventListener(type, heard);
  const { widget, field } = showWidget(chat);
  await act(() => widget.open());
  await userEvent.keyboard("/");
  field().click();
  for (const type of types) document.removeEventListener(type, heard);
  expect(field().value).toBe("/");
  expect(heard).not.toHaveBeenCalled();
});

test("hides and shows the launcher", () => {
  const { widget, launcher } = showWidget(chat);
  widget.hide();
  expect(launcher.hidden).toBe(true);
  widget.show();
  expect(launcher.hidden).toBe(false);
});

test("tells listeners and the window about the panel", async () => {
  const { widget } = showWidget(chat);
  const told: string[] = [];
  const note = (event: Event) => told.push(event.type);
  window.addEventListener("ajar:open", note);
  widget.on("ready", () => told.push("ready"));
  const stop = widget.on("close", () => told.push("close"));
  await act(() => widget.open());
  await act(() => widget.close());
  stop();
  await act(() => widget.toggle());
  await act(() => widget.toggle());
  window.removeEventListener("ajar:open", note);
  expect(told.sort()).toEqual(["ajar:open", "ajar:open", "close", "ready"]);
});

test("refuses what a page without types may get wrong, and leaves the draft", async () => {
  const { widget, field } = showWidget(chat);
  await act(() => widget.open());
  expect(() => widget.prefill(5 as unknown as string)).toThrow("The text must be a string");
  expect(field().value).toBe("");
  await act(() => widget.prefill("Hello"));
  expect(field().value).toBe("Hello");
});

test("changes looks and words while it runs, and nothing else", async () => {
  const { widget, launcher, view } = showWidget(chat);
  await act(() => widget.update({ strings: { launcherOpen: "Chat öffnen", lang: "de" }, position: "left" }));
  expect(launcher.ariaLabel).toBe("Chat öffnen");
  await act(() => widget.update({ strings: { title: "Hallo" } }));
  await act(() => widget.open());
  expect(view.getByRole("dialog", { name: "Hallo" })).toBeTruthy();
  expect(() => widget.update({ backend: "/" } as object)).toThrow(
    expect.objectContaining({ code: "invalid-option" }),
  );
  expect(() => widget.update({ titel: "Hallo" } as object)).toThrow("`titel` is no option that can change");
  expect(() => widget.update({ signInUrl: "javascript:alert(1)" })).toThrow(
    expect.objectContaining({ code: "invalid-option" }),
  );
});

test("leaves nothing on the page when destroyed", () => {
  const { widget } = showWidget(chat);
  widget.destroy();
  widget.destroy();
  expect(document.querySelector("[data-ajar]")).toBeNull();
  expect(chat.calls.filter(([command]) => command === "dispose")).toHaveLength(1);
});

test("fills a phone's screen, modal, with the focus going round inside", async () => {
  await page.viewport(375, 720);
  const { widget, launcher, view, shadow, field } = showWidget(chat);
  await act(() => widget.open());
  const dialog = view.getByRole("dialog");
  expect(dialog.ariaModal).toBe("true");
  expect(dialog.getBoundingClientRect().width).toBe(375);
  expect(getComputedStyle(launcher).visibility).toBe("hidden");
  expect(shadow.activeElement).toBe(field());
  await userEvent.keyboard("{Tab}{Tab}");
  expect(shadow.activeElement).toBe(view.getByRole("button", { name: "Search messages" }));
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  expect(shadow.activeElement).toBe(view.getByRole("button", { name: "Send" }));
  await act(() => widget.close());
  expect(shadow.activeElement).toBe(launcher);
});

test("keeps the focus in the panel when it turns out that nobody is signed in, and after the sign-in", async () => {
  chat.set.identity.value = { status: "unknown" };
  const { widget, view, shadow, field } = showWidget(chat);
  await act(() => widget.open());
  await act(() => {
    chat.set.identity.value = { status: "signed-out" };
  });
  expect(shadow.activeElement).toBe(view.getByRole("heading", { name: "Chat with us" }));
  view.getByRole("button", { name: "Sign in" }).focus();
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "ana", name: "Ana" } };
  });
  expect(shadow.activeElement).toBe(field());
});

test("keeps the focus in the transcript when older messages are asked for again", async () => {
  chat.set.history.value = "stalled";
  const { widget, view, shadow } = showWidget(chat);
  await act(() => widget.open());
  const again = view.getByRole("button", { name: "Try again" });
  again.focus();
  await act(() => {
    again.click();
    chat.set.history.value = "restoring";
  });
  expect(shadow.activeElement).toBe(view.getByRole("region", { name: "Messages" }));
});

test("leaves Escape to the input method while it composes", async () => {
  const { widget, field, view } = showWidget(chat);
  await act(() => widget.open());
  fireEvent.keyDown(field(), { key: "Escape", keyCode: 229 });
  await act(() => {});
  expect(view.getByRole("dialog")).toBeTruthy();
});

test("looks the same on a page that gives every element its own properties", async () => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = "* { --x: 300px !important; --accent: red !important; all: unset !important }";
  const { launcher } = showWidget(chat);
  // Without its scrollbar: the page shows its style sheets as text too, and some browsers' bars take room.
  const right = document.documentElement.clientWidth - launcher.getBoundingClientRect().right;
  const { backgroundColor } = getComputedStyle(launcher);
  style.remove();
  expect(Math.round(right)).toBe(20);
  expect(backgroundColor).toBe("rgb(52, 87, 213)");
});

test("takes empty attributes of the script tag for absent ones", () => {
  const launcher = drawLauncher(document.documentElement);
  const data = { position: "", accent: "", zIndex: "", offsetX: "", customer: "", signInUrl: "" };
  const ajar: AjarGlobal = () => {};
  start(data, location.origin, launcher, ajar, [], undefined);
  const host = (launcher.getRootNode() as ShadowRoot).host as HTMLElement;
  const { zIndex } = getComputedStyle(host);
  ajar.destroy?.();
  expect(zIndex).toBe("999999999");
});
