// After dispose() nothing of the chat is left running: each state that it can be in, against a real server.

import { afterAll, beforeAll, expect, it } from "vitest";
import { openClient, until } from "../support/client.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const token = async () => (await server.customer("dana")).token;

it.each([
  ["just made", token, async () => undefined],
  ["restoring", token, async ({ chat }) => chat.open()],
  [
    "live",
    token,
    async ({ chat }) => {
      chat.open();
      await until(chat.connection, (connection) => connection === "online");
    },
  ],
  [
    "waiting for a host that never answers",
    () => new Promise<never>(() => undefined),
    async ({ chat }) => chat.open(),
  ],
  [
    "backing off",
    token,
    async ({ chat }) => {
      chat.open();
      await until(chat.connection, (connection) => connection === "trouble");
    },
    "http://127.0.0.1:9",
  ],
] satisfies [
  string,
  () => Promise<string>,
  (client: ReturnType<typeof openClient>) => Promise<unknown>,
  string?,
][])("is quiet after it was disposed while %s", async (_, getToken, bring, url = server.url) => {
  const client = openClient({ url, getToken });
  await bring(client);
  client.chat.dispose();
  client.chat.dispose();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const start = server.requests.length;
  const writes: unknown[] = [];
  const signals = [client.chat.items, client.chat.pending, client.chat.connection, client.chat.identity];
  const stops = signals.map((signal) => signal.subscribe((value) => writes.push(value)));
  client.page.set({ isVisible: false });
  client.page.set({ isVisible: true });
  client.chat.open();
  await expect(client.chat.send("too late")).rejects.toMatchObject({ code: "disposed" });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  for (const stop of stops) stop();
  expect(server.requests.slice(start)).toEqual([]);
  expect(writes).toHaveLength(signals.length);
});

it("rejects what was written and never belonged to anybody", async () => {
  const { chat } = openClient({ url: server.url, getToken: () => new Promise<never>(() => undefined) });
  const sending = chat.send("for whom?");
  chat.dispose();
  await expect(sending).rejects.toMatchObject({ code: "disposed" });
});
