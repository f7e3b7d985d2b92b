// What every part of the store shares.

import type { Db, Sql } from "../db/db.ts";

export interface StoreContext {
  readonly db: Db;
  readonly now: () => Date;
  /** Names this database's history: a cursor of another one is expired. */
  readonly epoch: string;
  /** Tells this process's open agent streams from those of others. */
  readonly process: string;
  /** Whether a write takes the customer's row lock. False only in the test that shows what happens without it. */
  readonly lock: boolean;
}

/** What changed, as told to every process's live streams. */
export interface Announcement {
  readonly customer?: string;
  readonly conversation?: string;
  /** Agents whose notifications, capacity or availability changed. */
  readonly agents?: readonly string[];
  /** The operating hours were switched. */
  readonly hours?: true;
}

export const CHANNEL = "ajar_changes";

/** Heard after the transaction has committed, and never if it rolls back. */
export async function announce(sql: Sql, announcement: Announcement): Promise<void> {
  await sql("SELECT pg_notify($1, $2)", [CHANNEL, JSON.stringify(announcement)]);
}
