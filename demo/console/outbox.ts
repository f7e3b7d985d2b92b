// Replies on their way. Each keeps its id until the server has it, so a repeat is never a second message; nothing typed is dropped.

import type { ReadonlySignal } from "@preact/signals";
import type { AgentItem } from "../server/agent-api.ts";
import { isPassing, type AgentApi, type Answer } from "./api.ts";
import { kept } from "./kept.ts";
import { failureWords } from "./words.ts";

export interface Reply extends Answer {
  readonly id: string;
  readonly conversation: string;
  readonly at: string;
  readonly state: SendingState;
  /** Why it is held (goes again by itself) or refused (the agent decides). */
  readonly problem: string | null;
}

export type SendingState = "queued" | "held" | "refused";

export interface Outbox {
  readonly replies: ReadonlySignal<readonly Reply[]>;
  send(conversation: string, answer: Answer): void;
  /** Sends again, with the same id, what is held or refused. */
  retry(id: string): void;
  discard(id: string): void;
  /** Sends what was held when the connection was lost. */
  flush(): void;
  clear(): void;
}

export function createOutbox(
  api: AgentApi,
  agent: string,
  onSent: (reply: Reply, item: AgentItem | null) => void,
): Outbox {
  const replies = kept<readonly Reply[]>(`${agent}.replies`, []);
  let running = false;

  function send(conversation: string, answer: Answer): void {
    const reply: Reply = {
      id: crypto.randomUUID(),
      conversation,
      ...answer,
      at: new Date().toISOString(),
      state: "queued",
      problem: null,
    };
    replies.value = [...replies.value, reply];
    flush();
  }

  function retry(id: string): void {
    change(id, { state: "queued", problem: null });
    void run();
  }

  function flush(): void {
    for (const { id, state } of replies.value)
      if (state === "held") change(id, { state: "queued", problem: null });
    void run();
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (let next = nextQueued(); next; next = nextQueued()) await deliver(next);
    running = false;
  }

  async function deliver(reply: Reply): Promise<void> {
    try {
      const { item } = await api.send(reply.conversation, reply.id, reply);
      onSent(reply, item);
      discard(reply.id);
    } catch (error) {
      change(reply.id, { state: isPassing(error) ? "held" : "refused", problem: failureWords(error) });
    }
  }

  function nextQueued(): Reply | undefined {
    return replies.value.find(({ state }) => state === "queued");
  }

  function change(id: string, to: Pick<Reply, "state" | "problem">): void {
    replies.value = replies.value.map((reply) => (reply.id === id ? { ...reply, ...to } : reply));
  }

  function discard(id: string): void {
    replies.value = replies.value.filter((reply) => reply.id !== id);
  }

  return { replies, send, retry, discard, flush, clear: () => (replies.value = []) };
}
