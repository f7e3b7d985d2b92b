// Alerts: what agents must not miss, one per conversation. Pure; the notifications' cursor is the caller's.

import type { AgentConversation, AgentNotification } from "../server/agent-api.ts";

export interface Alert extends AgentNotification {
  /** How many notifications it stands for. */
  readonly count: number;
}

/** As alerts are shown: one for each of the agent's own customers, one for all that is new in the queue. */
export interface AlertCard {
  readonly kind: Alert["kind"];
  readonly title: string;
  readonly text: string | null;
  readonly at: string;
  /** Where it leads. */
  readonly conversation: string;
  /** All that it stands for. */
  readonly alerts: readonly [Alert, ...Alert[]];
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

const URGENCY: readonly Alert["kind"][] = ["customer-returned", "message", "queued"];

/** Who came back first, then who wrote, then the queue, which is in sight anyway and takes one card. */
export function toCards(alerts: readonly Alert[]): readonly AlertCard[] {
  return URGENCY.flatMap((kind) => {
    const those = alerts.filter((alert) => alert.kind === kind);
    return kind === "queued" ? queueCard(those) : those.map((alert) => cardOf(alert));
  });
}

/** The one that is shown first. */
export function nextAlert(alerts: readonly Alert[]): AlertCard | null {
  return toCards(alerts)[0] ?? null;
}

export function alertTitle({ kind, customer, count }: Alert): string {
  if (kind === "customer-returned") return `${customer.name} is back`;
  if (kind === "queued") return `${customer.name} is in the queue`;
  return count > 1 ? `${count} new messages from ${customer.name}` : `New message from ${customer.name}`;
}

function cardOf(alert: Alert): AlertCard {
  const { kind, text, at, conversation } = alert;
  return { kind, title: alertTitle(alert), text, at, conversation, alerts: [alert] };
}

function queueCard(alerts: readonly Alert[]): readonly AlertCard[] {
  // The newest alert comes first; the card leads to who waits longest.
  const [oldest, ...later] = alerts.toReversed();
  if (!oldest) return [];
  if (later.length === 0) return [cardOf(oldest)];
  const names = [oldest, ...later].map(({ customer }) => customer.name);
  return [
    {
      ...cardOf(oldest),
      title: `${alerts.length} new in the queue`,
      text: names.join(", "),
      alerts: [oldest, ...later],
    },
  ];
}
