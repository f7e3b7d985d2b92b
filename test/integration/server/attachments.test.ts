// Uploaded files over the life of a server: on disk by default, and scanned even if the process ended before.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aFile, uploadAs } from "../../support/files.ts";
import { makeDatabaseIn } from "../../support/server-pglite.ts";
import { createCaller, message, startServer, type TestServer } from "../../support/server.ts";

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ajar-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await makeDatabaseIn(folder);
  return folder;
}

const scanOf = async (server: TestServer, token: string) =>
  (await createCaller(server.url, "ana", token).get("/v1/timeline")).body.items.at(-1).attachments[0].scan;

test("a file outlives its server, and a scan that it cut short", { timeout: 90_000 }, async () => {
  const dataDir = await newFolder();
  const before = await startServer({ dataDir, scan: () => Promise.reject(new Error("No scanner")) });
  const ana = await before.customer("ana");
  const file = aFile("a.txt", "Words");
  const id = await uploadAs(ana, file);
  await ana.post("/v1/messages", { ...message("Here"), attachments: [id] });
  expect(await scanOf(before, ana.token)).toBe("pending");
  expect((await ana.get(`/v1/attachments/${id}`)).status).toBe(403);
  await before.close();
  expect(before.errors).toHaveLength(1);
  expect(await readdir(join(dataDir, "files"))).toHaveLength(1);

  const after = await startServer({ dataDir });
  onTestFinished(() => after.close());
  await expect.poll(() => scanOf(after, ana.token)).toBe("clean");
  const back = await createCaller(after.url, "ana", ana.token).get(`/v1/attachments/${id}`);
  expect(back.body).toBe("Words");
});

test("what no message names is dropped after a day, with its bytes", { timeout: 90_000 }, async () => {
  const dataDir = await newFolder();
  const server = await startServer({ dataDir });
  onTestFinished(() => server.close());
  const ana = await server.customer("ana");
  const left = await uploadAs(ana, aFile("left.txt", "Left"));
  const sent = await uploadAs(ana, aFile("sent.txt", "Sent"));
  await ana.post("/v1/messages", { ...message("Here"), attachments: [sent] });
  server.clock.advance(25 * 60 * 60_000);
  const later = await server.customer("ana");
  await later.post("/v1/attachments", aFile("new.txt", "New").announcement);
  expect((await later.get(`/v1/attachments/${left}`)).status).toBe(404);
  expect((await later.get(`/v1/attachments/${sent}`)).body).toBe("Sent");
  expect(await readdir(join(dataDir, "files"))).toHaveLength(1);
});

test("a customer can't fill the disk with files that no message names", async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  const ana = await server.customer();
  const announce = async (number: number) =>
    (await ana.post("/v1/attachments", aFile(`${number}.txt`, `${number}`).announcement)).status;
  for (let number = 0; number < 30; number += 1) expect(await announce(number)).toBe(201);
  expect(await announce(30)).toBe(429);
});
