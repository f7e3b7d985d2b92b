// An empty PGlite in memory, in a second instead of five: the files of a new database are made once and kept beside the packages.

import { PGlite } from "@electric-sql/pglite";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Db } from "../../demo/server/db/db.ts";
import { toDb } from "../../demo/server/db/pglite.ts";

const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/ajar", import.meta.url));

/** Databases that were closed, empty again: to start one takes four times as long as to empty it. */
const spare: PGlite[] = [];

export async function openEmptyPglite(): Promise<Db> {
  const pglite = spare.pop() ?? (await createEmptyPglite());
  const db = toDb(pglite);
  const channels = new Set<string>();
  let isOpen = true;
  /** Whoever asks after the end must not reach the data of whoever came next. */
  const ifOpen = <T>(run: () => Promise<T>): Promise<T> =>
    isOpen ? run() : Promise.reject(new Error("The database is closed"));
  return {
    kind: db.kind,
    query: (text, params) => ifOpen(() => db.query(text, params)),
    transaction: (run, options) => ifOpen(() => db.transaction(run, options)),
    listen: (channel, heard, gap) => {
      channels.add(channel);
      return ifOpen(() => db.listen(channel, heard, gap));
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      // Nobody comes next in a script, and an open database would keep it from ending.
      if (!process.env["VITEST"]) return pglite.close();
      for (const channel of channels) await pglite.unlisten(channel);
      await pglite.exec("DROP SCHEMA public CASCADE");
      await pglite.exec("CREATE SCHEMA public");
      spare.push(pglite);
    },
  };
}

export async function createEmptyPglite(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: new Blob([await newDatabaseFiles()]) });
}

/** Puts a new database where a server with this data folder looks for it: to make one anew takes it seconds. */
export async function makeDatabaseIn(dataDir: string): Promise<void> {
  const files = new Blob([await newDatabaseFiles()]);
  await (await PGlite.create({ dataDir: join(dataDir, "db"), loadDataDir: files })).close();
}

/** The files of a new database, as a tar archive. */
export async function newDatabaseFiles(): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(FOLDER, `pglite-${await pgliteVersion()}.tar`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept) return kept;
  const pglite = await PGlite.create();
  const files = new Uint8Array(await (await pglite.dumpDataDir("none")).arrayBuffer());
  await pglite.close();
  await keep(path, files).catch(() => {});
  return files;
}

/** Several test files may do so at once; none may read half a file. */
async function keep(path: string, files: Uint8Array): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, files);
  await rename(draft, path);
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = await readFile(join(dirname(entry), "..", "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
