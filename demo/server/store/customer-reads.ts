// What a customer can read: session, pages, changes. Each answer comes from one snapshot, so that a cursor never skips an item.

import type { Sql } from "../db/db.ts";
import type { StoreContext } from "./context.ts";
import { parseCursor, toCursor } from "./cursor.ts";
import { newestConversation } from "./thread-writer.ts";
import {
  toCustomerConversation,
  toCustomerItem,
  type CustomerConversation,
  type CustomerItem,
  type ItemRow,
  type ThreadRow,
} from "./rows.ts";

export interface SessionState {
  readonly conversation: CustomerConversation | null;
  readonly head: string;
  readonly unread: number;
}

export interface NewestPage {
  readonly items: readonly CustomerItem[];
  readonly before: string | null;
  readonly cursor: string;
  readonly conversation: CustomerConversation | null;
}

export type OlderPage = Pick<NewestPage, "items" | "before">;

export interface Delta {
  readonly from: string;
  readonly items: readonly CustomerItem[];
  readonly cursor: string;
  readonly more: boolean;
  readonly conversation: CustomerConversation | null;
}

export async function readSession(ctx: StoreContext, customer: string): Promise<SessionState> {
  return ctx.db.transaction(
    async (sql) => {
      const thread = await readThread(sql, customer);
      const conversation = await readConversation(sql, thread);
      return { conversation, head: toCursor(ctx.epoch, thread.seq), unread: await countUnread(sql, thread) };
    },
    { snapshot: true },
  );
}

export async function readNewest(ctx: StoreContext, customer: string, limit: number): Promise<NewestPage> {
  return ctx.db.transaction(
    async (sql) => {
      const thread = await readThread(sql, customer);
      const page = await readPage(sql, ctx.epoch, customer, thread.seq + 1, limit);
      const conversation = await readConversation(sql, thread);
      return { ...page, cursor: toCursor(ctx.epoch, thread.seq), conversation };
    },
    { snapshot: true },
  );
}

/** @throws {Problem} cursor-expired */
export async function readOlder(
  ctx: StoreContext,
  customer: string,
  before: string,
  limit: number,
): Promise<OlderPage> {
  return ctx.db.transaction(
    async (sql) => {
      const thread = await readThread(sql, customer);
      return readPage(sql, ctx.epoch, customer, parseCursor(before, ctx.epoch, thread.seq), limit);
    },
    { snapshot: true },
  );
}

/** @throws {Problem} cursor-expired */
export async function readChanges(
  ctx: StoreContext,
  customer: string,
  after: string,
  limit: number,
): Promise<Delta> {
  return ctx.db.transaction(
    async (sql) => {
      const thread = await readThread(sql, customer);
      const from = parseCursor(after, ctx.epoch, thread.seq);
      const rows = from === thread.seq ? [] : await readItemsAfter(sql, customer, from, limit + 1);
      const items = rows.slice(0, limit);
      const more = rows.length > limit;
      const reached = more ? (items.at(-1)?.seq ?? from) : thread.seq;
      return {
        from: after,
        items: items.map(toCustomerItem),
        cursor: toCursor(ctx.epoch, reached),
        more,
        conversation: await readConversation(sql, thread),
      };
    },
    { snapshot: true },
  );
}

export async function readItemsAfter(
  sql: Sql,
  customer: string,
  seq: number,
  limit: number,
): Promise<readonly ItemRow[]> {
  return sql<ItemRow>("SELECT * FROM item WHERE customer = $1 AND seq > $2 ORDER BY seq LIMIT $3", [
    customer,
    seq,
    limit,
  ]);
}

/** Items in ascending order that come before `pos`, the newest of them. */
export async function readItemsBefore(
  sql: Sql,
  customer: string,
  pos: number,
  limit: number,
): Promise<readonly ItemRow[]> {
  const rows = await sql<ItemRow>(
    "SELECT * FROM item WHERE customer = $1 AND pos < $2 ORDER BY pos DESC LIMIT $3",
    [customer, pos, limit],
  );
  return [...rows].reverse();
}

/** A customer who never wrote has no row; reading makes none. */
export async function readThread(sql: Sql, customer: string): Promise<ThreadRow> {
  const [row] = await sql<ThreadRow>("SELECT * FROM thread WHERE customer = $1", [customer]);
  return row ?? { customer, name: customer, seq: 0, customer_read: 0, agent_read: 0 };
}

export async function readConversation(sql: Sql, thread: ThreadRow): Promise<CustomerConversation | null> {
  const row = await newestConversation(sql, thread.customer);
  if (!row) return null;
  const [agent] = row.agent
    ? await sql<{ name: string }>("SELECT name FROM agent WHERE id = $1", [row.agent])
    : [];
  return toCustomerConversation(row, thread, agent?.name ?? null);
}

async function readPage(
  sql: Sql,
  epoch: string,
  customer: string,
  pos: number,
  limit: number,
): Promise<OlderPage> {
  const rows = await readItemsBefore(sql, customer, pos, limit + 1);
  const items = rows.slice(-limit);
  const first = items[0];
  const before = rows.length > limit && first ? toCursor(epoch, first.pos) : null;
  return { items: items.map(toCustomerItem), before };
}

async function countUnread(sql: Sql, thread: ThreadRow): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*) AS count FROM item
     WHERE customer = $1 AND pos > $2 AND kind = 'message' AND author_role = 'agent' AND NOT deleted`,
    [thread.customer, thread.customer_read],
  );
  return row?.count ?? 0;
}
