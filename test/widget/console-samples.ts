// Sample conversations and messages as the agent side's API tells them.

import type { AgentConversation, AgentItem } from "../../demo/server/agent-api.ts";

export function conversationOf(known: Partial<AgentConversation>): AgentConversation {
  return {
    id: "cv_1",
    state: "open",
    customer: { id: "ana", name: "Ana" },
    agent: null,
    lastAgent: null,
    seq: 1,
    openedAt: "2026-11-22T09:00:00Z",
    closedAt: null,
    lastMessage: null,
    unread: 0,
    context: {},
    returnedAt: null,
    rating: null,
    ...known,
  };
}

export function messageOf(
  known: Partial<AgentItem> & { readonly id: string; readonly pos: number },
): AgentItem {
  return {
    seq: known.pos,
    conversation: "cv_1",
    kind: "message",
    at: "2026-11-22T09:00:00Z",
    author: { role: "customer", id: "ana", name: "Ana" },
    text: known.id,
    ...known,
  };
}
