// Gives a customer a long history straight in the database: one open conversation over many days, texts of realistic length, the
// same for the same number of messages. Everything in it is read, so that nothing is marked as new.

import type { RunningDemo } from "../../demo/server/start.ts";
import { contentHash } from "../../demo/server/store/customer-writes.ts";
import { writeThread } from "../../demo/server/store/thread.ts";
import type { ThreadWriter } from "../../demo/server/store/thread-writer.ts";
import { seededRandom, type Random } from "../support/seeded-random.ts";

export interface SeededHistory {
  readonly conversation: string;
  /** `pos` of the newest message. */
  readonly lastPos: number;
  /** A word that only the newest message has. */
  readonly newestWord: string;
}

interface Line {
  readonly isAgent: boolean;
  readonly text: string;
  readonly atMs: number;
}

const CHUNK = 5_000;
const MINUTE_MS = 60_000;
const WORDS =
  "the a my your it order parcel lamp box street door chair invoice refund size colour blue small would could please thanks today tomorrow Monday week address number arrived missing broken wrong check look find send again still waiting email shop return label courier depot kitchen garden price discount code card bank account maybe sure great sorry hello perfect of course right away let me see which one if not and or but because when".split(
    " ",
  );

export async function seed(
  { store }: RunningDemo,
  customer: string,
  messageCount: number,
): Promise<SeededHistory> {
  const newestWord = `newest${messageCount}`;
  const lines = writeLines(seededRandom(messageCount), messageCount, store.now().getTime(), newestWord);
  const seeded = await writeThread(store, customer, customer, async (writer) => {
    const row = await writer.open();
    await writer.addNotice(row.id, "opened", null);
    await writer.change(row, { state: "active", agent: "rui", last_agent: "rui" });
    for (let start = 0; start < lines.length; start += CHUNK)
      await insert(writer, row.id, lines.slice(start, start + CHUNK));
    return { conversation: row.id, lastPos: writer.thread.seq, newestWord };
  });
  if (!seeded) throw new Error("Seeding made no thread.");
  await markAllRead(store, customer);
  return seeded;
}

export async function markAllRead({ db }: RunningDemo["store"], customer: string): Promise<void> {
  await db.query("UPDATE thread SET customer_read = seq, agent_read = seq WHERE customer = $1", [customer]);
}

/** Runs of one to four messages of each side in turn; minutes within a run, up to hours between runs; the last is now. */
function writeLines(random: Random, count: number, nowMs: number, newestWord: string): Line[] {
  const lines: Line[] = [];
  let agoMs = 0;
  let isAgent = true;
  for (let left = random.between(1, 4); lines.length < count; left -= 1) {
    if (left === 0) {
      isAgent = !isAgent;
      left = random.between(1, 4);
      agoMs += random.between(5, 180) * MINUTE_MS;
    }
    const text = lines.length === 0 ? `${write(random)} ${newestWord}` : write(random);
    lines.push({ isAgent, text, atMs: nowMs - agoMs });
    agoMs += random.between(10, 120) * 1_000;
  }
  return lines.reverse();
}

/** 20 to 300 characters, every tenth text on several lines. */
function write(random: Random): string {
  const length = random.between(20, 300);
  const space = random.chance(0.1) ? "\n" : " ";
  let text = random.pick(WORDS);
  while (text.length < length) text += (random.chance(0.1) ? space : " ") + random.pick(WORDS);
  return text.slice(0, length).trim();
}

async function insert(writer: ThreadWriter, conversation: string, lines: readonly Line[]): Promise<void> {
  const { customer } = writer.thread;
  const first = writer.thread.seq + 1;
  const items = lines.map(({ isAgent, text, atMs }, index) => {
    const pos = first + index;
    return {
      customer,
      pos,
      seq: pos,
      id: `m_${customer}${pos}`,
      conversation,
      author_role: isAgent ? "agent" : "customer",
      author_id: isAgent ? "rui" : customer,
      author_name: isAgent ? "Rui" : customer,
      client_key: `${isAgent ? "a:rui" : "c"}:${pos}`,
      content_hash: contentHash(text),
      text,
      at: new Date(atMs).toISOString(),
    };
  });
  await writer.sql(
    `INSERT INTO item (customer, pos, seq, id, conversation, kind, author_role, author_id, author_name, client_key,
       content_hash, text, at)
     SELECT customer, pos, seq, id, conversation, 'message', author_role, author_id, author_name, client_key, content_hash,
       text, at
     FROM jsonb_to_recordset($1::jsonb) AS item(customer text, pos bigint, seq bigint, id text, conversation text,
       author_role text, author_id text, author_name text, client_key text, content_hash text, text text, at timestamptz)`,
    [JSON.stringify(items)],
  );
  writer.thread.seq += lines.length;
}
