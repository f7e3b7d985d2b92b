// The database port on PGlite: PostgreSQL inside this process, in a folder or in memory. It runs one transaction at a time.

import { PGlite } from "@electric-sql/pglite";
import { SNAPSHOT, type Db, type Sql } from "./db.ts";

/** @param folder where the data is kept; undefined keeps it in memory. The caller makes sure that nobody else has it open. */
export async function openPglite(folder: string | undefined): Promise<Db> {
  return toDb(await PGlite.create(folder === undefined ? {} : { dataDir: folder }));
}

export function toDb(pglite: PGlite): Db {
  return {
    kind: "pglite",
    query: sqlOf(pglite),
    transaction: (run, options) =>
      pglite.transaction(async (tx) => {
        const sql = sqlOf(tx);
        if (options?.snapshot) await sql(SNAPSHOT);
        return run(sql);
      }),
    listen: async (channel, heard) => {
      await pglite.listen(channel, heard);
    },
    close: () => pglite.close(),
  };
}

function sqlOf(connection: Pick<PGlite, "query">): Sql {
  return async <Row extends object>(text: string, params: readonly unknown[] = []) =>
    (await connection.query<Row>(text, [...params])).rows;
}
