// Which list a conversation stands in, and where. Pure.

import type { AgentConversation } from "../server/agent-api.ts";

export interface Lists {
  /** Without an agent: those who were yours first, then the longest waiting. */
  readonly queue: readonly AgentConversation[];
  /** Yours and not closed: who needs you first. */
  readonly mine: readonly AgentConversation[];
  readonly others: readonly AgentConversation[];
  readonly closed: readonly AgentConversation[];
}

export function sortIntoLists(conversations: Iterable<AgentConversation>, agent: string): Lists {
  const all = [...conversations];
  const running = all.filter(({ state }) => state !== "open" && state !== "closed");
  const wasMine = (conversation: AgentConversation) => Number(conversation.lastAgent?.id === agent);
  return {
    queue: all
      .filter(({ state }) => state === "open")
      .sort((a, b) => wasMine(b) - wasMine(a) || a.openedAt.localeCompare(b.openedAt)),
    mine: running
      .filter((conversation) => conversation.agent?.id === agent)
      .sort((a, b) => urgency(a) - urgency(b) || lastChange(b).localeCompare(lastChange(a))),
    others: running
      .filter((conversation) => conversation.agent?.id !== agent)
      .sort((a, b) => lastChange(b).localeCompare(lastChange(a))),
    closed: all
      .filter(({ state }) => state === "closed")
      .sort((a, b) => (b.closedAt ?? b.openedAt).localeCompare(a.closedAt ?? a.openedAt)),
  };
}

/** The copy that wins: versions grow, and of equal ones the later told knows more (unread, returned). */
export function mergeConversations(
  known: ReadonlyMap<string, AgentConversation>,
  told: readonly AgentConversation[],
): ReadonlyMap<string, AgentConversation> {
  const merged = new Map(known);
  for (const conversation of told) {
    const held = merged.get(conversation.id);
    if (!held || conversation.seq >= held.seq) merged.set(conversation.id, conversation);
  }
  return merged;
}

function urgency({ state, unread, returnedAt }: AgentConversation): number {
  if (unread > 0 || (state === "waiting" && returnedAt !== null)) return 0;
  return state === "active" ? 1 : state === "wrap-up" ? 2 : 3;
}

function lastChange({ lastMessage, openedAt }: AgentConversation): string {
  return lastMessage?.at ?? openedAt;
}
