// Editing and deleting: by the author alone, and only the version that they have seen.

import type { AgentItem } from "../agent-api.ts";
import { Problem } from "../http/problem.ts";
import type { Agent } from "./agents.ts";
import type { StoreContext } from "./context.ts";
import { readConversation } from "./customer-reads.ts";
import { toAgentItem, toCustomerItem, type Author, type CustomerItem, type ItemRow } from "./rows.ts";
import { writeThread } from "./thread.ts";
import type { ThreadWriter } from "./thread-writer.ts";
import type { SendResult } from "./customer-writes.ts";

export interface MessageChange {
  readonly id: string;
  /** Is this the version that is to be changed? */
  readonly isMeant: (seq: number) => boolean;
  /** Null: the message is deleted. */
  readonly text: string | null;
}

/** @throws {Problem} not-found, not-author, version-conflict */
export async function changeCustomerMessage(
  ctx: StoreContext,
  customer: string,
  change: MessageChange,
): Promise<Omit<SendResult, "created">> {
  const result = await writeThread(ctx, customer, null, async (writer) => {
    const item: CustomerItem = toCustomerItem(await apply(writer, "customer", customer, change));
    return { item, conversation: await readConversation(writer.sql, writer.thread) };
  });
  if (!result) throw new Problem("not-found");
  return result;
}

/** @throws {Problem} not-found, not-author, version-conflict */
export async function changeAgentMessage(
  ctx: StoreContext,
  agent: Agent,
  change: MessageChange,
): Promise<{ readonly item: AgentItem }> {
  const [place] = await ctx.db.query<{ customer: string }>("SELECT customer FROM item WHERE id = $1", [
    change.id,
  ]);
  if (!place) throw new Problem("not-found");
  const result = await writeThread(ctx, place.customer, null, async (writer) => ({
    item: toAgentItem(await apply(writer, "agent", agent.id, change)),
  }));
  if (!result) throw new Problem("not-found");
  return result;
}

/** What was done already is answered as done, whatever the version: the first answer may have been lost (RFC 9110, 13.1.1). */
async function apply(
  writer: ThreadWriter,
  role: Author["role"],
  author: string,
  { id, isMeant, text }: MessageChange,
): Promise<ItemRow> {
  const row = await writer.findMessage(id);
  if (!row) throw new Problem("not-found");
  if (row.author_role !== role || row.author_id !== author) throw new Problem("not-author");
  if (row.deleted && text === null) return row;
  if (row.deleted) throw new Problem("not-found", { detail: "The message was deleted." });
  if (row.text === text) return row;
  if (!isMeant(row.seq)) throw new Problem("version-conflict");
  return writer.rewrite(row, text);
}
