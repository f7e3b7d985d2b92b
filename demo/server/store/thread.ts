// One customer's thread under its row lock: whatever is written to it commits together with its counter. Knows no state rules.

import type { Sql } from "../db/db.ts";
import type { StoreContext } from "./context.ts";
import type { ThreadRow } from "./rows.ts";
import { createThreadWriter, type ThreadWriter } from "./thread-writer.ts";

/**
 * Runs `run` in one transaction that holds the customer's row lock; the counter, the items and the announcement commit
 * together. `name` makes the thread if it is not there yet; without it an unknown customer gives `undefined`.
 */
export async function writeThread<T>(
  ctx: StoreContext,
  customer: string,
  name: string | null,
  run: (writer: ThreadWriter) => Promise<T>,
): Promise<T | undefined> {
  return ctx.db.transaction(async (sql) => {
    const thread = await lockThread(sql, customer, name, ctx.lock);
    if (!thread) return undefined;
    const { writer, announceAll } = createThreadWriter(sql, thread, ctx.now());
    const result = await run(writer);
    await writer.save();
    await announceAll();
    return result;
  });
}

async function lockThread(
  sql: Sql,
  customer: string,
  name: string | null,
  lock: boolean,
): Promise<ThreadRow | undefined> {
  if (name !== null) {
    await sql(
      `INSERT INTO thread (customer, name, seq, customer_read, agent_read) VALUES ($1, $2, 0, 0, 0)
       ON CONFLICT (customer) DO NOTHING`,
      [customer, name],
    );
  }
  const [row] = await sql<ThreadRow>(`SELECT * FROM thread WHERE customer = $1 ${lock ? "FOR UPDATE" : ""}`, [
    customer,
  ]);
  return row && { ...row };
}
