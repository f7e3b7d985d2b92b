// Eight writers at once, every message posted twice, and a reader that follows by cursor: each item exactly once, in order.
// The same on PostgreSQL without the customer's row lock must be found out, or the check would prove nothing.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StartOptions } from "../../../demo/server/start.ts";
import {
  createCaller,
  message,
  startServer,
  type Answer,
  type Body,
  type Caller,
  type TestServer,
} from "../../support/server.ts";
import { openStream } from "../../support/server-stream.ts";
import { databases, type OpenDatabase, type TestDatabase } from "../../support/server-databases.ts";

const WRITERS = 8;
const MESSAGES_EACH = 12;

interface Observed {
  readonly sent: readonly string[];
  readonly answers: readonly Answer[];
  readonly seen: readonly Body[];
}

/** What the writers' replies and the reader's items say against the contract; empty when all is well. */
function violations({ sent, answers, seen }: Observed): string[] {
  const messages = seen.filter(({ kind }) => kind === "message");
  const timesSeen = new Map<string, number>();
  for (const { clientId } of messages) timesSeen.set(clientId, (timesSeen.get(clientId) ?? 0) + 1);
  const created = answers.filter(({ status }) => status === 201);
  return [
    ...answers
      .filter(({ status }) => status !== 200 && status !== 201)
      .map(({ status }) => `a send was answered ${status}`),
    ...(created.length === sent.length ? [] : [`${created.length} of ${sent.length} messages were created`]),
    ...sent
      .filter((id) => timesSeen.get(id) !== 1)
      .map((id) => `message seen ${timesSeen.get(id) ?? 0} times`),
    ...seen
      .slice(1)
      .flatMap(({ seq }, index) =>
        seq > seen[index].seq ? [] : [`seq ${seq} came after ${seen[index].seq}`],
      ),
    ...(new Set(seen.map(({ conversation }) => conversation)).size > 1 ? ["two conversations"] : []),
  ];
}

async function observe(server: TestServer): Promise<Observed> {
  const customer = await server.customer();
  const session = await customer.get("/v1/session");
  let writing = true;
  const reading = follow(customer, session.body.head, () => writing);
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(customer, writer));
  const written = await Promise.all(writers);
  writing = false;
  return {
    sent: written.flatMap(({ sent }) => sent),
    answers: written.flatMap(({ answers }) => answers),
    seen: await reading,
  };
}

async function write(customer: Caller, writer: number) {
  const sent: string[] = [];
  const answers: Answer[] = [];
  for (let n = 0; n < MESSAGES_EACH; n += 1) {
    const body = message(`Writer ${writer}, message ${n}`);
    answers.push(
      ...(await Promise.all([customer.post("/v1/messages", body), customer.post("/v1/messages", body)])),
    );
    sent.push(body.id);
  }
  return { sent, answers };
}

/** Polls until nothing is written any more and nothing more comes. */
async function follow(customer: Caller, head: string, isWriting: () => boolean): Promise<Body[]> {
  const seen: Body[] = [];
  let cursor = head;
  for (;;) {
    const last = !isWriting();
    const { body } = await customer.get(`/v1/timeline?after=${cursor}&limit=7`);
    seen.push(...body.items);
    cursor = body.cursor;
    if (last && !body.more && body.items.length === 0) return seen;
  }
}

/** Opens the database for the tests around the call; gives what starts a server on an empty one. */
function useDatabase(database: TestDatabase) {
  let opened: OpenDatabase;
  beforeAll(async () => {
    opened = await database.open();
  }, 60_000);
  afterAll(() => opened.close());
  return {
    empty: () => opened.newDatabase(),
    onServer: async (options: StartOptions, run: (server: TestServer) => Promise<void>) => {
      const server = await startServer({ ...options, ...(await opened.newDatabase()) });
      await run(server).finally(() => server.close());
    },
  };
}

describe.each(databases)("on $name", (database) => {
  const { onServer } = useDatabase(database);

  test(
    "a cursor reader sees each message of 8 concurrent writers exactly once, in order",
    { timeout: 60_000 },
    () =>
      onServer({}, async (server) => {
        const observed = await observe(server);
        expect(violations(observed)).toEqual([]);
        expect(observed.sent).toHaveLength(WRITERS * MESSAGES_EACH);
        expect(server.errors).toEqual([]);
      }),
  );
});

// PGlite runs one transaction at a time and in one process, so there is nothing of this to see there.
describe.each(databases.filter(({ name }) => name === "PostgreSQL"))("on $name alone", (database) => {
  const { onServer, empty } = useDatabase(database);

  test("the same check fails without the row lock", { timeout: 60_000 }, () =>
    onServer({ lock: false }, async (server) => {
      let found: string[] = [];
      for (let round = 0; round < 5 && found.length === 0; round += 1)
        found = violations(await observe(server));
      expect(found).not.toEqual([]);
    }),
  );

  test("what one server writes reaches the streams of another on the same database", async () => {
    const shared = await empty();
    const [first, second] = await Promise.all([startServer(shared), startServer(shared)]);
    const customer = await first.customer();
    const onSecond = createCaller(second.url, customer.id, await tokenFor(second, customer.id));
    const { head } = (await onSecond.get("/v1/session")).body;
    const stream = await openStream(onSecond, `/v1/stream?after=${head}`);
    const sent = await customer.post("/v1/messages", message("Hello over there"));
    expect((await stream.nextOf("change")).data.items.at(-1)).toEqual(sent.body.item);
    stream.close();
    await Promise.all([first.close(), second.close()]);
  });
});

const tokenFor = (server: TestServer, id: string) =>
  server.demo.tokens.issue("ajar-chat", { id, name: id }, 60_000);
