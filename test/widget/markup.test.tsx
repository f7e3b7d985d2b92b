// Marked-up messages in the browser: what is drawn, its directions, and what a search highlights in it.

import { act, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { aMessage, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
});
afterEach(removeWidgets);

function show(text: string, format: "plain" | "markdown" = "markdown") {
  chat.set.items.value = [aMessage("rui", text, { format })];
  const shown = showWidget(chat);
  const bubble = shown.shadow.querySelector<HTMLElement>(".bubble");
  if (!bubble) throw new Error("There is no message");
  return { ...shown, bubble, inBubble: within(bubble) };
}

test("links open elsewhere, and take nothing of the page with them", () => {
  const { inBubble } = show("See https://shop.example/a, or [our help](https://help.example/).", "markdown");
  const [bare, labelled] = inBubble.getAllByRole<HTMLAnchorElement>("link");
  expect(bare?.outerHTML).toBe(
    '<a href="https://shop.example/a" target="_blank" rel="noopener noreferrer nofollow" dir="ltr">https://shop.example/a</a>',
  );
  expect(labelled?.outerHTML).toBe(
    '<a href="https://help.example/" target="_blank" rel="noopener noreferrer nofollow" dir="auto" title="https://help.example/">our help</a>',
  );
});

test("lists, quotes and code are what they are to a screen reader too", () => {
  const { bubble, inBubble } = show("1. one\n2. two\n\n- three\n\n> said\n\n`inline`\n\n```\na block\n```");
  const [numbered, bullets] = inBubble.getAllByRole("list");
  expect(within(numbered as HTMLElement).getAllByRole("listitem")).toHaveLength(2);
  expect(within(bullets as HTMLElement).getByRole("listitem").textContent).toBe("three");
  expect(bubble.querySelector("blockquote")?.textContent).toBe("said");
  const code = [...bubble.querySelectorAll("code")].map((element) => element.textContent);
  expect(code).toEqual(["inline", "a block"]);
});

test("each paragraph has its own direction, and addresses and code read from left to right", () => {
  const { bubble } = show("مرحبا https://shop.example/\u05d0 `x - 1`\n\nHello\n\n- مرحبا");
  const [arabic, english] = bubble.querySelectorAll("p");
  const directionOf = (element: Element | null | undefined) => element && getComputedStyle(element).direction;
  expect([arabic, english, bubble.querySelector("ul")].map(directionOf)).toEqual(["rtl", "ltr", "rtl"]);
  expect(directionOf(bubble.querySelector("a"))).toBe("ltr");
  expect(directionOf(bubble.querySelector("code"))).toBe("ltr");
});

test("what turns the direction of a label turns nothing around it", () => {
  const { bubble } = show("[\u202emoc.knab](https://evil.example) and then");
  const place = (from: number, to: number) => {
    const node = bubble.querySelector("p")?.lastChild;
    const range = document.createRange();
    range.setStart(node as Text, from);
    range.setEnd(node as Text, to);
    return range.getBoundingClientRect();
  };
  const link = bubble.querySelector("a")?.getBoundingClientRect();
  // " (evil.example) and then": after the link, and in its own order.
  expect(place(1, 2).left).toBeGreaterThanOrEqual(link?.right ?? Infinity);
  expect(place(5, 6).left).toBeGreaterThan(place(2, 3).left);
  expect(bubble.textContent).toContain("(evil.example)");
});

test("a search finds what is read, and highlights it across marks", async () => {
  const { view, field, shadow } = show("Our **blue lamp** is [in stock](https://shop.example/stars**)");
  field().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp is in");
  await expect.poll(() => within(view.getByRole("search")).getByRole("status").textContent).toBe("1 of 1");
  const marks = () => [...shadow.querySelectorAll("mark")].map((mark) => mark.textContent);
  await expect.poll(marks).toEqual(["lamp", " is ", "in"]);
  expect(shadow.querySelector("strong mark")?.textContent).toBe("lamp");
  expect(shadow.querySelector("a mark")?.textContent).toBe("in");
  // Not what is written behind it.
  await userEvent.keyboard("{Control>}f{/Control}stars");
  await expect
    .poll(() => within(view.getByRole("search")).getByRole("status").textContent)
    .toBe("Nothing found");
});

test("a search highlights in a list what stands there", async () => {
  const { field, shadow } = show("Choose:\n\n- red lamp\n- blue lamp\n\nlamp");
  field().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp");
  await expect
    .poll(() => [...shadow.querySelectorAll("mark")].map((mark) => mark.parentElement?.textContent))
    .toEqual(["red lamp", "blue lamp", "lamp"]);
});

test("is announced without its marks", async () => {
  const { view } = show("Hello");
  await act(() => {
    chat.emit(
      "message:received",
      aMessage("rui", "Your **lamp** is [here](https://shop.example)", { format: "markdown" }),
    );
  });
  await expect.poll(() => view.getByRole("log").textContent).toBe("Rui: Your lamp is here");
});
