// The card that asks what the customer thought of a conversation that has ended, with real keys.

import { act, fireEvent } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { ChatError } from "../../src/errors.ts";
import {
  aConversation,
  aMessage,
  aPending,
  createFakeChat,
  type FakeChat,
  someCapabilities,
} from "./fake-chat.ts";
import { removeWidgets, type Shown, showWidget, useDesktop } from "./show.ts";

const ended = (more: Parameters<typeof aConversation>[0] = {}) =>
  aConversation({ state: "closed", closedAt: "2026-11-22T10:00:00Z", ...more });

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  chat.set.items.value = [aMessage("ana", "Where is my order?"), aMessage("rui", "On its way.")];
  chat.set.capabilities.value = someCapabilities({ rating: { max: 5 } });
  chat.set.conversation.value = ended();
});
afterEach(removeWidgets);

const radio = (view: Shown["view"], score: number) =>
  view.getByRole("radio", { name: `${score} of 5` }) as HTMLInputElement;
const question = { name: "How was your conversation with Rui?" };

test("asks once the conversation has ended, and only a backend that takes ratings", async () => {
  chat.set.conversation.value = aConversation();
  const { view } = showWidget(chat);
  expect(view.queryByRole("radiogroup")).toBeNull();
  await act(() => {
    chat.set.conversation.value = ended();
  });
  expect(await view.findByRole("radiogroup", question)).toBeTruthy();
  await act(() => {
    chat.set.capabilities.value = someCapabilities();
  });
  expect(view.queryByRole("radiogroup")).toBeNull();
});

test("takes a score by keyboard and words beside it, thanks, and can be changed", async () => {
  const { view, shadow } = showWidget(chat);
  await view.findByRole("radiogroup", question);
  expect(view.queryByRole("button", { name: "Send rating" })).toBeNull();
  view.getByRole("radio", { name: "1 of 5" }).focus();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
  expect(radio(view, 4).checked).toBe(true);
  const rated = () => chat.calls.filter(([call]) => call === "rate").map(([, rating]) => rating);
  expect(rated()).toEqual([]);
  await userEvent.keyboard("{Tab}Quick and kind{Tab}{Enter}");
  await expect.poll(rated).toEqual([{ score: 4, comment: "Quick and kind" }]);
  await expect.poll(() => view.getByText("Thank you for your rating.").getAttribute("role")).toBe("status");
  expect(view.getByRole("img", { name: "4 of 5" })).toBeTruthy();
  const change = view.getByRole("button", { name: "Change rating" });
  await expect.poll(() => shadow.activeElement).toBe(change);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => shadow.activeElement).toBe(view.getByRole("radio", { name: "4 of 5" }));
  await userEvent.keyboard("{ArrowRight}");
  await act(() => view.getByRole("button", { name: "Send rating" }).click());
  expect(rated().at(-1)).toEqual({ score: 5, comment: "Quick and kind" });
});

test("says in place that it could not be sent, keeps what was chosen, and tries again", async () => {
  chat.onRate = () => Promise.reject(new ChatError("network", "down"));
  const { view } = showWidget(chat);
  fireEvent.click(await view.findByRole("radio", { name: "2 of 5" }));
  await act(() => view.getByRole("button", { name: "Send rating" }).click());
  expect((await view.findByText("Your rating couldn't be sent.")).getAttribute("role")).toBe("alert");
  expect(radio(view, 2).checked).toBe(true);
  chat.onRate = async () => {};
  await act(() => view.getByRole("button", { name: "Try again" }).click());
  expect(await view.findByText("Thank you for your rating.")).toBeTruthy();
  expect(view.queryByText("Your rating couldn't be sent.")).toBeNull();
});

test("keeps what was begun while the panel is closed, for this customer only", async () => {
  const { view, widget } = showWidget(chat);
  fireEvent.click(await view.findByRole("radio", { name: "2 of 5" }));
  const comment = () => view.findByRole("textbox", { name: /Anything to add/ });
  fireEvent.input(await comment(), { target: { value: "Too slow" } });
  await act(() => widget.close());
  await act(() => widget.open());
  expect(((await comment()) as HTMLTextAreaElement).value).toBe("Too slow");
  expect(radio(view, 2).checked).toBe(true);
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
  });
  await view.findByRole("radiogroup", question);
  expect(view.queryByRole("textbox", { name: /Anything to add/ })).toBeNull();
});

test("shows that its words have the focus, all around", async () => {
  const { view } = showWidget(chat);
  fireEvent.click(await view.findByRole("radio", { name: "2 of 5" }));
  const comment = await view.findByRole("textbox", { name: /Anything to add/ });
  comment.focus();
  const { outlineStyle, borderTopWidth, maskImage } = getComputedStyle(comment);
  expect([outlineStyle, borderTopWidth, maskImage]).toEqual(["solid", "1px", "none"]);
});

test("shows what was said before, on whatever device", async () => {
  chat.set.conversation.value = ended({ rating: { score: 3, comment: "Fine" } });
  const { view } = showWidget(chat);
  expect(await view.findByRole("img", { name: "3 of 5" })).toBeTruthy();
  await act(() => view.getByRole("button", { name: "Change rating" }).click());
  expect((view.getByRole("textbox", { name: /add/ }) as HTMLTextAreaElement).value).toBe("Fine");
});

test("leaves when the customer writes again, and to nobody else", async () => {
  const { view } = showWidget(chat);
  fireEvent.click(await view.findByRole("radio", { name: "1 of 5" }));
  await act(() => {
    chat.set.pending.value = [aPending("One more thing")];
  });
  expect(view.queryByRole("radiogroup")).toBeNull();
  await act(() => {
    chat.set.pending.value = [];
    chat.set.identity.value = { status: "signed-in", customer: { id: "bob", name: "Bob" } };
  });
  expect(((await view.findByRole("radio", { name: "1 of 5" })) as HTMLInputElement).checked).toBe(false);
});

test("leaves a reader at the newest message there when it comes", async () => {
  chat.set.conversation.value = aConversation();
  chat.set.items.value = Array.from({ length: 60 }, (_, index) => aMessage("rui", `Message ${index}`));
  const { view } = showWidget(chat);
  const box = view.getByRole("region", { name: "Messages" });
  const fromEnd = () => box.scrollHeight - box.clientHeight - box.scrollTop;
  await expect.poll(fromEnd).toBeLessThan(2);
  await act(() => {
    chat.set.conversation.value = ended();
  });
  const card = await view.findByRole("radiogroup", question);
  await expect.poll(fromEnd).toBeLessThan(2);
  expect(card.getBoundingClientRect().bottom).toBeLessThan(box.getBoundingClientRect().bottom);
});
