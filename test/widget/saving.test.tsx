// The header's menu and what it saves, by role and name, with the keyboard only.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { aMessage, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
/** The files that the browser was told to download. */
let saved: { readonly name: string; readonly file: Promise<string> }[];

beforeEach(async () => {
  await useDesktop();
  saved = [];
  const files = new Map<string, Blob>();
  const create = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
    const url = create(file);
    files.set(url, file as Blob);
    return url;
  });
  // A download ends the run in a headless browser without a folder for it.
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, file: files.get(this.href)?.text() ?? Promise.resolve("") });
  });
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = Array.from({ length: 50 }, (_, index) => aMessage("rui", `Message ${index + 51}`));
});
afterEach(() => {
  removeWidgets();
  vi.restoreAllMocks();
});

function show(look = {}) {
  const shown = showWidget(chat, look);
  const { view } = shown;
  const more = view.getByRole("button", { name: "More" });
  return {
    ...shown,
    more,
    openMenu: async () => {
      more.focus();
      await userEvent.keyboard("{Enter}");
      await expect.poll(() => view.queryAllByRole("menuitem").length).toBe(3);
    },
    focused: () => shown.shadow.activeElement?.textContent ?? "",
  };
}

test("the menu is gone through with arrow keys, and left with Escape, which gives the focus back", async () => {
  const { view, shadow, more, openMenu, focused } = show();
  expect(more.getAttribute("aria-haspopup")).toBe("menu");
  expect(more.getAttribute("aria-expanded")).toBe("false");
  await openMenu();
  expect(more.getAttribute("aria-expanded")).toBe("true");
  expect(focused()).toBe("Save as text");
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe("Save for printing");
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(focused()).toBe("Save as data");
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe("Save as text");
  await userEvent.keyboard("{End}");
  expect(focused()).toBe("Save as data");
  await userEvent.keyboard("{Home}");
  expect(focused()).toBe("Save as text");
  await userEvent.keyboard("{Escape}");
  expect(view.queryByRole("menu")).toBeNull();
  expect(shadow.activeElement).toBe(more);
  expect(chat.calls).not.toContainEqual(["close"]);
});

test("the menu closes when somebody presses elsewhere, in the panel or on the page", async () => {
  const { view, field, openMenu } = show();
  for (const place of [field(), document.body]) {
    await openMenu();
    await act(() => {
      place.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    });
    await expect.poll(() => view.queryByRole("menu")).toBeNull();
  }
});

test("saves what is here at once, says so, and gives the focus back to the menu's button", async () => {
  const { view, shadow, more, openMenu } = show();
  await openMenu();
  await userEvent.keyboard("{Enter}");
  await view.findByText("Saved. Look among your downloads.");
  expect(shadow.activeElement).toBe(more);
  expect(saved.map(({ name }) => name)).toEqual([expect.stringMatching(/^chat-.*\.txt$/)]);
  expect(await saved[0]?.file).toMatch(/Message 51\b[^]*Message 100\b/);
});

test("shows how far it is while older messages come, and saves once all are here", async () => {
  const older = Array.from({ length: 50 }, (_, index) =>
    aMessage("rui", `Message ${index + 1}`, { pos: index + 1 }),
  );
  const newest = chat.set.items.value;
  const places = newest.map(({ pos }) => pos);
  chat.set.history.value = "partial";
  const { view, openMenu } = show();
  await openMenu();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  const bar = await view.findByRole("progressbar", { name: "Saving the conversation…" });
  expect((bar as HTMLProgressElement).value).toBe(0);
  await expect.poll(() => chat.calls).toContainEqual(["loadAll"]);
  await act(() => {
    chat.set.items.value = [...older.slice(25), ...newest];
  });
  const here = (bar as HTMLProgressElement).value;
  expect(here).toBeCloseTo(1 - 26 / (places[0] ?? 0), 5);
  expect(saved).toEqual([]);
  await act(() => {
    chat.set.items.value = [...older, ...newest];
    chat.set.history.value = "complete";
  });
  await view.findByText("Saved. Look among your downloads.");
  expect(saved[0]?.name).toMatch(/\.html$/);
  const numbers = [...((await saved[0]?.file) ?? "").matchAll(/Message (\d+)/g)].map(([, number]) =>
    Number(number),
  );
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

test("says that older messages don't come and asks for them when told to; a cancel saves nothing", async () => {
  chat.set.history.value = "stalled";
  const { view, openMenu } = show();
  await openMenu();
  await userEvent.keyboard("{Enter}");
  await expect
    .poll(() => view.getByRole("progressbar").parentElement?.textContent)
    .toContain("Earlier messages didn't load.");
  const asked = chat.calls.filter(([call]) => call === "loadAll").length;
  const bar = view.getByRole("progressbar").parentElement;
  const [again, cancel] = bar?.querySelectorAll("button") ?? [];
  await act(() => again?.click());
  expect(chat.calls.filter(([call]) => call === "loadAll")).toHaveLength(asked + 1);
  await act(() => cancel?.click());
  expect(view.queryByRole("progressbar")).toBeNull();
  await act(() => {
    chat.set.history.value = "complete";
  });
  expect(saved).toEqual([]);
});

test("says that it failed, and tries again in place", async () => {
  const { exportTranscript } = chat;
  let failures = 1;
  chat.exportTranscript = (options) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error("no memory")) : exportTranscript(options);
  };
  const { view, openMenu } = show();
  await openMenu();
  await userEvent.keyboard("{Enter}");
  await view.findByText("The conversation couldn't be saved.");
  await userEvent.click(view.getByRole("button", { name: "Try again" }));
  await view.findByText("Saved. Look among your downloads.");
  expect(saved).toHaveLength(1);
});

test("stops when another customer signs in, and offers nothing to nobody", async () => {
  chat.set.history.value = "partial";
  const { view, openMenu } = show();
  await openMenu();
  await userEvent.keyboard("{Enter}");
  await view.findByRole("progressbar");
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
    chat.set.history.value = "complete";
  });
  await expect.poll(() => view.queryByRole("progressbar")).toBeNull();
  expect(saved).toEqual([]);
  await act(() => {
    chat.set.identity.value = { status: "signed-out" };
  });
  expect(view.queryByRole("button", { name: "More" })).toBeNull();
});

test("writes the file in the panel's own words, with days in full", async () => {
  const { openMenu } = show({ strings: { you: "Tu", exportTitle: "Conversația", lang: "ro" } });
  chat.set.items.value = [...chat.set.items.value, aMessage("ana", "Bună")];
  await openMenu();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.poll(() => saved.length).toBe(1);
  const page = new DOMParser().parseFromString((await saved[0]?.file) ?? "", "text/html");
  expect(page.documentElement.lang).toBe("ro");
  expect(page.title).toBe("Conversația");
  expect([...page.querySelectorAll("li.own strong")].map((name) => name.textContent)).toEqual(["Tu"]);
});

test("the widget gives the same file to the host, and downloads nothing", async () => {
  const { widget } = show({ strings: { exportTitle: "Our chat" } });
  const file = await widget.exportTranscript({ format: "text" });
  expect(await file.text()).toMatch(/^Our chat\n/);
  expect(saved).toEqual([]);
});
