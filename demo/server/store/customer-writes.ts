// What a customer can do: write, read, come back. The state rules for a customer's message are here.

import { createHash } from "node:crypto";
import { Problem } from "../http/problem.ts";
import type { IncomingMessage } from "../http/validate.ts";
import { isAvailable, notify } from "./agents.ts";
import { nameInMessage, readNamed, type Uploader } from "./attachments.ts";
import type { StoreContext } from "./context.ts";
import { readConversation } from "./customer-reads.ts";
import { agentAuthor } from "./agent-author.ts";
import {
  customerKey,
  toCustomerItem,
  type ConversationRow,
  type CustomerConversation,
  type CustomerItem,
} from "./rows.ts";
import { writeThread } from "./thread.ts";
import type { ConversationPatch, ThreadWriter } from "./thread-writer.ts";

// The agent hears once that a customer is back, and again when the customer was away for a while.
const RETURN_NOTICE_MS = 10 * 60_000;

export interface Customer {
  readonly id: string;
  readonly name: string;
}

export interface SendResult {
  /** False: this id was accepted before, and `item` is what became of it. */
  readonly created: boolean;
  readonly item: CustomerItem;
  readonly conversation: CustomerConversation | null;
}

/**
 * Appends a customer's message exactly once per id, opening a conversation if none goes on.
 * @throws {Problem} id-reused — the id was accepted with other content; invalid-attachments
 */
export async function appendMessage(
  ctx: StoreContext,
  customer: Customer,
  message: IncomingMessage,
): Promise<SendResult> {
  const result = await writeThread(ctx, customer.id, customer.name, async (writer) => {
    const hash = contentHash(message.text, message.attachments);
    const known = await writer.findByKey(customerKey(message.id));
    if (known && known.content_hash !== hash) throw new Problem("id-reused");
    const item = known ?? (await writeMessage(writer, customer, message, hash));
    const conversation = await readConversation(writer.sql, writer.thread);
    return { created: !known, item: toCustomerItem(item), conversation };
  });
  if (!result) throw new Error("Writing made no thread.");
  return result;
}

/** Kept with the id for ever, so that a repeat is told from a reused id even when the text is gone. */
export function contentHash(text: string, attachments: readonly string[] = []): string {
  return createHash("sha256").update(JSON.stringify({ text, attachments })).digest("hex");
}

/** Who uploads as the customer. */
export const customerUploader = (customer: string): Uploader => ({ customer, key: "customer" });

async function writeMessage(
  writer: ThreadWriter,
  customer: Customer,
  message: IncomingMessage,
  hash: string,
) {
  const attachments = await readNamed(writer.sql, customerUploader(customer.id), message.attachments);
  const conversation = await conversationFor(writer, message.text);
  const item = await writer.addMessage({
    conversation: conversation.id,
    author: { role: "customer", id: customer.id, name: customer.name },
    key: customerKey(message.id),
    hash,
    text: message.text,
    context: message.context,
    attachments,
  });
  await nameInMessage(writer.sql, customer.id, message.attachments, item.pos);
  return item;
}

/** The conversation that a customer's message belongs to, in the state that the message brings it to. */
async function conversationFor(writer: ThreadWriter, text: string): Promise<ConversationRow> {
  const current = await writer.newest();
  if (current?.state === "open") return current;
  if (current?.state === "waiting") return resume(writer, current, text);
  if (current?.state !== "active") return openConversation(writer, text);
  await notify(writer, current.agent ? [current.agent] : [], "message", current.id, text);
  return current;
}

async function openConversation(writer: ThreadWriter, text: string): Promise<ConversationRow> {
  const row = await writer.open();
  await writer.addNotice(row.id, "opened", null);
  await notify(writer, "all", "queued", row.id, text);
  return row;
}

/** Back to the same agent if that agent can take it, whatever their capacity; else into the queue. */
async function resume(writer: ThreadWriter, row: ConversationRow, text: string): Promise<ConversationRow> {
  const agents = row.agent ? [row.agent] : [];
  const back = await tellReturn(writer, row, text);
  if (await isAvailable(writer.sql, row.agent)) {
    const active = await writer.change(row, { ...back, state: "active" });
    await writer.addNotice(row.id, "resumed", await agentAuthor(writer.sql, row.agent));
    await notify(writer, agents, "message", row.id, text);
    return active;
  }
  const open = await writer.change(row, { ...back, state: "open", agent: null, last_agent: row.agent });
  await notify(writer, "all", "queued", row.id, text);
  return open;
}

/** Notifies the agent that the customer is back, unless that was just done; gives what to remember of it. */
async function tellReturn(
  writer: ThreadWriter,
  row: ConversationRow,
  text: string | null,
): Promise<ConversationPatch> {
  const lastMs = row.return_notified_at?.getTime();
  const due = lastMs === undefined || writer.now.getTime() - lastMs >= RETURN_NOTICE_MS;
  if (!due || !row.agent) return {};
  await notify(writer, [row.agent], "customer-returned", row.id, text);
  return { returned_at: row.returned_at ?? writer.now, return_notified_at: writer.now };
}

/** The customer looks at the chat. Tells the agent of a waiting conversation; changes nothing that the customer sees. */
export async function markPresent(ctx: StoreContext, customer: string): Promise<void> {
  await writeThread(ctx, customer, null, async (writer) => {
    const row = await writer.newest();
    if (row?.state !== "waiting") return;
    const patch = await tellReturn(writer, row, null);
    if (patch.return_notified_at) await writer.change(row, patch, false);
  });
}

/** Keeps the maximum, and never more than exists. */
export async function markCustomerRead(ctx: StoreContext, customer: string, pos: number): Promise<void> {
  await writeThread(ctx, customer, null, async (writer) => {
    const { thread } = writer;
    const reached = Math.min(pos, await writer.lastPos());
    const row = await writer.newest();
    if (!row || reached <= thread.customer_read) return;
    thread.customer_read = reached;
    await writer.change(row, {});
  });
}
