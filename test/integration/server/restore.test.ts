// A database that was restored from a backup: its counter goes on from an older number, and clients hold cursors of a future that is lost.

import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { toDb } from "../../../demo/server/db/pglite.ts";
import { message, startServer, type TestServer } from "../../support/server.ts";
import { createEmptyPglite } from "../../support/server-pglite.ts";

type Backup = Blob;

/** What a client holds that saw the history beyond the backup. */
interface Held {
  readonly cursor: string;
  readonly before: string;
}

const servers: TestServer[] = [];
let backup: Backup;
let held: Held;

const dump = (pglite: PGlite): Promise<Backup> => pglite.dumpDataDir("none");

async function start(pglite: PGlite, epoch?: string): Promise<TestServer> {
  const server = await startServer({
    openDatabase: async () => toDb(pglite),
    ...(epoch !== undefined && { epoch }),
  });
  servers.push(server);
  return server;
}

const restore = () => PGlite.create({ loadDataDir: backup });

async function write(server: TestServer, ...texts: string[]): Promise<void> {
  const ana = await server.customer("ana");
  for (const text of texts) await ana.post("/v1/messages", message(text));
}

async function answersTo(server: TestServer, { cursor, before }: Held) {
  const ana = await server.customer("ana");
  const paths = [
    `/v1/timeline?after=${cursor}`,
    `/v1/timeline?after=${cursor}&wait=25`,
    `/v1/timeline?before=${before}`,
    `/v1/stream?after=${cursor}`,
  ];
  const answers = await Promise.all(paths.map((path) => ana.get(path)));
  return answers.map(({ status, body }) => `${status} ${body.code}`);
}

const expired = Array.from({ length: 4 }, () => "410 cursor-expired");

beforeAll(async () => {
  const pglite = await createEmptyPglite();
  const server = await start(pglite);
  await write(server, "One", "Two");
  backup = await dump(pglite);
  await write(server, "Lost", "Lost too");
  const ana = await server.customer("ana");
  const page = (await ana.get("/v1/timeline?limit=1")).body;
  held = { cursor: page.cursor, before: page.before };
  await server.close();
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("a restored database", () => {
  test("with a new epoch expires what clients hold, also when its counter has passed that again", async () => {
    const server = await start(await restore(), "restored1");
    expect(await answersTo(server, held)).toEqual(expired);
    await write(server, "New", "Newer", "Newest");
    expect(await answersTo(server, held)).toEqual(expired);
    const ana = await server.customer("ana");
    const { body } = await ana.get("/v1/timeline");
    expect(body.cursor).toMatch(/^restored1\./);
    expect((await ana.get(`/v1/timeline?after=${body.cursor}`)).status).toBe(200);
  });

  test("without one takes a lost cursor for its own some day, and skips what it never told", async () => {
    const server = await start(await restore());
    await write(server, "New", "Newer", "Newest");
    const ana = await server.customer("ana");
    const { status, body } = await ana.get(`/v1/timeline?after=${held.cursor}`);
    expect([status, body.items.map(({ text }: { text: string }) => text)]).toEqual([200, ["Newest"]]);
  });

  test("keeps its new epoch at the next start, named again or not", async () => {
    const pglite = await restore();
    const first = await start(pglite, "restored1");
    const cursor = (await (await first.customer("ana")).get("/v1/session")).body.head;
    const files = await dump(pglite);
    for (const epoch of [undefined, "restored1"]) {
      const next = await start(await PGlite.create({ loadDataDir: files }), epoch);
      const ana = await next.customer("ana");
      expect((await ana.get(`/v1/timeline?after=${cursor}`)).status).toBe(200);
      expect(await answersTo(next, held)).toEqual(expired);
    }
  });
});
