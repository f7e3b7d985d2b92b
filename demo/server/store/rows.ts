// The tables' rows, and what customers and agents see of them.

import type { AgentItem, Rating } from "../agent-api.ts";

export type State = "open" | "active" | "waiting" | "wrap-up" | "closed";
export type NoticeKind = "opened" | "agent-joined" | "agent-changed" | "waiting" | "resumed" | "closed";

export interface ThreadRow {
  readonly customer: string;
  readonly name: string;
  seq: number;
  customer_read: number;
  agent_read: number;
}

export interface ConversationRow {
  readonly id: string;
  readonly customer: string;
  readonly opened_pos: number;
  readonly seq: number;
  readonly state: State;
  readonly agent: string | null;
  readonly last_agent: string | null;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly changed_at: Date;
  /** When the customer came back since the agent set it to waiting. */
  readonly returned_at: Date | null;
  /** When the agent was last told so, in this stretch of waiting. */
  readonly return_notified_at: Date | null;
  /** What the customer thought of it; null: they have not said. */
  readonly rating_score: number | null;
  readonly rating_comment: string | null;
}

export interface ItemRow {
  readonly id: string;
  readonly pos: number;
  readonly seq: number;
  readonly conversation: string;
  readonly kind: "message" | "notice";
  readonly notice: NoticeKind | null;
  readonly author_role: "customer" | "agent" | null;
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly client_key: string | null;
  readonly content_hash: string | null;
  readonly text: string | null;
  /** Null: plain. */
  readonly format: "plain" | "markdown" | null;
  /** Null: none. */
  readonly quick_replies: readonly string[] | null;
  readonly context: Readonly<Record<string, string>> | null;
  readonly attachments: readonly ShownAttachment[] | null;
  readonly at: Date;
  readonly edited_at: Date | null;
  readonly deleted: boolean;
}

/** A file as a message shows it. */
export interface ShownAttachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly scan: "pending" | "clean" | "rejected";
}

export interface Author {
  readonly role: "customer" | "agent";
  readonly id: string;
  readonly name: string;
}

export interface CustomerConversation {
  readonly id: string;
  readonly seq: number;
  readonly state: "open" | "active" | "waiting" | "closed";
  readonly agent: { readonly id: string; readonly name: string; readonly avatarUrl: null } | null;
  readonly customerRead: number;
  readonly agentRead: number;
  readonly rating: Rating | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

export type CustomerItem = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly pos: number;
  readonly seq: number;
};

/** Keys of customers and agents live in one column but can't collide. */
export const customerKey = (id: string) => `c:${id}`;
export const agentKey = (agent: string, id: string) => `a:${agent}:${id}`;

const clientIdOf = (key: string | null) => (key?.startsWith("c:") ? key.slice(2) : null);

function authorOf(row: ItemRow): { author?: Author } {
  if (!row.author_role) return {};
  return { author: { role: row.author_role, id: row.author_id ?? "", name: row.author_name ?? "" } };
}

export function toCustomerItem(row: ItemRow): CustomerItem {
  const place = { id: row.id, pos: row.pos, seq: row.seq, conversation: row.conversation };
  const at = row.at.toISOString();
  if (row.kind === "notice") {
    const { author } = authorOf(row);
    return {
      ...place,
      kind: "notice",
      notice: row.notice,
      agent: author ? { id: author.id, name: author.name } : null,
      at,
    };
  }
  const said = { ...place, kind: "message", ...authorOf(row), clientId: clientIdOf(row.client_key), at };
  if (row.deleted) return { ...said, deleted: true };
  return {
    ...said,
    text: row.text ?? "",
    format: row.format ?? "plain",
    attachments: row.attachments ?? [],
    quickReplies: row.quick_replies ?? [],
    editedAt: row.edited_at?.toISOString() ?? null,
  };
}

export function toAgentItem(row: ItemRow): AgentItem {
  const place = { id: row.id, pos: row.pos, seq: row.seq, conversation: row.conversation, kind: row.kind };
  const at = row.at.toISOString();
  if (row.kind === "notice")
    return { ...place, at, ...authorOf(row), ...(row.notice ? { notice: row.notice } : {}) };
  if (row.deleted) return { ...place, at, ...authorOf(row), deleted: true };
  return {
    ...place,
    at,
    ...authorOf(row),
    text: row.text ?? "",
    format: row.format ?? "plain",
    quickReplies: row.quick_replies ?? [],
    ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}),
    ...(row.context ? { context: row.context } : {}),
    ...(row.attachments ? { attachments: row.attachments } : {}),
  };
}

export function toRating({ rating_score: score, rating_comment: comment }: ConversationRow): Rating | null {
  return score === null ? null : { score, comment };
}

/** Wrap-up is the agent's affair: the customer sees an ended conversation. */
export function toCustomerConversation(
  row: ConversationRow,
  thread: ThreadRow,
  agentName: string | null,
): CustomerConversation {
  return {
    id: row.id,
    seq: row.seq,
    state: row.state === "wrap-up" ? "closed" : row.state,
    agent: row.agent ? { id: row.agent, name: agentName ?? row.agent, avatarUrl: null } : null,
    customerRead: thread.customer_read,
    agentRead: thread.agent_read,
    rating: toRating(row),
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}
