// Tells the server what the agent has read: only of the agent's own conversations, and only while the page is looked at.

import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { AgentConversation } from "../server/agent-api.ts";
import type { AgentApi } from "./api.ts";
import type { HistoryView } from "./history.ts";

export interface ReadOptions {
  readonly api: AgentApi;
  readonly agent: string;
  readonly open: ReadonlySignal<AgentConversation | null>;
  readonly view: ReadonlySignal<HistoryView>;
  readonly onSeen: (conversation: string) => void;
}

export function keepRead({ api, agent, open, view, onSeen }: ReadOptions) {
  const isVisible = signal(document.visibilityState === "visible");
  const told = new Map<string, number>();
  const look = () => {
    isVisible.value = document.visibilityState === "visible";
  };
  document.addEventListener("visibilitychange", look);

  const stop = effect(() => {
    const conversation = open.value;
    const { items, status, conversation: shown } = view.value;
    if (!isVisible.value || !conversation || shown !== conversation.id || status !== "ready") return;
    if (conversation.agent?.id !== agent || conversation.unread === 0) return;
    const pos = items.findLast(({ author }) => author?.role === "customer")?.pos ?? 0;
    if (pos <= (told.get(conversation.id) ?? 0)) return;
    told.set(conversation.id, pos);
    // Not told now, told with the next change: nothing waits for it.
    api.markRead(conversation.id, pos).then(
      () => onSeen(conversation.id),
      () => told.delete(conversation.id),
    );
  });

  return {
    isVisible: () => isVisible.peek(),
    dispose: () => {
      stop();
      document.removeEventListener("visibilitychange", look);
    },
  };
}
