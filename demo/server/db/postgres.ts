// The database port on a PostgreSQL server: a pool for queries, and one connection of its own that listens.

import { Client, Pool, types, type CustomTypesConfig, type PoolClient } from "pg";
import { SNAPSHOT, type Db, type Sql } from "./db.ts";

const RECONNECT_MS = 1_000;

export async function openPostgres(url: string): Promise<Db> {
  const pool = new Pool({ connectionString: url, max: 10, types: numbersForInt8 });
  // An idle connection that breaks is replaced by the pool; without a listener the error would end the process.
  pool.on("error", () => {});
  const closeListeners: (() => Promise<void>)[] = [];
  await pool.query("SELECT 1");
  return {
    kind: "postgres",
    query: sqlOf(pool),
    transaction: (run, options) => inTransaction(pool, run, options?.snapshot ?? false),
    listen: async (channel, heard, gap) => {
      closeListeners.push(await keepListening(url, channel, heard, gap));
    },
    close: async () => {
      await Promise.all(closeListeners.map((close) => close()));
      await pool.end();
    },
  };
}

async function inTransaction<T>(pool: Pool, run: (sql: Sql) => Promise<T>, snapshot: boolean): Promise<T> {
  const connection = await pool.connect();
  let broken = false;
  // A pooled connection has no listener while it is lent; a server that goes away must not end the process.
  const onError = () => (broken = true);
  connection.on("error", onError);
  try {
    await connection.query("BEGIN");
    if (snapshot) await connection.query(SNAPSHOT);
    const result = await run(sqlOf(connection));
    await connection.query("COMMIT");
    return result;
  } catch (error) {
    await connection.query("ROLLBACK").catch(onError);
    throw error;
  } finally {
    connection.off("error", onError);
    connection.release(broken);
  }
}

async function keepListening(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  gap: () => void,
): Promise<() => Promise<void>> {
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let client: Client | undefined;

  const connect = async () => {
    const next = new Client({ connectionString: url });
    client = next;
    next.on("notification", ({ payload }) => heard(payload ?? ""));
    next.on("error", () => {}); // `end` follows, and reconnects; unheard, it would end the process
    next.on("end", () => {
      if (!closed && client === next) retry = setTimeout(reconnect, RECONNECT_MS);
    });
    await next.connect();
    await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
  };
  /** Until the database is back. Meanwhile every request says 503; a notification missed is made good by `gap`. */
  const reconnect = () => {
    connect().then(gap, () => {
      if (!closed) retry = setTimeout(reconnect, RECONNECT_MS);
    });
  };

  await connect();
  return async () => {
    closed = true;
    clearTimeout(retry);
    await client?.end().catch(() => {}); // it may be gone already, which is what we want
  };
}

function sqlOf(connection: Pool | PoolClient): Sql {
  return async <Row extends object>(text: string, params: readonly unknown[] = []) =>
    (await connection.query<Row>(text, [...params])).rows;
}

/** Counters stay below 2^53, so a number holds them; pg's default for int8 is a string. */
const numbersForInt8: CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
};
