// The agent console's screen, over an API that the test controls.

import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ApiError, type AgentApi } from "../../demo/console/api.ts";
import { createDesk, type Desk } from "../../demo/console/desk.ts";
import { Console } from "../../demo/console/parts/Console.tsx";
import type { ServerEvent } from "../../demo/console/sse.ts";
import type { AgentConversation } from "../../demo/server/agent-api.ts";
import { conversationOf, messageOf } from "./console-samples.ts";

const RUI = { id: "rui", name: "Rui" };
const ACTIVE = conversationOf({ state: "active", agent: RUI, unread: 1 });

let desk: Desk | null = null;

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  desk?.dispose({ forget: true });
  cleanup();
});

test("keeps a reply that was not sent, and retries it with the same id", async () => {
  const sent: string[] = [];
  await showConsole(ACTIVE, {
    send: (_, id) => {
      sent.push(id);
      if (sent.length === 1) return Promise.reject(new ApiError("taken", 403, "Not yours"));
      return Promise.resolve({
        item: messageOf({ id: "m9", pos: 9, text: "On it.", author: { role: "agent", ...RUI } }),
      });
    },
  });
  await reply("On it.", { key: "Enter" });
  fireEvent.click(await screen.findByRole("button", { name: "Retry" }));
  await expect.poll(() => screen.queryByText(/Not sent/)).toBeNull();
  expect(screen.getAllByText("On it.")).toHaveLength(1);
  expect(sent).toHaveLength(2);
  expect(new Set(sent).size).toBe(1);
});

test("Enter that ends a composition, and Shift+Enter, send nothing", async () => {
  let count = 0;
  await showConsole(ACTIVE, {
    send: () => {
      count += 1;
      return Promise.resolve({ item: null });
    },
  });
  await reply("にほん", { key: "Enter", isComposing: true });
  await reply("two lines", { key: "Enter", shiftKey: true });
  expect(count).toBe(0);
});

test("tells the server what was read, once", async () => {
  const read: number[] = [];
  await showConsole(ACTIVE, {
    markRead: (_, pos) => {
      read.push(pos);
      return Promise.resolve();
    },
  });
  await expect.poll(() => read).toEqual([3]);
});

test("ends a conversation only after it was asked", async () => {
  const steps: string[] = [];
  await showConsole(ACTIVE, {
    step: (_, step) => {
      steps.push(step);
      return Promise.resolve({ ...ACTIVE, seq: 2, state: "wrap-up" });
    },
  });
  fireEvent.click(screen.getByRole("button", { name: "End conversation" }));
  fireEvent.click(screen.getByRole("button", { name: "Keep it open" }));
  fireEvent.click(screen.getByRole("button", { name: "End conversation" }));
  expect(steps).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "End now" }));
  await screen.findByRole("button", { name: "Finish wrap-up" });
  expect(steps).toEqual(["end"]);
});

test("says that the customer is back, on the page and in its title, until the alert is opened", async () => {
  const waiting = { ...ACTIVE, state: "waiting" as const, unread: 0, returnedAt: "2026-11-22T10:00:00Z" };
  await showConsole(waiting, {
    notifications: (after) =>
      Promise.resolve(
        after > 0
          ? []
          : [
              {
                id: 1,
                kind: "customer-returned",
                conversation: waiting.id,
                customer: waiting.customer,
                text: null,
                at: "2026-11-22T10:00:00Z",
              },
            ],
      ),
  });
  await expect.poll(() => document.title).toBe("(1) Agent console");
  fireEvent.click(await screen.findByRole("button", { name: "Ana is back" }));
  await expect.poll(() => document.title).toBe("Agent console");
});

async function showConsole(conversation: AgentConversation, overrides: Partial<AgentApi>): Promise<void> {
  desk = createDesk({ api: fakeApi(conversation, overrides), agent: "rui", onRefused: () => undefined });
  desk.show(conversation.id);
  render(<Console desk={desk} onSignOut={() => undefined} />);
  await screen.findByText("Hello?");
  await expect.poll(() => desk?.link.value).toBe("live");
}

async function reply(text: string, key: KeyboardEventInit): Promise<void> {
  const box = await screen.findByRole("textbox", { name: "Reply to Ana" });
  fireEvent.input(box, { target: { value: text } });
  await expect.poll(() => (box as HTMLTextAreaElement).value).toBe(text);
  fireEvent.keyDown(box, key);
}

function fakeApi(conversation: AgentConversation, overrides: Partial<AgentApi>): AgentApi {
  const me = { ...RUI, capacity: { used: 1, max: 5 }, available: true };
  const hours = { opensAt: null, timeZone: "Europe/Lisbon" };
  return {
    me: () => Promise.resolve(me),
    setAvailable: (available) => Promise.resolve({ ...me, available }),
    hours: () => Promise.resolve({ ...hours, open: true }),
    setHours: (open) => Promise.resolve({ ...hours, open }),
    conversations: () => Promise.resolve([conversation]),
    notifications: () => Promise.resolve([]),
    timeline: () =>
      Promise.resolve({
        items: [messageOf({ id: "m3", pos: 3, text: "Hello?" })],
        cursor: "e1.3",
        more: false,
        conversation,
      }),
    send: () => Promise.resolve({ item: null }),
    upload: () => Promise.resolve(),
    download: () => Promise.resolve(new Blob()),
    markRead: () => Promise.resolve(),
    step: () => Promise.resolve(null),
    stream: (signal) => Promise.resolve(silence(signal)),
    ...overrides,
  };
}

/** A stream that tells nothing of note until it is closed. */
async function* silence(signal: AbortSignal): AsyncGenerator<ServerEvent> {
  yield { event: "ping", data: null };
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}
