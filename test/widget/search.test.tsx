// Searching the transcript, by role and name, with the keyboard only.

import { act, fireEvent, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { aMessage, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = Array.from({ length: 2000 }, (_, index) =>
    aMessage(index % 2 ? "rui" : "ana", index % 500 === 7 ? `About the Lámp, ${index}` : `Message ${index}`),
  );
});
afterEach(removeWidgets);

function show() {
  const { view, shadow, field } = showWidget(chat);
  const box: HTMLElement = view.getByRole("region", { name: "Messages" });
  return {
    view,
    shadow,
    composer: field,
    input: (): HTMLInputElement | null => view.queryByRole("searchbox", { name: "Search messages" }),
    status: () => within(view.getByRole("search")).getByRole("status").textContent,
    /** The message that the search shows, and what is highlighted in it; null while it is out of sight. */
    found: () => {
      const row = shadow.querySelector("li[aria-current]");
      const { top, bottom } = box.getBoundingClientRect();
      const mark = row?.querySelector("mark");
      const place = mark?.getBoundingClientRect();
      if (!mark || !place || place.top < top || place.bottom > bottom) return null;
      return `${row?.querySelector("p")?.textContent}: ${mark.textContent}`;
    },
  };
}

test("finds messages that are not drawn, and goes from one to the next", async () => {
  const { view, composer, input, status, found } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}");
  expect(view.getByRole("button", { name: "Search messages" }).getAttribute("aria-expanded")).toBe("true");
  await userEvent.keyboard("lamp");
  await expect.poll(status).toBe("1 of 4");
  await expect.poll(found).toBe("About the Lámp, 1507: Lámp");
  await userEvent.keyboard("{Enter}{Enter}");
  await expect.poll(status).toBe("3 of 4");
  await expect.poll(found).toBe("About the Lámp, 507: Lámp");
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  await expect.poll(found).toBe("About the Lámp, 1007: Lámp");
  expect(input()?.value).toBe("lamp");
  await userEvent.keyboard("{Tab}{Enter}{Enter}");
  await expect.poll(found).toBe("About the Lámp, 7: Lámp");
  expect(status()).toBe("4 of 4");
});

test("waits for a pause between letters before it goes anywhere, or for Enter", async () => {
  const { composer, input, status, found } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp");
  await expect.poll(found).toBe("About the Lámp, 1507: Lámp");
  // At once, however busy the machine is.
  for (const value of ["lamp,", "lamp, 7"])
    fireEvent.input(input() as HTMLInputElement, { target: { value } });
  expect(found()).toBe("About the Lámp, 1507: Lámp");
  await userEvent.keyboard("{Enter}");
  await expect.poll(status).toBe("1 of 1");
  await expect.poll(found).toBe("About the Lámp, 7: Lámp, 7");
});

test("closes with Escape, leaves the panel open and gives the focus back", async () => {
  const { shadow, composer, input, found } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp");
  await expect.poll(found).not.toBeNull();
  await userEvent.keyboard("{Escape}");
  await expect.poll(input).toBeNull();
  expect(shadow.activeElement).toBe(composer());
  expect(shadow.querySelector("mark, [aria-current]")).toBeNull();
  expect(chat.calls).not.toContainEqual(["close"]);
  await userEvent.keyboard("{Escape}");
  expect(chat.calls).toContainEqual(["close"]);
});

test("opens and closes by its button", async () => {
  const { view, shadow, input } = show();
  const button = view.getByRole("button", { name: "Search messages" });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  button.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => shadow.activeElement).toBe(input());
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => shadow.activeElement).toBe(button);
});

test("asks for the whole history, says so, and goes on as it comes", async () => {
  const all = chat.set.items.value;
  chat.set.items.value = all.slice(1600);
  chat.set.history.value = "partial";
  const { composer, status, found } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}");
  expect(chat.calls).not.toContainEqual(["loadAll"]);
  await userEvent.keyboard("LAMP");
  await expect.poll(status).toBe("Searching older messages…");
  await expect.poll(() => chat.calls).toContainEqual(["loadAll"]);
  await act(() => {
    chat.set.items.value = all.slice(1400);
  });
  await expect.poll(status).toBe("1 of 1, searching older messages…");
  await expect.poll(found).toBe("About the Lámp, 1507: Lámp");
  await act(() => {
    chat.set.items.value = all;
    chat.set.history.value = "complete";
  });
  await expect.poll(status).toBe("1 of 4");
  expect(found()).toBe("About the Lámp, 1507: Lámp");
});

test("says that nothing was found, and stays with its message when a newer one is found", async () => {
  const { composer, status, found } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp");
  await expect.poll(found).toBe("About the Lámp, 1507: Lámp");
  expect(status()).toBe("1 of 4");
  await act(() => {
    chat.set.items.value = [...chat.set.items.value, aMessage("rui", "What lamp?")];
  });
  await expect.poll(status).toBe("2 of 5");
  expect(found()).toBe("About the Lámp, 1507: Lámp");
  await userEvent.keyboard("xyz");
  await expect.poll(status).toBe("Nothing found");
});

test("forgets what was looked for when another customer signs in", async () => {
  const { composer, input } = show();
  composer().focus();
  await userEvent.keyboard("{Control>}f{/Control}lamp");
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
  });
  expect(input()?.value).toBe("");
  await act(() => {
    chat.set.identity.value = { status: "signed-out" };
  });
  expect(input()).toBeNull();
});
