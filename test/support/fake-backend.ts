// A backend in memory for one customer, whose answers a test can hold up or spoil. Keeps the protocol otherwise.

import type { Backend, Delta, Session, StreamEvent } from "../../src/backend/backend.ts";
import { ChatError } from "../../src/errors.ts";
import type { Conversation } from "../../src/model/conversation.ts";
import type { Item, Message } from "../../src/model/item.ts";
import { message } from "./items.ts";

export interface FakeBackend extends Backend {
  /** Names of the calls so far. */
  readonly calls: string[];
  /** Throws instead of answering, while set. */
  fault: ChatError | null;
  /** Adds an agent's message, and tells the open streams unless `isSilent`. */
  say(text: string, isSilent?: boolean): void;
  setState(state: Conversation["state"]): void;
  /** Ends the open streams as a server does that says good-bye. */
  bye(retryAfterMs: number): void;
  streamCount(): number;
}

export function createFakeBackend({ sub = "ana", canStream = true } = {}): FakeBackend {
  const calls: string[] = [];
  const items: Item[] = [];
  const streams = new Set<(event: StreamEvent) => void>();
  let seq = 0;
  let conversation: Conversation | null = null;

  const cursor = () => `e1.${seq}`;
  const session = (): Session => ({
    customer: { id: sub, name: sub },
    workstream: { id: "support", mode: "persistent" },
    conversation,
    head: cursor(),
    unread: null,
    capabilities: {
      live: canStream ? ["sse"] : [],
      receipts: false,
      presence: false,
      hours: null,
      limits: { textChars: 4000 },
    },
  });
  const since = (from: string): Delta => {
    const after = Number(from.slice(3));
    if (after > seq) throw new ChatError("cursor-expired", "ahead");
    const changed = items.filter((item) => item.seq > after);
    return { from, items: changed, cursor: cursor(), more: false, conversation };
  };
  const append = (change: Partial<Message>): Message => {
    seq += 1;
    const item = message(seq, change);
    items.push(item);
    return item;
  };
  const touch = (state: Conversation["state"]) => {
    seq += 1;
    conversation = {
      id: "cv_1",
      seq,
      state,
      agent: null,
      customerRead: null,
      agentRead: null,
      openedAt: "2026-11-22T06:00:00Z",
      closedAt: null,
    };
  };

  const fake: FakeBackend = {
    id: "https://chat.test",
    calls,
    fault: null,
    say: (text, isSilent = false) => {
      const from = cursor();
      append({ text });
      if (!isSilent) for (const tell of streams) tell({ type: "change", delta: since(from) });
    },
    setState: touch,
    bye: (retryAfterMs) => {
      for (const tell of streams) tell({ type: "bye", retryAfterMs });
    },
    streamCount: () => streams.size,
    session: () => answer("session", session),
    newest: () =>
      answer("newest", () => ({ items: [...items], before: null, cursor: cursor(), conversation })),
    older: () => answer("older", () => ({ items: [], before: null })),
    changes: ({ after }) => answer("changes", () => since(after)),
    send: ({ id, text }) =>
      answer("send", () => {
        const known = items.find((item) => item.kind === "message" && item.clientId === id);
        if (!conversation) touch("open");
        const author = { role: "customer", id: sub, name: sub } as const;
        return { item: known ?? append({ text, clientId: id, author }), conversation };
      }),
    stream: async function* ({ signal }) {
      calls.push("stream");
      if (fake.fault) throw fake.fault;
      const queue: StreamEvent[] = [];
      let wake = (): void => undefined;
      const tell = (event: StreamEvent) => {
        queue.push(event);
        wake();
      };
      streams.add(tell);
      try {
        while (!signal.aborted) {
          for (let event = queue.shift(); event; event = queue.shift()) {
            yield event;
            if (event.type === "bye") return;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
      } finally {
        streams.delete(tell);
      }
    },
  };

  async function answer<T>(name: string, make: () => T): Promise<T> {
    calls.push(name);
    if (fake.fault) throw fake.fault;
    return make();
  }

  return fake;
}
