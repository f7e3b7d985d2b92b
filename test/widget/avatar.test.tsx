// Who speaks, by picture or initials.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aConversation, aMessage, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

let chat: FakeChat;
beforeEach(async () => {
  await useDesktop();
  chat = createFakeChat();
  chat.set.isOpen.value = true;
  const mia = { role: "agent", id: "ag_8", name: "Mia Sol" } as const;
  chat.set.items.value = [
    aMessage("rui", "Hello"),
    aMessage("rui", "x", { author: mia }),
    aMessage("ana", "Hi"),
  ];
});
afterEach(removeWidgets);

function show(avatarUrl: string | null) {
  chat.set.conversation.value = aConversation({ agent: { id: "ag_7", name: "Rui", avatarUrl } });
  const { shadow } = showWidget(chat);
  const circles = () => [...shadow.querySelectorAll<HTMLElement>(".initials")];
  return {
    circles,
    words: () => circles().map(({ textContent }) => textContent),
    pictures: () =>
      circles().map((circle) => {
        const pixel = circle.querySelector("canvas")?.getContext("2d")?.getImageData(48, 48, 1, 1).data;
        return pixel ? [...pixel].join(" ") : null;
      }),
  };
}

function picture(color: string): string {
  const canvas = Object.assign(document.createElement("canvas"), { width: 30, height: 10 });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws nothing");
  context.fillStyle = color;
  context.fillRect(10, 0, 10, 10);
  return canvas.toDataURL();
}

test("shows initials in a colour of their own for each agent, in the header and over their messages", () => {
  const { circles, words, pictures } = show(null);
  expect(words()).toEqual(["R", "R", "MS"]);
  expect(pictures()).toEqual([null, null, null]);
  const hues = circles().map((circle) => circle.style.getPropertyValue("--hue"));
  expect(hues[1]).toBe(hues[0]);
  expect(hues[2]).not.toBe(hues[0]);
});

test("draws the middle of the agent's picture over them, wherever the agent is shown", async () => {
  const { words, pictures } = show(picture("#00f"));
  await expect.poll(pictures).toEqual(["0 0 255 255", "0 0 255 255", null]);
  expect(words()).toEqual(["R", "R", "MS"]);
});

test("leaves the initials where the picture can't be had", async () => {
  const reading = vi.spyOn(window, "createImageBitmap");
  const { words, pictures } = show("data:image/png;base64,AAAA");
  await expect.poll(() => reading.mock.settledResults[0]?.type).toBe("rejected");
  reading.mockRestore();
  expect(pictures()).toEqual(["0 0 0 0", "0 0 0 0", null]);
  expect(words()).toEqual(["R", "R", "MS"]);
});
