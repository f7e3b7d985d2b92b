// The panel in other languages than English: which one, when it comes, what it changes.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawLauncher } from "../../src/widget/launcher.ts";
import { start, type AjarGlobal } from "../../src/widget/script.ts";
import { startWidget } from "../../src/widget/widget.ts";
import { aConversation, aMessage, aNotice, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
const page = document.documentElement;
const pageLang = page.lang;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
});
afterEach(() => {
  removeWidgets();
  page.lang = pageLang;
  vi.restoreAllMocks();
});

test("speaks the language that the host asks for, before that of the page", async () => {
  page.lang = "ar";
  const { view, launcher } = showWidget(chat, { locale: "ro-MD" });
  await expect.poll(() => launcher.ariaLabel).toBe("Deschide chatul");
  expect(launcher.lang).toBe("ro");
  await act(() => launcher.click());
  const dialog = view.getByRole("dialog", { name: "Scrieți-ne" });
  expect(dialog.closest("[lang]")?.getAttribute("lang")).toBe("ro");
  expect(view.getByRole("textbox", { name: "Mesaj" })).toBeTruthy();
});

test("speaks the page's language where the host names none, or one that is not spoken", async () => {
  page.lang = "ar-EG";
  const { launcher } = showWidget(chat, { locale: "tlh" });
  await expect.poll(() => launcher.ariaLabel).toBe("فتح المحادثة");
});

test("speaks the browser's language where the page names none", async () => {
  page.removeAttribute("lang");
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["mt", "ro-RO", "en"]);
  const { launcher } = showWidget(chat);
  await expect.poll(() => launcher.ariaLabel).toBe("Deschide chatul");
});

test("takes the script tag's data-locale", async () => {
  const launcher = drawLauncher(document.documentElement);
  const ajar: AjarGlobal = () => {};
  start({ locale: "ro" }, location.origin, launcher, ajar, [], undefined);
  await expect.poll(() => launcher.ariaLabel).toBe("Deschide chatul");
  ajar.destroy?.();
});

test("refuses what is no language tag", () => {
  const refused = expect.objectContaining({ code: "invalid-option" });
  const { widget } = showWidget(chat);
  expect(() => widget.update({ locale: "not a tag" })).toThrow(refused);
  expect(() => widget.update({ locale: 7 } as object)).toThrow(refused);
  const options = { backend: "/", getToken: async () => null, locale: "de DE" };
  expect(() => startWidget(options)).toThrow(refused);
  expect(document.querySelectorAll("[data-ajar]")).toHaveLength(1);
});

test("draws a panel once its words are here, and never in English before", async () => {
  chat.set.isOpen.value = true;
  chat.set.items.value = [aMessage("rui", "Salut")];
  const seen = new Set<string>();
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) seen.add(target.textContent ?? "");
  });
  const { view, shadow } = showWidget(chat, { locale: "ro" });
  observer.observe(shadow, { subtree: true, childList: true, characterData: true });
  expect(view.queryByRole("dialog")).toBeNull();
  await expect.poll(() => view.queryByRole("dialog", { name: "Scrieți-ne" })).toBeTruthy();
  observer.disconnect();
  expect([...seen].join()).toContain("Salut");
  expect([...seen].join()).not.toMatch(/Chat with us|Write|Today/);
});

test("switches while it runs, the host's own words included, and back", async () => {
  chat.set.isOpen.value = true;
  chat.set.conversation.value = aConversation();
  chat.set.items.value = [aMessage("rui", "Hello")];
  const { view, widget, field } = showWidget(chat, { strings: { placeholder: "Ask away" } });
  const before = field();
  await act(() => widget.update({ locale: "ar" }));
  const dialog = await view.findByRole("dialog", { name: /محادثة مع/ });
  expect(getComputedStyle(dialog).direction).toBe("rtl");
  expect(view.getByText("اليوم")).toBeTruthy();
  expect(field()).toBe(before);
  expect(field().placeholder).toBe("Ask away");
  await act(() => widget.update({ locale: "ro", strings: { send: "Hai" } }));
  expect(await view.findByText("Astăzi")).toBeTruthy();
  expect(view.getByRole("button", { name: "Hai" })).toBeTruthy();
  expect(getComputedStyle(view.getByRole("dialog")).direction).toBe("ltr");
  await act(() => widget.update({ locale: "en" }));
  expect(view.getByText("Today")).toBeTruthy();
});

test("shows the language that was asked for last, whichever comes first", async () => {
  const { widget, launcher } = showWidget(chat);
  widget.update({ locale: "ar" });
  widget.update({ locale: "ro" });
  widget.update({ locale: "ar" });
  widget.update({ locale: "en" });
  await Promise.all([import("../../src/widget/locales/ar.ts"), import("../../src/widget/locales/ro.ts")]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(launcher.ariaLabel).toBe("Open chat");
  expect(launcher.lang).toBe("en");
});

test("writes numbers and dates in the language's own way", async () => {
  chat.set.unreadCount.value = 12;
  const { launcher, view } = showWidget(chat, { locale: "ar-EG" });
  await expect.poll(() => launcher.ariaLabel).toBe("فتح المحادثة، ١٢ رسالة غير مقروءة");
  expect(launcher.textContent).toBe("٩+");
  chat.set.items.value = [aMessage("rui", "Hi", { at: "2020-11-20T12:00:00Z" })];
  await act(() => launcher.click());
  expect(view.getByText("٢٠ نوفمبر ٢٠٢٠")).toBeTruthy();
});

test("lays the panel out from right to left, with names and numbers in their own direction", async () => {
  chat.set.isOpen.value = true;
  chat.set.conversation.value = aConversation();
  chat.set.items.value = [
    aNotice("agent-joined"),
    aMessage("ana", "مرحبا"),
    aMessage("rui", "Order 66, ok?"),
  ];
  const { view, field } = showWidget(chat, { locale: "ar" });
  const dialog = (await view.findByRole("dialog")).getBoundingClientRect();
  const middle = (dialog.left + dialog.right) / 2;
  const placeOf = (element: Element) => {
    const { left, right } = element.getBoundingClientRect();
    return (left + right) / 2 < middle ? "left" : "right";
  };
  expect(placeOf(view.getByRole("button", { name: "إغلاق" }))).toBe("left");
  expect(placeOf(view.getByRole("button", { name: "إرسال" }))).toBe("left");
  expect(placeOf(view.getByText("مرحبا"))).toBe("left");
  expect(placeOf(view.getByText("Order 66, ok?"))).toBe("right");
  expect(getComputedStyle(view.getByText("Order 66, ok?")).direction).toBe("ltr");
  expect(getComputedStyle(field()).direction).toBe("rtl");
  await act(() => chat.setDraft("Order 66"));
  expect(getComputedStyle(field()).direction).toBe("ltr");
  const notice = view.getByText(/انضم/);
  expect(getComputedStyle(notice).direction).toBe("rtl");
  expect(notice.textContent).toContain("\u2068Rui\u2069");
});
