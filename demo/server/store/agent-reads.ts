// What agents see: conversations of all customers, each customer's whole history.

import type { AgentConversation, AgentRef, AgentTimeline } from "../agent-api.ts";
import { Problem } from "../http/problem.ts";
import type { Param, Sql } from "../db/db.ts";
import type { StoreContext } from "./context.ts";
import { parseCursor, toCursor } from "./cursor.ts";
import { readItemsAfter, readItemsBefore, readThread } from "./customer-reads.ts";
import { toAgentItem, toRating, type ConversationRow, type State } from "./rows.ts";

interface AgentConversationRow extends ConversationRow {
  readonly thread_seq: number;
  readonly customer_name: string;
  readonly agent_name: string | null;
  readonly last_agent_name: string | null;
  readonly last_text: string | null;
  readonly last_role: "customer" | "agent" | null;
  readonly last_at: Date | null;
  readonly unread: number;
  readonly context: Readonly<Record<string, string>> | null;
}

const CONVERSATIONS = `
  SELECT c.*, t.seq AS thread_seq, t.name AS customer_name, a.name AS agent_name, l.name AS last_agent_name,
    m.text AS last_text, m.author_role AS last_role, m.at AS last_at, x.context,
    (SELECT count(*) FROM item i WHERE i.conversation = c.id AND i.kind = 'message'
       AND i.author_role = 'customer' AND NOT i.deleted AND i.pos > t.agent_read) AS unread
  FROM conversation c
  JOIN thread t ON t.customer = c.customer
  LEFT JOIN agent a ON a.id = c.agent
  LEFT JOIN agent l ON l.id = c.last_agent
  LEFT JOIN LATERAL (SELECT i.text, i.author_role, i.at FROM item i
    WHERE i.conversation = c.id AND i.kind = 'message' AND NOT i.deleted ORDER BY i.pos DESC LIMIT 1) m ON true
  LEFT JOIN LATERAL (SELECT i.context FROM item i
    WHERE i.conversation = c.id AND i.context IS NOT NULL ORDER BY i.pos DESC LIMIT 1) x ON true`;

const LIST_MAX = 500;

/** Most recently changed first. @param states all when empty */
export async function listConversations(sql: Sql, states: readonly State[]): Promise<AgentConversation[]> {
  const changedAt = "GREATEST(c.changed_at, COALESCE(m.at, c.changed_at))";
  const places = states.map((_, index) => `$${index + 1}`).join(", ");
  const where = states.length > 0 ? `WHERE c.state IN (${places})` : "";
  return readConversations(sql, `${where} ORDER BY ${changedAt} DESC, c.id LIMIT ${LIST_MAX}`, states);
}

export async function findAgentConversation(sql: Sql, id: string): Promise<AgentConversation | undefined> {
  return (await readConversations(sql, "WHERE c.id = $1", [id]))[0];
}

/** @throws {Problem} not-found */
export async function readAgentConversation(sql: Sql, id: string): Promise<AgentConversation> {
  const conversation = await findAgentConversation(sql, id);
  if (!conversation) throw new Problem("not-found");
  return conversation;
}

/** The newest `limit` items of the customer's history, or what changed after a cursor. @throws {Problem} not-found, cursor-expired */
export async function readAgentTimeline(
  ctx: StoreContext,
  id: string,
  after: string | undefined,
  limit: number,
): Promise<AgentTimeline> {
  return ctx.db.transaction(
    async (sql) => {
      const conversation = await readAgentConversation(sql, id);
      const customer = conversation.customer.id;
      const { seq } = await readThread(sql, customer);
      if (after === undefined) {
        const rows = await readItemsBefore(sql, customer, seq + 1, limit);
        return { items: rows.map(toAgentItem), cursor: toCursor(ctx.epoch, seq), more: false, conversation };
      }
      const rows = await readItemsAfter(sql, customer, parseCursor(after, ctx.epoch, seq), limit + 1);
      const items = rows.slice(0, limit).map(toAgentItem);
      const more = rows.length > limit;
      const reached = more ? (items.at(-1)?.seq ?? seq) : seq;
      return { items, cursor: toCursor(ctx.epoch, reached), more, conversation };
    },
    { snapshot: true },
  );
}

async function readConversations(
  sql: Sql,
  rest: string,
  params: readonly Param[],
): Promise<AgentConversation[]> {
  return (await sql<AgentConversationRow>(`${CONVERSATIONS} ${rest}`, params)).map(toAgentConversation);
}

function toAgentConversation(row: AgentConversationRow): AgentConversation {
  return {
    id: row.id,
    state: row.state,
    customer: { id: row.customer, name: row.customer_name },
    agent: toRef(row.agent, row.agent_name),
    lastAgent: toRef(row.last_agent, row.last_agent_name),
    seq: row.thread_seq,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    lastMessage:
      row.last_at && row.last_role
        ? { text: row.last_text ?? "", role: row.last_role, at: row.last_at.toISOString() }
        : null,
    unread: row.unread,
    context: row.context ?? {},
    returnedAt: row.returned_at?.toISOString() ?? null,
    rating: toRating(row),
  };
}

function toRef(id: string | null, name: string | null): AgentRef | null {
  return id === null ? null : { id, name: name ?? id };
}
