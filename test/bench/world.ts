// For each width of history: the real backend with one customer of that history, the site before it, and a browser per contestant.

import type { Browser } from "playwright";
import { startServer, type TestServer } from "../support/server.ts";
import { startBenchServer } from "./bench-server.ts";
import type { Contestant } from "./contestants.ts";
import { markAllRead, seed, type SeededHistory } from "./seed.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

export interface World {
  /** Messages in the history. */
  readonly size: number;
  readonly history: SeededHistory;
  /** The JSON of all pages, as they come with `limit=200`. */
  readonly rawJsonBytes: number;
  readonly newestWord: string;
  visitor(contestant: Contestant): Promise<Visitor>;
  /** Signed in as a customer without messages. */
  emptyVisitor(contestant: Contestant): Promise<Visitor>;
  /** Not signed in. */
  stranger(contestant: Contestant): Promise<Visitor>;
  /** The agent writes. Resolves when the backend has it. */
  write(text: string): Promise<void>;
  /** Takes back what was written: the history is as it was seeded. Nobody may be looking. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

const customer = "bench";

export async function openWorld(browser: Browser, size: number): Promise<World> {
  const server = await startServer();
  const site = await startBenchServer(server.url);
  const history = await seed(server.demo, customer, size);
  const { newestWord } = history;
  const open = (contestant: Contestant, who: string | null) =>
    openVisitor(browser, contestant, {
      url: site.url,
      customer: who,
      newestWord: who === customer ? newestWord : "",
    });
  return {
    size,
    history,
    rawJsonBytes: await readAll(server, size),
    newestWord,
    visitor: (contestant) => open(contestant, customer),
    emptyVisitor: (contestant) => open(contestant, "empty"),
    stranger: (contestant) => open(contestant, null),
    write: async (text) => {
      const path = `/agent/v1/conversations/${history.conversation}/messages`;
      const agent = await server.agent("rui"); // anew: a token does not live as long as a run
      const { status } = await agent.post(path, { id: crypto.randomUUID(), text });
      if (status !== 201) throw new Error(`The backend took no message: ${status}`);
    },
    restore: async () => {
      const { store } = server.demo;
      await store.db.query("DELETE FROM item WHERE customer = $1 AND pos > $2", [customer, history.lastPos]);
      await markAllRead(store, customer);
    },
    close: async () => {
      await site.close();
      await server.close();
    },
  };
}

/** Reads all pages as a client does, and checks that they are the history: each message once, in order. */
async function readAll(server: TestServer, size: number): Promise<number> {
  const caller = await server.customer(customer);
  let bytes = 0;
  let count = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (let before: string | null = "", query = ""; before !== null;) {
    const text = await (await caller.request(`/v1/timeline?limit=200${query}`)).text();
    bytes += Buffer.byteLength(text);
    const page = JSON.parse(text) as { items: { pos: number; kind: string }[]; before: string | null };
    for (const item of page.items.toReversed()) {
      if (item.pos >= oldest) throw new Error("The seeded history is not in order.");
      oldest = item.pos;
      if (item.kind === "message") count += 1;
    }
    before = page.before;
    query = `&before=${encodeURIComponent(before ?? "")}`;
  }
  if (count !== size) throw new Error(`The history has ${count} messages, not ${size}.`);
  return bytes;
}
