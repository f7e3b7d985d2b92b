// Alerts: what agents must not miss, one per conversation. Pure; the notifications' cursor is the caller's.

import type { AgentConversation, AgentNotification } from "../server/agent-api.ts";

export interface Alert extends AgentNotification {
  /** How many notifications it stands for. */
  readonly count: number;
}

/** "Is back" outlives the messages that follow it: that the customer returned is the news. */
export function addAlert(alerts: readonly Alert[], told: AgentNotification): readonly Alert[] {
  const held = alerts.find((alert) => alert.conversation === told.conversation);
  if (held && told.id <= held.id) return alerts;
  const kind = held?.kind === "customer-returned" && told.kind === "message" ? held.kind : told.kind;
  const count = held && held.kind === kind ? held.count + 1 : 1;
  return [
    { ...told, kind, text: told.text ?? held?.text ?? null, count },
    ...alerts.filter((alert) => alert !== held),
  ];
}

/** Whether there is still something to do about it: another agent, or this one elsewhere, may have done it. */
export function isDue(alert: Alert, conversation: AgentConversation | undefined, agent: string): boolean {
  if (!conversation) return false;
  if (alert.kind === "queued") return conversation.state === "open";
  if (conversation.agent?.id !== agent || conversation.state === "closed") return false;
  return alert.kind === "customer-returned"
    ? conversation.unread > 0 || (conversation.state === "waiting" && conversation.returnedAt !== null)
    : conversation.unread > 0;
}

export function alertTitle({ kind, customer, count }: Alert): string {
  if (kind === "customer-returned") return `${customer.name} is back`;
  if (kind === "queued") return `${customer.name} is in the queue`;
  return count > 1 ? `${count} new messages from ${customer.name}` : `New message from ${customer.name}`;
}
