// The agent console's screen, over an API that the test controls.

import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
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

const MINE = messageOf({ id: "m4", pos: 4, text: "On its wya", author: { role: "agent", ...RUI } });
const withMine = (change: AgentApi["change"]): Partial<AgentApi> => ({
  timeline: () =>
    Promise.resolve({
      items: [messageOf({ id: "m3", pos: 3, text: "Hello?" }), MINE],
      cursor: "e1.4",
      more: false,
      conversation: ACTIVE,
    }),
  change,
});

test("edits the agent's own message in place, and says why where it can't", async () => {
  const changes: unknown[] = [];
  await showConsole(
    ACTIVE,
    withMine(({ id, seq }, text) => {
      changes.push([id, seq, text]);
      if (changes.length === 1) return Promise.reject(new ApiError("version-conflict", 412, "Changed"));
      return Promise.resolve({ ...MINE, seq: 9, text: text ?? "", editedAt: "2026-11-22T10:00:00Z" });
    }),
  );
  expect(screen.getAllByRole("button", { name: "Edit this message" })).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Edit this message" }));
  const box = screen.getByRole("textbox", { name: "The message's text" });
  expect(document.activeElement).toBe(box);
  await userEvent.fill(box, "On its way");
  await userEvent.keyboard("{Enter}");
  await screen.findByText("Could not change the message. It was changed meanwhile.");
  await userEvent.click(box);
  await userEvent.keyboard("{Enter}");
  await screen.findByText("On its way");
  await screen.findByText("edited");
  expect(changes).toEqual([
    ["m4", 4, "On its way"],
    ["m4", 4, "On its way"],
  ]);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Edit this message" }));
});

test("deletes the agent's own message only after it was asked", async () => {
  const changes: unknown[] = [];
  await showConsole(
    ACTIVE,
    withMine(({ id }, text) => {
      changes.push([id, text]);
      const { text: _, ...rest } = MINE;
      return Promise.resolve({ ...rest, seq: 9, deleted: true });
    }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Delete this message" }));
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByText("Delete it for both?")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Delete this message" }));
  expect(changes).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await screen.findByText("Message deleted");
  expect(changes).toEqual([["m4", null]]);
  expect(screen.queryByText("On its wya")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("log", { name: "Transcript" }));
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
  await expect.poll(() => document.title).toBe("(1) Ana is back – Agent console");
  const told = screen.getByRole("status", { name: "New alerts" });
  await expect.poll(() => told.textContent).toBe("Ana is back");
  await screen.findByRole("button", { name: /^Ana is back/ });
  fireEvent.keyDown(document.body, { key: "j", code: "KeyJ", altKey: true });
  await expect.poll(() => document.title).toBe("Agent console");
  await expect.poll(() => document.activeElement).toBe(screen.getByRole("heading", { name: "Ana" }));
});

test("a dismissed alert gives the keyboard back to the conversation", async () => {
  const bob = conversationOf({ id: "cv_2", customer: { id: "bob", name: "Bob" } });
  await showConsole(ACTIVE, {
    conversations: () => Promise.resolve([ACTIVE, bob]),
    notifications: (after) =>
      Promise.resolve(
        after > 0
          ? []
          : [
              {
                id: 1,
                kind: "queued",
                conversation: bob.id,
                customer: bob.customer,
                text: "Hi",
                at: bob.openedAt,
              },
            ],
      ),
  });
  const dismiss = await screen.findByRole("button", { name: "Dismiss: Bob is in the queue" });
  dismiss.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => screen.queryByRole("region", { name: "Alerts" })).toBeNull();
  await expect.poll(() => document.activeElement).toBe(screen.getByRole("textbox", { name: "Reply to Ana" }));
});

test("a file whose answers were lost goes again under the ids that it had", async () => {
  const uploaded: string[] = [];
  const sent: unknown[] = [];
  const lost = () => Promise.reject(new ApiError("unreachable", 0, "lost"));
  await showConsole(ACTIVE, {
    upload: (_, { id }) => {
      uploaded.push(id);
      return uploaded.length === 1 ? lost() : Promise.resolve();
    },
    send: (_, id, { text }, attachments) => {
      sent.push([id, text, attachments]);
      if (sent.length === 1) return lost();
      const author = { role: "agent", ...RUI } as const;
      return Promise.resolve({ item: messageOf({ id: "m9", pos: 9, text, author }) });
    },
  });
  desk?.sendFile(ACTIVE.id, new File(["%PDF-1.7"], "guide.pdf", { type: "application/pdf" }));
  for (const count of [1, 2]) {
    fireEvent.click(await screen.findByRole("button", { name: "Retry" }));
    await expect.poll(() => uploaded.length).toBe(count + 1);
  }
  await expect.poll(() => screen.queryByText(/Not sent|Sending/)).toBeNull();
  expect(new Set(uploaded).size).toBe(1);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[0]).toEqual([expect.any(String), "guide.pdf", [uploaded[0]]]);
  expect(screen.getAllByText("guide.pdf")).toHaveLength(1);
});

test("shows hours that another agent changed", async () => {
  const told = Promise.withResolvers<(event: ServerEvent) => void>();
  await showConsole(ACTIVE, { stream: (signal) => Promise.resolve(toldBy(told.resolve, signal)) });
  const tell = await told.promise;
  const hours = { opensAt: "2026-11-23T09:00:00Z", timeZone: "Europe/Lisbon" };
  tell({ event: "hours", data: { ...hours, open: false } });
  expect(await screen.findByRole("switch", { name: "Shop hours Closed" })).toBeTruthy();
});

test("draws a line before what came unread, until the agent answers", async () => {
  const items = [
    messageOf({ id: "m2", pos: 2, text: "Hello?" }),
    messageOf({ id: "m3", pos: 3, text: "It has none." }),
  ];
  await showConsole(ACTIVE, {
    timeline: () => Promise.resolve({ items, cursor: "e1.3", more: false, conversation: ACTIVE }),
    send: () => {
      const author = { role: "agent", ...RUI } as const;
      return Promise.resolve({ item: messageOf({ id: "m9", pos: 9, text: "I see.", author }) });
    },
  });
  const line = await screen.findByText("New messages");
  const order = screen.getByText("It has none.").compareDocumentPosition(line);
  expect(order).toBe(Node.DOCUMENT_POSITION_PRECEDING);
  await reply("I see.", { key: "Enter" });
  await expect.poll(() => screen.queryByText("New messages")).toBeNull();
});

test("`?` lists the keys where nobody types, unless it is turned off; Ctrl+/ always does", async () => {
  await showConsole(ACTIVE, {});
  localStorage.removeItem("ajar-console.plain-keys");
  // Also the one that is closed and not gone yet.
  const list = () => screen.queryByRole("dialog", { name: "Keyboard shortcuts", hidden: true });
  const box = await screen.findByRole("textbox", { name: "Reply to Ana" });
  fireEvent.keyDown(box, { key: "?" });
  expect(list()).toBeNull();
  fireEvent.keyDown(document.body, { key: "?" });
  await expect.poll(list).not.toBeNull();
  await userEvent.click(screen.getByRole("checkbox"));
  await userEvent.keyboard("{Escape}");
  await expect.poll(list).toBeNull();
  fireEvent.keyDown(document.body, { key: "?" });
  fireEvent.keyDown(box, { key: "/", ctrlKey: true });
  await expect.poll(list).not.toBeNull();
  await userEvent.click(screen.getByRole("checkbox"));
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await expect.poll(list).toBeNull();
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
    change: (message) => Promise.resolve(messageOf({ pos: 3, ...message })),
    upload: () => Promise.resolve(),
    download: () => Promise.resolve(new Blob()),
    markRead: () => Promise.resolve(),
    typing: () => Promise.resolve(),
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

test("shows that the customer types, in the conversation and in the list, until it is over", async () => {
  const told = Promise.withResolvers<(event: ServerEvent) => void>();
  await showConsole(ACTIVE, { stream: (signal) => Promise.resolve(toldBy(told.resolve, signal)) });
  const tell = await told.promise;
  tell({ event: "typing", data: { conversation: ACTIVE.id, on: true } });
  await screen.findByText("Ana is typing…");
  expect(screen.getByRole("navigation", { name: "Conversations" }).textContent).toContain("typing…");
  tell({ event: "typing", data: { conversation: ACTIVE.id, on: false } });
  await expect.poll(() => screen.queryByText("Ana is typing…")).toBeNull();
  tell({ event: "typing", data: { conversation: ACTIVE.id, on: true } });
  await screen.findByText("Ana is typing…");
  const lastMessage = { text: "Here", role: "customer" as const, at: "2026-11-22T10:00:00Z" };
  tell({ event: "change", data: { conversation: { ...ACTIVE, seq: 2, lastMessage } } });
  await expect.poll(() => screen.queryByText("Ana is typing…")).toBeNull();
});

test("tells the customer that the agent types, once for many keys, and not with the reply that is sent", async () => {
  const told: boolean[] = [];
  await showConsole(ACTIVE, {
    typing: async (_, on) => void told.push(on),
  });
  await reply("O", { key: "O" });
  await reply("On", { key: "n" });
  await reply("On it", { key: "Enter" });
  await expect.poll(() => told).toEqual([true]);
});

test("shows what the customer thought of it", async () => {
  const rating = { score: 4, comment: "Quick and kind" };
  await showConsole({ ...ACTIVE, state: "closed", closedAt: "2026-11-22T10:00:00Z", rating }, {});
  expect(screen.getByText("Rated 4 of 5")).toBeTruthy();
  expect(screen.getByRole("complementary", { name: "Details" }).textContent).toContain("Quick and kind");
});

/** A stream that says what the test tells it. */
async function* toldBy(
  ready: (tell: (event: ServerEvent) => void) => void,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const queue: ServerEvent[] = [];
  let wake = () => {};
  ready((event) => {
    queue.push(event);
    wake();
  });
  signal.addEventListener("abort", () => wake());
  while (!signal.aborted) {
    for (let event = queue.shift(); event; event = queue.shift()) yield event;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
