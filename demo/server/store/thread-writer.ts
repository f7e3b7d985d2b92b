// What can be written to a customer's thread while its row is locked: the only place where the counter moves.

import { randomUUID } from "node:crypto";
import type { Param, Sql } from "../db/db.ts";
import { announce } from "./context.ts";
import type { Author, ConversationRow, ItemRow, NoticeKind, ShownAttachment, ThreadRow } from "./rows.ts";

export type ConversationPatch = Partial<
  Pick<
    ConversationRow,
    | "state"
    | "agent"
    | "last_agent"
    | "closed_at"
    | "returned_at"
    | "return_notified_at"
    | "rating_score"
    | "rating_comment"
  >
>;

export interface NewMessage {
  readonly conversation: string;
  readonly author: Author;
  readonly key: string;
  readonly hash: string;
  readonly text: string;
  readonly format?: "plain" | "markdown";
  readonly quickReplies?: readonly string[];
  readonly context: Readonly<Record<string, string>> | null;
  readonly attachments: readonly ShownAttachment[];
}

export interface ThreadWriter {
  readonly sql: Sql;
  readonly thread: ThreadRow;
  readonly now: Date;
  /** The newest conversation: the one going on, else the last that ended. */
  newest(): Promise<ConversationRow | undefined>;
  conversation(id: string): Promise<ConversationRow | undefined>;
  /** `pos` of the newest item; 0 when there is none. */
  lastPos(): Promise<number>;
  findByKey(key: string): Promise<ItemRow | undefined>;
  open(): Promise<ConversationRow>;
  addMessage(message: NewMessage): Promise<ItemRow>;
  /** A scan has ended: the message that shows the file takes a new seq. */
  changeAttachment(pos: number, id: string, scan: ShownAttachment["scan"]): Promise<void>;
  addNotice(conversation: string, notice: NoticeKind, agent: Author | null): Promise<ItemRow>;
  findMessage(id: string): Promise<ItemRow | undefined>;
  /** Gives a message another text, or leaves its tombstone: null. Its place stays, its version is a new one. */
  rewrite(row: ItemRow, text: string | null): Promise<ItemRow>;
  /** A change that the customer can see, or (`visible: false`) one that only agents see and that takes no seq. */
  change(row: ConversationRow, patch: ConversationPatch, visible?: boolean): Promise<ConversationRow>;
  /** Writes the counter now, for reads inside this transaction; the end of the transaction does it anyway. */
  save(): Promise<void>;
  /** These agents' streams look again. */
  touchAgents(...agents: readonly (string | null)[]): void;
}

/** The caller holds the row lock, and calls `save` and then `announceAll` at the end. */
export function createThreadWriter(sql: Sql, thread: ThreadRow, now: Date) {
  const agents = new Set<string>();
  const conversations = new Set<string>();
  let savedSeq = thread.seq;
  const nextSeq = () => (thread.seq += 1);

  const insertItem = async (item: Partial<Record<keyof ItemRow, Param>>): Promise<ItemRow> => {
    const seq = nextSeq();
    const row = { customer: thread.customer, pos: seq, seq, at: now, ...item };
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`);
    const [inserted] = await sql<ItemRow>(
      `INSERT INTO item (${columns.join(", ")}) VALUES (${places.join(", ")}) RETURNING *`,
      Object.values(row),
    );
    conversations.add(String(item.conversation));
    return one(inserted);
  };

  const writer: ThreadWriter = {
    sql,
    thread,
    now,
    newest: () => newestConversation(sql, thread.customer),
    conversation: async (id) =>
      (
        await sql<ConversationRow>("SELECT * FROM conversation WHERE id = $1 AND customer = $2", [
          id,
          thread.customer,
        ])
      )[0],
    lastPos: async () =>
      (
        await sql<{ pos: number }>("SELECT COALESCE(max(pos), 0) AS pos FROM item WHERE customer = $1", [
          thread.customer,
        ])
      )[0]?.pos ?? 0,
    findByKey: async (key) =>
      (
        await sql<ItemRow>("SELECT * FROM item WHERE customer = $1 AND client_key = $2", [
          thread.customer,
          key,
        ])
      )[0],
    open: async () => {
      const id = `cv_${randomUUID()}`;
      const seq = nextSeq();
      const [row] = await sql<ConversationRow>(
        `INSERT INTO conversation (id, customer, opened_pos, seq, state, opened_at, changed_at)
         VALUES ($1, $2, $3, $3, 'open', $4, $4) RETURNING *`,
        [id, thread.customer, seq, now],
      );
      conversations.add(id);
      return one(row);
    },
    addMessage: (message) =>
      insertItem({
        id: `m_${randomUUID()}`,
        conversation: message.conversation,
        kind: "message",
        ...authorColumns(message.author),
        client_key: message.key,
        content_hash: message.hash,
        text: message.text,
        format: message.format ?? null,
        quick_replies: message.quickReplies?.length ? JSON.stringify(message.quickReplies) : null,
        context: message.context && JSON.stringify(message.context),
        attachments: message.attachments.length > 0 ? JSON.stringify(message.attachments) : null,
      }),
    changeAttachment: async (pos, id, scan) => {
      const [row] = await sql<ItemRow>("SELECT * FROM item WHERE customer = $1 AND pos = $2", [
        thread.customer,
        pos,
      ]);
      if (!row?.attachments) return;
      const attachments = row.attachments.map((file) => (file.id === id ? { ...file, scan } : file));
      await sql("UPDATE item SET seq = $3, attachments = $4 WHERE customer = $1 AND pos = $2", [
        thread.customer,
        pos,
        nextSeq(),
        JSON.stringify(attachments),
      ]);
      conversations.add(row.conversation);
    },
    addNotice: (conversation, notice, agent) =>
      insertItem({
        id: `n_${randomUUID()}`,
        conversation,
        kind: "notice",
        notice,
        ...(agent ? authorColumns(agent) : {}),
      }),
    findMessage: async (id) =>
      (
        await sql<ItemRow>("SELECT * FROM item WHERE id = $1 AND customer = $2 AND kind = 'message'", [
          id,
          thread.customer,
        ])
      )[0],
    rewrite: async (row, text) => {
      const kept = text === null ? "context = NULL, deleted = true" : "edited_at = $4";
      const [changed] = await sql<ItemRow>(
        `UPDATE item SET text = $2, seq = $3, ${kept} WHERE id = $1 RETURNING *`,
        [row.id, text, nextSeq(), ...(text === null ? [] : [now])],
      );
      // What agents were told of it must not say more than it does now.
      await sql("UPDATE notification SET text = $3 WHERE conversation = $1 AND text = $2", [
        row.conversation,
        row.text,
        text,
      ]);
      conversations.add(row.conversation);
      return one(changed);
    },
    change: async (row, patch, visible = true) => {
      const next = { ...row, ...patch, seq: visible ? nextSeq() : row.seq };
      const [changed] = await sql<ConversationRow>(
        `UPDATE conversation SET seq = $2, state = $3, agent = $4, last_agent = $5, closed_at = $6, returned_at = $7,
           return_notified_at = $8, changed_at = $9, rating_score = $10, rating_comment = $11 WHERE id = $1 RETURNING *`,
        [
          row.id,
          next.seq,
          next.state,
          next.agent,
          next.last_agent,
          next.closed_at,
          next.returned_at,
          next.return_notified_at,
          now,
          next.rating_score,
          next.rating_comment,
        ],
      );
      conversations.add(row.id);
      // Capacity is counted from conversations, so whoever had it or has it now is concerned.
      writer.touchAgents(row.agent, next.agent);
      return one(changed);
    },
    // Whatever changes a thread takes a seq, so the seq tells whether there is anything to write.
    save: async () => {
      if (thread.seq === savedSeq) return;
      savedSeq = thread.seq;
      await saveThread(sql, thread);
    },
    touchAgents: (...touched) => {
      for (const agent of touched) if (agent !== null) agents.add(agent);
    },
  };

  const announceAll = async () => {
    for (const conversation of conversations)
      await announce(sql, { customer: thread.customer, conversation });
    if (agents.size > 0) await announce(sql, { agents: [...agents] });
  };
  return { writer, announceAll };
}

export async function newestConversation(sql: Sql, customer: string): Promise<ConversationRow | undefined> {
  const [row] = await sql<ConversationRow>(
    "SELECT * FROM conversation WHERE customer = $1 ORDER BY opened_pos DESC LIMIT 1",
    [customer],
  );
  return row;
}

async function saveThread(sql: Sql, thread: ThreadRow): Promise<void> {
  await sql("UPDATE thread SET seq = $2, customer_read = $3, agent_read = $4 WHERE customer = $1", [
    thread.customer,
    thread.seq,
    thread.customer_read,
    thread.agent_read,
  ]);
}

const authorColumns = (author: Author) => ({
  author_role: author.role,
  author_id: author.id,
  author_name: author.name,
});

function one<Row>(row: Row | undefined): Row {
  if (!row) throw new Error("The database returned no row.");
  return row;
}
