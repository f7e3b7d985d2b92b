// Agents: who is available, what they were told. An agent's notification numbers come from a counter under the agent's row lock.

import { randomUUID } from "node:crypto";
import type { AgentMe, AgentNotification } from "../agent-api.ts";
import type { Sql } from "../db/db.ts";
import { announce, type StoreContext } from "./context.ts";
import type { ThreadWriter } from "./thread-writer.ts";

const CAPACITY_MAX = 5;
// A stream is renewed at each ping (15 s); one that missed two belongs to a process that is gone.
const STREAM_LEASE = "interval '40 seconds'";
const HAS_STREAM = `EXISTS (SELECT 1 FROM agent_stream s WHERE s.agent = a.id AND s.seen_at > now() - ${STREAM_LEASE})`;
const AVAILABLE = `COALESCE(a.declared, ${HAS_STREAM})`;

export interface Agent {
  readonly id: string;
  readonly name: string;
}

export async function findAgent(sql: Sql, id: string): Promise<Agent | undefined> {
  return (await sql<Agent>("SELECT id, name FROM agent WHERE id = $1", [id]))[0];
}

export async function isAvailable(sql: Sql, agent: string | null): Promise<boolean> {
  const [row] = await sql<{ available: boolean }>(
    `SELECT ${AVAILABLE} AS available FROM agent a WHERE id = $1`,
    [agent],
  );
  return row?.available ?? false;
}

export async function readMe(sql: Sql, agent: string): Promise<AgentMe | undefined> {
  const [row] = await sql<{ id: string; name: string; available: boolean; used: number }>(
    `SELECT a.id, a.name, ${AVAILABLE} AS available,
       (SELECT count(*) FROM conversation c WHERE c.agent = a.id AND c.state IN ('active', 'wrap-up')) AS used
     FROM agent a WHERE a.id = $1`,
    [agent],
  );
  return (
    row && {
      id: row.id,
      name: row.name,
      available: row.available,
      capacity: { used: row.used, max: CAPACITY_MAX },
    }
  );
}

export async function declareAvailable(ctx: StoreContext, agent: string, available: boolean): Promise<void> {
  await ctx.db.transaction(async (sql) => {
    await sql("UPDATE agent SET declared = $2 WHERE id = $1", [agent, available]);
    await announce(sql, { agents: [agent] });
  });
}

/** Returns the id of the stream, to renew and to close it by. */
export async function openAgentStream(ctx: StoreContext, agent: string): Promise<string> {
  const id = randomUUID();
  await ctx.db.transaction(async (sql) => {
    await sql("INSERT INTO agent_stream (id, agent, process, seen_at) VALUES ($1, $2, $3, now())", [
      id,
      agent,
      ctx.process,
    ]);
    await announce(sql, { agents: [agent] });
  });
  return id;
}

export async function renewAgentStream(ctx: StoreContext, id: string): Promise<void> {
  await ctx.db.query("UPDATE agent_stream SET seen_at = now() WHERE id = $1", [id]);
}

export async function closeAgentStream(ctx: StoreContext, id: string, agent: string): Promise<void> {
  await ctx.db.transaction(async (sql) => {
    await sql("DELETE FROM agent_stream WHERE id = $1", [id]);
    await announce(sql, { agents: [agent] });
  });
}

/** "I am available" holds while the agent's console is connected; "I am away" holds until the agent takes it back. */
export async function forgetDeclared(ctx: StoreContext, agent: string): Promise<void> {
  await ctx.db.transaction(async (sql) => {
    await sql(`UPDATE agent a SET declared = NULL WHERE id = $1 AND declared AND NOT ${HAS_STREAM}`, [agent]);
    await announce(sql, { agents: [agent] });
  });
}

/** What a process that died left behind. On PGlite no other process can hold a stream, so all are stale. */
export async function clearStaleStreams(ctx: StoreContext): Promise<void> {
  const stale = ctx.db.kind === "pglite" ? "true" : `seen_at < now() - ${STREAM_LEASE}`;
  await ctx.db.query(`DELETE FROM agent_stream WHERE ${stale}`);
  await ctx.db.query(`UPDATE agent a SET declared = NULL WHERE declared AND NOT ${HAS_STREAM}`);
}

export async function clearOwnStreams(ctx: StoreContext): Promise<void> {
  await ctx.db.query("DELETE FROM agent_stream WHERE process = $1", [ctx.process]);
}

/** @param agents who is told; "all" for what concerns the queue. */
export async function notify(
  writer: ThreadWriter,
  agents: readonly string[] | "all",
  kind: AgentNotification["kind"],
  conversation: string,
  text: string | null,
): Promise<void> {
  const { sql, thread, now } = writer;
  // In one order everywhere, so that two transactions never wait for each other's agent rows.
  const ids =
    agents === "all"
      ? (await sql<Agent>("SELECT id FROM agent ORDER BY id")).map(({ id }) => id)
      : [...agents].sort();
  for (const id of ids) {
    await sql(
      `WITH counter AS (UPDATE agent SET notified = notified + 1 WHERE id = $1 RETURNING id, notified)
       INSERT INTO notification (agent, id, kind, conversation, customer, customer_name, text, at)
       SELECT id, notified, $2, $3, $4, $5, $6, $7 FROM counter`,
      [id, kind, conversation, thread.customer, thread.name, text, now],
    );
  }
  writer.touchAgents(...ids);
}

interface NotificationRow {
  readonly id: number;
  readonly kind: AgentNotification["kind"];
  readonly conversation: string;
  readonly customer: string;
  readonly customer_name: string;
  readonly text: string | null;
  readonly at: Date;
}

export async function readNotifications(
  sql: Sql,
  agent: string,
  after: number,
  limit: number,
): Promise<AgentNotification[]> {
  const rows = await sql<NotificationRow>(
    "SELECT * FROM notification WHERE agent = $1 AND id > $2 ORDER BY id LIMIT $3",
    [agent, after, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    conversation: row.conversation,
    customer: { id: row.customer, name: row.customer_name },
    text: row.text,
    at: row.at.toISOString(),
  }));
}

export async function lastNotification(sql: Sql, agent: string): Promise<number> {
  const [row] = await sql<{ notified: number }>("SELECT notified FROM agent WHERE id = $1", [agent]);
  return row?.notified ?? 0;
}
