// A server that can be stopped, started again on the data that it had, and put back to an older copy of it.

import { PGlite } from "@electric-sql/pglite";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toDb } from "../../demo/server/db/pglite.ts";
import { newDatabaseFiles } from "./server-pglite.ts";
import { startServer, type TestServer } from "./server.ts";

export interface RestartableServer {
  /** The one that runs, or the last one that ran. Each start has an address of its own. */
  current(): TestServer;
  stop(): Promise<void>;
  /** On the data that was there when it stopped. */
  start(): Promise<TestServer>;
  backUp(): Promise<Blob>;
  /** Starts with the data of a backup. As its operator should, gives that history a new name, unless told not to. */
  restore(backup: Blob, options?: { readonly keepEpoch?: boolean }): Promise<TestServer>;
  /** Stops it for good and removes what it left. */
  close(): Promise<void>;
}

export async function startRestartableServer(): Promise<RestartableServer> {
  // The signing key outlives restarts, or everybody would be signed out by them.
  const keyFolder = await mkdtemp(join(tmpdir(), "ajar-key-"));
  let pglite = await open(new Blob([await newDatabaseFiles()]));
  let server = await start();

  function open(files: Blob): Promise<PGlite> {
    return PGlite.create({ loadDataDir: files });
  }

  function start(epoch?: string): Promise<TestServer> {
    const database = { ...toDb(pglite), close: async () => undefined };
    return startServer({
      dataDir: keyFolder,
      openDatabase: async () => database,
      ...(epoch !== undefined && { epoch }),
    });
  }

  return {
    current: () => server,
    stop: () => server.close(),
    start: async () => (server = await start()),
    backUp: () => pglite.dumpDataDir("none"),
    restore: async (backup, { keepEpoch = false } = {}) => {
      await pglite.close();
      pglite = await open(backup);
      return (server = await start(keepEpoch ? undefined : `e${randomBytes(4).toString("hex")}`));
    },
    close: async () => {
      await server.close();
      await pglite.close();
      await rm(keyFolder, { recursive: true, force: true });
    },
  };
}
