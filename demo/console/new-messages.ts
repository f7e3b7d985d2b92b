// What of a transcript is new to the agent: where the divider stands, and how many came since the end was last on screen. Pure.

import type { AgentItem } from "../server/agent-api.ts";

/** The place of the first of the `unread` newest messages from the customer; null when all are read, or none stands before it. */
export function firstUnread(items: readonly AgentItem[], unread: number): number | null {
  if (unread <= 0) return null;
  const said = items.filter((item) => item.kind === "message" && !item.deleted);
  const first = said.filter(isFromCustomer).at(-unread);
  return first && first !== said[0] ? first.pos : null;
}

/** How many messages of the customer stand after that place. */
export function countAfter(items: readonly AgentItem[], pos: number): number {
  return items.filter((item) => item.pos > pos && isFromCustomer(item)).length;
}

/** An answer says that what stood before it was seen. */
export function isAnswered(items: readonly AgentItem[], pos: number): boolean {
  return items.some((item) => item.pos > pos && item.author?.role === "agent" && item.kind === "message");
}

export function isFromCustomer({ kind, author }: AgentItem): boolean {
  return kind === "message" && author?.role === "customer";
}
