// Where an agent's picture may come from.

import { expect, it } from "vitest";
import { withOwnPicture } from "../../src/backend/pictures.ts";
import type { Conversation } from "../../src/model/conversation.ts";

function addressOf(avatarUrl: string | null, base = "https://chat.example.com/api"): string | null {
  const conversation: Conversation = {
    id: "cv_1",
    seq: 1,
    state: "active",
    agent: { id: "rui", name: "Rui", avatarUrl },
    customerRead: null,
    agentRead: null,
    openedAt: "2026-11-20T09:12:04Z",
    closedAt: null,
    rating: null,
  };
  return withOwnPicture({ conversation }, base).conversation?.agent?.avatarUrl ?? null;
}

it("is the backend's own origin, by an absolute address or one that is relative to the backend", () => {
  expect(addressOf("https://chat.example.com/rui.png")).toBe("https://chat.example.com/rui.png");
  expect(addressOf("/rui.png")).toBe("https://chat.example.com/rui.png");
  expect(addressOf("pictures/rui.png")).toBe("https://chat.example.com/api/pictures/rui.png");
  expect(addressOf(null)).toBeNull();
});

it.each([
  "https://tracker.example/rui.png",
  "//tracker.example/rui.png",
  "http://chat.example.com/rui.png",
  "https://chat.example.com.tracker.example/rui.png",
  "https://chat.example.com@tracker.example/rui.png",
  "data:image/png;base64,AAAA",
  "javascript:alert(1)",
  "blob:https://tracker.example/1",
  "https://",
])("is nowhere else: %s", (address) => {
  expect(addressOf(address)).toBeNull();
});

it("leaves an answer without conversation or agent as it is", () => {
  const answer = { conversation: null };
  expect(withOwnPicture(answer, "https://chat.example.com")).toBe(answer);
});
