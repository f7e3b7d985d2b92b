// Opens what the routes need, in order, and closes it again: database, tables, signing key, live bus.

import type { Hono } from "hono";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApp } from "./app.ts";
import type { Db } from "./db/db.ts";
import { openPglite } from "./db/pglite.ts";
import { openPostgres } from "./db/postgres.ts";
import { createSchema, settleEpoch } from "./db/schema.ts";
import type { Demo } from "./demo.ts";
import { openBus } from "./live/bus.ts";
import { openTypings } from "./live/typings.ts";
import { lockFolder } from "./lock-folder.ts";
import { folderStore, memoryStore } from "./files/file-store.ts";
import { scanSigns } from "./files/scanner.ts";
import type { StartOptions } from "./start.ts";
import { clearOwnStreams, clearStaleStreams } from "./store/agents.ts";
import { createAttachments } from "./store/attachments.ts";
import type { StoreContext } from "./store/context.ts";
import { openTokens } from "./tokens.ts";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

export interface OpenDemo {
  readonly demo: Demo;
  readonly app: Hono;
  closeData(): Promise<void>;
}

/** @throws {FolderInUseError} when another process has the data folder */
export async function openDemo(options: StartOptions, closing: AbortSignal): Promise<OpenDemo> {
  const now = options.now ?? (() => new Date());
  const report = options.report ?? writeError;
  const { db, unlock } = await openDb(options);
  try {
    await createSchema(db);
    const epoch = await settleEpoch(db, options.epoch);
    const store: StoreContext = { db, now, epoch, process: randomUUID(), lock: options.lock ?? true };
    await clearStaleStreams(store);
    const tokens = await openTokens(options.dataDir, now);
    const attachments = createAttachments({
      store,
      files: options.dataDir === undefined ? memoryStore() : folderStore(join(options.dataDir, "files")),
      scan: options.scan ?? scanSigns,
      report,
    });
    await attachments.resume();
    const demo: Demo = {
      store,
      attachments,
      tokens,
      bus: await openBus(db),
      typings: await openTypings(db, options.typingMs ?? 6_000),
      times: {
        pingMs: options.pingMs ?? 15_000,
        lifeMs: options.streamLifeMs ?? 240_000,
        longPollMs: options.longPollMs ?? 25_000,
        agentGraceMs: options.agentGraceMs ?? 10_000,
      },
      live: options.live ?? ["sse", "longPoll"],
      allowedOrigins: options.allowedOrigins ?? [],
      sendPerMinute: options.sendPerMinute ?? null,
      distFolder: options.distFolder ?? DIST,
      held: { streams: 0, polls: 0 },
      closing,
      report,
    };
    const closeData = async () => {
      demo.typings.close();
      await attachments.settled();
      await clearOwnStreams(store).catch(report);
      await db.close();
      await unlock();
    };
    return { demo, app: createApp(demo), closeData };
  } catch (error) {
    await db.close().catch(report);
    await unlock();
    throw error;
  }
}

async function openDb(options: StartOptions): Promise<{ db: Db; unlock: () => Promise<void> }> {
  const { openDatabase, databaseUrl, dataDir } = options;
  const unlocked = (db: Db) => ({ db, unlock: async () => {} });
  if (openDatabase) return unlocked(await openDatabase());
  if (databaseUrl !== undefined) return unlocked(await openPostgres(databaseUrl));
  if (dataDir === undefined) return unlocked(await openPglite(undefined));
  const unlock = await lockFolder(dataDir);
  try {
    return { db: await openPglite(join(dataDir, "db")), unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Only the stack: a database's error object would carry what customers wrote. */
function writeError(error: unknown): void {
  console.error(error instanceof Error ? error.stack : error);
}
