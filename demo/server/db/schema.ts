// The tables. Creating them is idempotent, so that every start may run it.

import { randomBytes } from "node:crypto";
import type { Db } from "./db.ts";

// One process at a time creates tables: `IF NOT EXISTS` alone can fail when two start together.
const MIGRATION_LOCK = 46_004_600;

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL)`,

  // One row per customer; its lock serialises everything that happens to them. seq is the counter of the whole protocol.
  `CREATE TABLE IF NOT EXISTS thread (
     customer text PRIMARY KEY,
     name text NOT NULL,
     seq bigint NOT NULL,
     customer_read bigint NOT NULL,
     agent_read bigint NOT NULL
   )`,

  `CREATE TABLE IF NOT EXISTS agent (
     id text PRIMARY KEY,
     name text NOT NULL,
     declared boolean,
     notified bigint NOT NULL DEFAULT 0
   )`,

  // Open agent streams of all processes; a row that nobody renews belongs to a process that died.
  `CREATE TABLE IF NOT EXISTS agent_stream (
     id text PRIMARY KEY,
     agent text NOT NULL REFERENCES agent,
     process text NOT NULL,
     seen_at timestamptz NOT NULL
   )`,

  `CREATE TABLE IF NOT EXISTS conversation (
     id text PRIMARY KEY,
     customer text NOT NULL REFERENCES thread,
     opened_pos bigint NOT NULL,
     seq bigint NOT NULL,
     state text NOT NULL CHECK (state IN ('open', 'active', 'waiting', 'wrap-up', 'closed')),
     agent text REFERENCES agent,
     last_agent text REFERENCES agent,
     opened_at timestamptz NOT NULL,
     closed_at timestamptz,
     changed_at timestamptz NOT NULL,
     returned_at timestamptz,
     return_notified_at timestamptz
   )`,
  // Columns that came later.
  `ALTER TABLE conversation ADD COLUMN IF NOT EXISTS rating_score integer,
     ADD COLUMN IF NOT EXISTS rating_comment text`,
  // The promise "never two conversations at once" is the database's, not only the code's.
  `CREATE UNIQUE INDEX IF NOT EXISTS conversation_one_going_on
     ON conversation (customer) WHERE state IN ('open', 'active', 'waiting')`,
  `CREATE INDEX IF NOT EXISTS conversation_newest ON conversation (customer, opened_pos)`,

  // client_key is the sender's own id for the message, kept for ever; content_hash tells a repeat from a reused id.
  `CREATE TABLE IF NOT EXISTS item (
     customer text NOT NULL REFERENCES thread,
     pos bigint NOT NULL,
     seq bigint NOT NULL,
     id text NOT NULL UNIQUE,
     conversation text NOT NULL REFERENCES conversation,
     kind text NOT NULL CHECK (kind IN ('message', 'notice')),
     notice text,
     author_role text,
     author_id text,
     author_name text,
     client_key text,
     content_hash text,
     text text,
     context jsonb,
     at timestamptz NOT NULL,
     PRIMARY KEY (customer, pos),
     UNIQUE (customer, client_key)
   )`,
  // Null in rows from before there were any, and where there is nothing to say: plain text, no quick replies.
  `ALTER TABLE item ADD COLUMN IF NOT EXISTS format text CHECK (format IN ('plain', 'markdown'))`,
  `ALTER TABLE item ADD COLUMN IF NOT EXISTS quick_replies jsonb`,
  // Of a deleted message the place, the author and the key are left.
  `ALTER TABLE item ADD COLUMN IF NOT EXISTS edited_at timestamptz`,
  `ALTER TABLE item ADD COLUMN IF NOT EXISTS deleted boolean NOT NULL DEFAULT false`,
  // What a message shows of its files: [{id, name, type, bytes, scan}]; null for none.
  `ALTER TABLE item ADD COLUMN IF NOT EXISTS attachments jsonb`,
  `CREATE INDEX IF NOT EXISTS item_changes ON item (customer, seq)`,
  `CREATE INDEX IF NOT EXISTS item_conversation ON item (conversation, pos)`,

  // Files of a customer's timeline, by whoever. The id is the uploader's, the file's name in the store our own. pos: the message
  // that names it.
  `CREATE TABLE IF NOT EXISTS attachment (
     customer text NOT NULL,
     id text NOT NULL,
     uploader text NOT NULL,
     name text NOT NULL,
     type text NOT NULL,
     bytes bigint NOT NULL,
     sha256 text NOT NULL,
     file text NOT NULL UNIQUE,
     uploaded boolean NOT NULL DEFAULT false,
     scan text NOT NULL DEFAULT 'pending' CHECK (scan IN ('pending', 'clean', 'rejected')),
     pos bigint,
     at timestamptz NOT NULL,
     PRIMARY KEY (customer, id)
   )`,

  `CREATE TABLE IF NOT EXISTS notification (
     agent text NOT NULL REFERENCES agent,
     id bigint NOT NULL,
     kind text NOT NULL,
     conversation text NOT NULL REFERENCES conversation,
     customer text NOT NULL,
     customer_name text NOT NULL,
     text text,
     at timestamptz NOT NULL,
     PRIMARY KEY (agent, id)
   )`,
];

const AGENTS = [
  ["rui", "Rui"],
  ["mia", "Mia"],
] as const;

/** Makes the tables, the two agents and the hours, unless they are there. */
export async function createSchema(db: Db): Promise<void> {
  await db.transaction(async (sql) => {
    await sql("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    for (const statement of STATEMENTS) await sql(statement);
    for (const [id, name] of AGENTS) {
      await sql("INSERT INTO agent (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, name]);
    }
    await sql("INSERT INTO meta (key, value) VALUES ('hours', 'open') ON CONFLICT DO NOTHING");
  });
}

/**
 * The name of this database's history: the given one, which is kept from now on, else the one that it has, else a new one.
 * Kept, so that a later start without it does not go back to the history before a restore.
 */
export async function settleEpoch(db: Db, named: string | undefined): Promise<string> {
  const onConflict = named === undefined ? "meta.value" : "EXCLUDED.value";
  const [meta] = await db.query<{ value: string }>(
    `INSERT INTO meta (key, value) VALUES ('epoch', $1)
     ON CONFLICT (key) DO UPDATE SET value = ${onConflict} RETURNING value`,
    [named ?? `e${randomBytes(4).toString("hex")}`],
  );
  if (!meta) throw new Error("The epoch could not be kept.");
  return meta.value;
}
