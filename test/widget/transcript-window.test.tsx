// A long history: only what is near what is in sight is in the page, and the reader can't tell.

import { act, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Message } from "../../src/model/item.ts";
import {
  aConversation,
  aMessage,
  aPending,
  createFakeChat,
  type FakeChat,
  someCapabilities,
} from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

const most = 1000;
const words = "A line of text that is long enough to be broken, and then some more. ";
/** Of one to many lines, by two authors, over some days. */
const history = (count: number, from = 0): Message[] =>
  Array.from({ length: count }, (_, at) => {
    const index = from + at;
    return aMessage(index % 7 < 3 ? "ana" : "rui", `${index}: ${words.repeat((index * 7) % 5)}`, {
      id: `m_${index}`,
      pos: 1_000_000 + index,
      at: new Date(Date.UTC(2026, 0, 1) + index * 100_000).toISOString(),
    });
  });

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
});
afterEach(removeWidgets);

function show(items: Message[]) {
  chat.set.items.value = items;
  const { view, shadow } = showWidget(chat);
  const box: HTMLElement = view.getByRole("region", { name: "Messages" });
  const rows = () => [...box.querySelectorAll<HTMLElement>("li.message")];
  const numberOf = (row: Element) => Number.parseInt(row.querySelector(".bubble")?.textContent ?? "", 10);
  const edge = () => box.getBoundingClientRect().top;
  return {
    view,
    shadow,
    box,
    rows,
    numbers: () => rows().map(numberOf),
    nodes: () => nodesIn(shadow),
    distance: () => box.scrollHeight - box.scrollTop - box.clientHeight,
    /** The numbers of the messages in sight, with where they begin. */
    inSight: () =>
      rows()
        .map((row) => ({ row, number: numberOf(row), top: row.getBoundingClientRect().top - edge() }))
        .filter(({ row, top }) => top + row.clientHeight > 0 && top < box.clientHeight),
    bubbleTop: (number: number) => {
      const row = rows().find((row) => numberOf(row) === number);
      return (row?.querySelector(".bubble")?.getBoundingClientRect().top ?? Number.NaN) - edge();
    },
    scrollTo: async (top: number) => {
      box.scrollTop = top;
      await act(() => {
        box.dispatchEvent(new Event("scroll"));
      });
    },
  };
}
/** Elements and texts. */
function nodesIn(shadow: ShadowRoot): number {
  const walker = document.createTreeWalker(shadow);
  let count = 0;
  while (walker.nextNode()) count += 1;
  return count;
}

type Shown = ReturnType<typeof show>;

const append = (...messages: Message[]) =>
  act(() => {
    chat.set.items.value = [...chat.set.items.value, ...messages];
  });
const prepend = (messages: Message[]) =>
  act(() => {
    chat.set.items.value = [...messages, ...chat.set.items.value];
  });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
/** The rows in which anything changed, new ones left out. */
async function rowsTouched({ box }: Shown, change: () => Promise<void>): Promise<Element[]> {
  const touched = new Set<Element>();
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const row = (target instanceof Element ? target : target.parentElement)?.closest("li");
      if (row) touched.add(row);
    }
  });
  observer.observe(box, { subtree: true, childList: true, characterData: true, attributes: true });
  await change();
  observer.disconnect();
  return [...touched];
}
/** The first message whose upper edge is in sight. */
const firstWhole = (shown: Shown) => shown.inSight().find(({ top }) => top > 0)?.number ?? Number.NaN;

test("draws few of ten thousand messages, the newest at the bottom", async () => {
  const shown = show(history(10_000));
  expect(shown.nodes()).toBeLessThan(most);
  expect(shown.numbers().at(-1)).toBe(9999);
  expect(shown.distance()).toBeLessThan(1);
  await shown.scrollTo(shown.box.scrollHeight / 2);
  expect(shown.nodes()).toBeLessThan(most);
  expect(Math.abs(firstWhole(shown) - 5000)).toBeLessThan(300);
});

test("draws few in a panel as high as a big screen", async () => {
  await page.viewport(2000, 2000);
  const target = document.body.appendChild(document.createElement("div"));
  target.style.height = "2000px";
  chat.set.items.value = Array.from({ length: 3000 }, (_, index) =>
    aMessage(index % 2 ? "rui" : "ana", "ok"),
  );
  const { shadow } = showWidget(chat, {}, target);
  expect(nodesIn(shadow)).toBeLessThan(most);
  target.remove();
});

test("shows every message once and in order on the way from the bottom to the top", async () => {
  const shown = show(history(1000));
  const seen = new Set<number>();
  while (shown.box.scrollTop > 0) {
    await shown.scrollTo(shown.box.scrollTop - 120);
    const sight = shown.inSight();
    expect(sight.map(({ number }) => number)).toEqual(
      range(sight[0]?.number ?? 0, (sight.at(-1)?.number ?? 0) + 1),
    );
    // No room that is not drawn is in sight.
    const { top, bottom } = shown.box.getBoundingClientRect();
    const lines = [...shown.box.querySelectorAll("li")].map((line) => line.getBoundingClientRect());
    expect(lines[0]?.top).toBeLessThanOrEqual(top + Math.max(0, 8 - shown.box.scrollTop));
    expect(lines.at(-1)?.bottom).toBeGreaterThanOrEqual(bottom - 15);
    lines.reduce((above, line) => {
      expect(Math.abs(line.top - above.bottom)).toBeLessThan(0.1);
      return line;
    });
    for (const { number } of sight) seen.add(number);
    expect(shown.nodes()).toBeLessThan(most);
  }
  expect([...seen].sort((a, b) => a - b)).toEqual(range(0, 1000));
});

test("keeps a message where it is while the reader scrolls up over what was never drawn", async () => {
  const shown = show(history(3000));
  for (let round = 0; round < 60; round += 1) {
    const number = firstWhole(shown);
    const before = shown.bubbleTop(number);
    await shown.scrollTo(shown.box.scrollTop - 97);
    expect(Math.abs(shown.bubbleTop(number) - before - 97)).toBeLessThanOrEqual(1);
  }
});

test("has about the right length before all was measured, and exactly it afterwards", async () => {
  const shown = show(history(600));
  const first = shown.box.scrollHeight;
  while (shown.box.scrollTop > 0) await shown.scrollTo(shown.box.scrollTop - 400);
  const exact = shown.box.scrollHeight;
  expect(Math.abs(first / exact - 1)).toBeLessThan(0.1);
  removeWidgets();
  const again = show(history(600));
  while (again.box.scrollTop > 0) await again.scrollTo(again.box.scrollTop - 250);
  expect(Math.abs(again.box.scrollHeight - exact)).toBeLessThanOrEqual(1);
});

test("keeps the bubble in sight when a page comes in above, wherever the reader is", async () => {
  const shown = show(history(400, 10_000));
  chat.set.history.value = "partial";
  let from = 10_000;
  for (const place of [0, 30, 900, shown.box.scrollHeight / 2]) {
    await shown.scrollTo(place);
    const number = firstWhole(shown);
    const before = shown.bubbleTop(number);
    from -= 200;
    await prepend(history(200, from));
    expect(Math.abs(shown.bubbleTop(number) - before)).toBeLessThanOrEqual(1);
  }
});

test("draws of an incoming message its own row, and no other", async () => {
  const shown = show(history(2000));
  const before = shown.rows();
  const touched = await rowsTouched(shown, () => append(aMessage("rui", "one more", { pos: 3_000_000 })));
  const after = shown.rows();
  expect(after.slice(0, -1)).toEqual(before.slice(-after.length + 1));
  expect(touched).toEqual([]);
  expect(after.at(-1)?.textContent).toContain("one more");
  expect(shown.distance()).toBeLessThan(1);
});

test("touches one row when the agent has read", async () => {
  const shown = show([...history(2000), aMessage("ana", "read me", { pos: 3_000_000 })]);
  chat.set.conversation.value = aConversation();
  await act(() => {});
  const touched = await rowsTouched(shown, () =>
    act(() => {
      chat.set.conversation.value = aConversation({ agentRead: 3_000_000 });
    }),
  );
  expect(shown.view.getByText("Read")).toBeTruthy();
  expect(touched).toEqual([shown.rows().at(-1)]);
});

test("goes with Home to the first message and with End to the newest, and keeps the focus", async () => {
  const shown = show(history(5000));
  shown.box.focus();
  await userEvent.keyboard("{Home}");
  await expect.poll(() => shown.numbers()[0]).toBe(0);
  expect(shown.box.scrollTop).toBe(0);
  expect(chat.calls).not.toContainEqual(["loadAll"]);
  await userEvent.keyboard("{End}");
  await expect.poll(() => shown.numbers().at(-1)).toBe(4999);
  expect(shown.distance()).toBeLessThan(1);
  expect(shown.shadow.activeElement).toBe(shown.box);
});

test("asks with Home for the whole history, and stays at the first while it comes", async () => {
  chat.set.history.value = "partial";
  const shown = show(history(300, 10_000));
  shown.box.focus();
  await userEvent.keyboard("{Home}");
  expect(chat.calls).toContainEqual(["loadAll"]);
  for (const from of [9800, 9600]) {
    await prepend(history(200, from));
    expect(shown.box.scrollTop).toBe(0);
    expect(shown.numbers()[0]).toBe(from);
  }
  await shown.scrollTo(2000);
  const number = firstWhole(shown);
  await prepend(history(200, 9400));
  expect(firstWhole(shown)).toBe(number);
});

test("gives the focus to the transcript when what has it is not drawn any more", async () => {
  const shown = show(history(500));
  await act(() => {
    chat.set.pending.value = [aPending("refused", { state: "failed" })];
  });
  const retry = shown.view.getByRole("button", { name: "Retry" });
  retry.focus();
  expect(shown.shadow.activeElement).toBe(retry);
  await shown.scrollTo(0);
  expect(retry.isConnected).toBe(false);
  expect(shown.shadow.activeElement).toBe(shown.box);
});

test("opens where new messages begin, however far above", async () => {
  chat.set.newAfter.value = 1_000_000 + 4321;
  const shown = show(history(20_000));
  const line = shown.view.getByText("New messages");
  expect(Math.abs(line.getBoundingClientRect().top - shown.box.getBoundingClientRect().top)).toBeLessThan(60);
  expect(shown.nodes()).toBeLessThan(most);
});

test("keeps the bubble in sight when the panel gets another width", async () => {
  await page.viewport(420, 760);
  const shown = show(history(3000));
  await shown.scrollTo(shown.box.scrollHeight / 2);
  const number = firstWhole(shown);
  const before = shown.bubbleTop(number);
  await page.viewport(470, 420);
  await expect.poll(() => Math.abs(shown.bubbleTop(number) - before)).toBeLessThanOrEqual(1);
  for (let round = 0; round < 10; round += 1) {
    const known = firstWhole(shown);
    const top = shown.bubbleTop(known);
    await shown.scrollTo(shown.box.scrollTop - 97);
    expect(Math.abs(shown.bubbleTop(known) - top - 97)).toBeLessThanOrEqual(1);
  }
});

test("stays at the newest message when the panel gets another width", async () => {
  await page.viewport(420, 760);
  const shown = show(history(3000));
  await page.viewport(340, 420);
  await expect.poll(() => shown.box.clientWidth).toBeLessThan(345);
  await expect.poll(() => shown.distance()).toBeLessThan(1);
  expect(shown.numbers().at(-1)).toBe(2999);
});

// Where one looks and where the newest message is differ by what stands below the messages: whatever is drawn for the one must be enough
// for the other, or each leads to drawing for the other, without an end.
test.each([256, 286, 390, 560, 720])(
  "comes to rest in a window %i px high, whatever it shows",
  async (height) => {
    await page.viewport(844, height);
    chat.set.capabilities.value = someCapabilities({ rating: { max: 5 } });
    for (let after = 0; after < 20; after += 1) {
      chat.set.conversation.value = aConversation();
      const long = aMessage("rui", words.repeat(43), { id: "long", pos: 2_000_000 });
      const short = Array.from({ length: after }, (_, at) =>
        aMessage("ana", "Fine", { id: `s_${at}`, pos: 2_000_001 + at }),
      );
      const { view, distance } = show([...history(30), long, ...short]);
      await act(() => {
        chat.set.conversation.value = aConversation({ state: "closed", closedAt: "2026-01-01T10:00:00Z" });
      });
      fireEvent.click(await view.findByRole("radio", { name: "4 of 5" }));
      await view.findByRole("textbox", { name: /Anything to add/ });
      await expect.poll(distance, { interval: 5 }).toBeLessThan(2);
      removeWidgets();
    }
  },
);
