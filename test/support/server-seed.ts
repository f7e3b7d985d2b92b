// Gives a customer a long history at once: one statement instead of thousands of calls, with the counters that the calls would leave.

import { randomUUID } from "node:crypto";
import type { RunningDemo } from "../../demo/server/start.ts";
import { contentHash } from "../../demo/server/store/customer-writes.ts";
import { writeThread } from "../../demo/server/store/thread.ts";

export interface SeedOptions {
  /** The customer's display name. Default: the id. */
  readonly name?: string;
  /** Who answers. Default rui. */
  readonly agent?: "rui" | "mia";
  /** Text of the nth message, from 1. Default "Message n". */
  readonly text?: (n: number) => string;
  /** Time between messages, the last being now. Default one minute. */
  readonly everyMs?: number;
}

export interface Seeded {
  readonly conversation: string;
  /** `pos` of each message, in order. */
  readonly positions: readonly number[];
  /** The counter after it all. */
  readonly seq: number;
}

const CHUNK = 5_000;

/** Adds `count` messages, by turns the customer's and the agent's, to the customer's active conversation (opened if need be). */
export async function seedHistory(
  demo: RunningDemo,
  customer: string,
  count: number,
  { name = customer, agent = "rui", text = (n) => `Message ${n}`, everyMs = 60_000 }: SeedOptions = {},
): Promise<Seeded> {
  const seeded = await writeThread(demo.store, customer, name, async (writer) => {
    const newest = await writer.newest();
    const going = newest && newest.state !== "closed" && newest.state !== "wrap-up" ? newest : undefined;
    const row = going ?? (await writer.open());
    if (!going) await writer.addNotice(row.id, "opened", null);
    if (row.state !== "active") await writer.change(row, { state: "active", agent, last_agent: agent });
    const first = writer.thread.seq + 1;
    const items = Array.from({ length: count }, (_, index) => {
      const isAgent = index % 2 === 1;
      const words = text(index + 1);
      return {
        customer,
        pos: first + index,
        seq: first + index,
        id: `m_${randomUUID()}`,
        conversation: row.id,
        author_role: isAgent ? "agent" : "customer",
        author_id: isAgent ? agent : customer,
        author_name: isAgent ? agent.charAt(0).toUpperCase() + agent.slice(1) : name,
        client_key: isAgent ? `a:${agent}:${randomUUID()}` : `c:${randomUUID()}`,
        content_hash: contentHash(words),
        text: words,
        at: new Date(writer.now.getTime() - (count - 1 - index) * everyMs).toISOString(),
      };
    });
    for (let start = 0; start < count; start += CHUNK) {
      await writer.sql(
        `INSERT INTO item (customer, pos, seq, id, conversation, kind, author_role, author_id, author_name, client_key,
           content_hash, text, at)
         SELECT customer, pos, seq, id, conversation, 'message', author_role, author_id, author_name, client_key,
           content_hash, text, at
         FROM jsonb_to_recordset($1::jsonb) AS item(customer text, pos bigint, seq bigint, id text, conversation text,
           author_role text, author_id text, author_name text, client_key text, content_hash text, text text, at timestamptz)`,
        [JSON.stringify(items.slice(start, start + CHUNK))],
      );
    }
    writer.thread.seq += count;
    return { conversation: row.id, positions: items.map(({ pos }) => pos), seq: writer.thread.seq };
  });
  if (!seeded) throw new Error("Seeding made no thread.");
  return seeded;
}

/** Gives the message at that place another text, with the new version that an edit takes, and tells open streams. */
export async function editMessage(
  { store }: RunningDemo,
  customer: string,
  pos: number,
  text: string,
): Promise<void> {
  await writeThread(store, customer, null, async (writer) => {
    const newest = await writer.newest();
    writer.thread.seq += 1;
    await writer.sql("UPDATE item SET text = $1, seq = $2 WHERE customer = $3 AND pos = $4", [
      text,
      writer.thread.seq,
      customer,
      pos,
    ]);
    if (newest) await writer.change(newest, {}, false); // only so that it is announced
  });
}
