// What an agent can do to a conversation. Each call holds the customer's lock, and repeating it changes nothing.

import type { AgentConversation, AgentItem } from "../agent-api.ts";
import { Problem } from "../http/problem.ts";
import type { AgentText, IncomingMessage } from "../http/validate.ts";
import { agentAuthor } from "./agent-author.ts";
import { readAgentConversation } from "./agent-reads.ts";
import type { Agent } from "./agents.ts";
import type { StoreContext } from "./context.ts";
import { nameInMessage, readNamed, type Uploader } from "./attachments.ts";
import { contentHash } from "./customer-writes.ts";
import { agentKey, toAgentItem, type ConversationRow, type NoticeKind } from "./rows.ts";
import { writeThread } from "./thread.ts";
import type { ConversationPatch, ThreadWriter } from "./thread-writer.ts";

type AgentMove = (writer: ThreadWriter, row: ConversationRow, agent: Agent) => Promise<unknown>;

// The agent has reacted: the customer's return is no longer news.
const SEEN: ConversationPatch = { returned_at: null, return_notified_at: null };

export const moves = {
  accept: async (writer, row, agent) => {
    if (row.state === "active") return requireSame(row, agent, "taken");
    if (row.state === "wrap-up" || row.state === "closed") throw new Problem("invalid-state");
    const previous = row.agent ?? row.last_agent;
    const changed = previous !== null && previous !== agent.id;
    await writer.change(row, { ...SEEN, state: "active", agent: agent.id, last_agent: agent.id });
    const joined: NoticeKind = row.state === "waiting" ? "resumed" : "agent-joined";
    return noticeBy(writer, row, changed ? "agent-changed" : joined, agent);
  },
  wait: async (writer, row, agent) => {
    requireOneOf(row, ["active", "waiting"]);
    requireSame(row, agent, "not-assigned");
    if (row.state === "waiting") return;
    await writer.change(row, { ...SEEN, state: "waiting" });
    await noticeBy(writer, row, "waiting", agent);
  },
  end: async (writer, row, agent) => {
    requireOneOf(row, ["active", "waiting", "wrap-up"]);
    requireSame(row, agent, "not-assigned");
    if (row.state === "wrap-up") return;
    await writer.change(row, { ...SEEN, state: "wrap-up", closed_at: writer.now });
    await noticeBy(writer, row, "closed", agent);
  },
  close: async (writer, row, agent) => {
    requireOneOf(row, ["wrap-up", "closed"]);
    requireSame(row, agent, "not-assigned");
    if (row.state === "wrap-up") await writer.change(row, { state: "closed" }, false);
  },
} as const satisfies Record<string, AgentMove>;

export type MoveName = keyof typeof moves;

/** @throws {Problem} not-found, taken, not-assigned, invalid-state */
export async function moveConversation(
  ctx: StoreContext,
  agent: Agent,
  id: string,
  name: MoveName,
): Promise<AgentConversation> {
  const move: AgentMove = moves[name];
  return writeConversation(ctx, id, async (writer, row) => {
    await move(writer, row, agent);
    return readAfter(writer, id);
  });
}

export interface AgentSendResult {
  readonly created: boolean;
  readonly item: AgentItem;
  readonly conversation: AgentConversation;
}

/**
 * Appends an agent's message exactly once per id. Writing into a waiting conversation picks it up, and whoever answers has
 * read what was written.
 */
export async function appendAgentMessage(
  ctx: StoreContext,
  agent: Agent,
  conversationId: string,
  message: AgentText & Pick<IncomingMessage, "attachments">,
): Promise<AgentSendResult> {
  return writeConversation(ctx, conversationId, async (writer, row) => {
    const hash = contentHash(contentOf(message), message.attachments);
    const key = agentKey(agent.id, message.id);
    const known = await writer.findByKey(key);
    if (known && (known.content_hash !== hash || known.conversation !== row.id))
      throw new Problem("id-reused");
    if (!known) {
      await pickUp(writer, row, agent);
      await readUpTo(writer, Number.MAX_SAFE_INTEGER);
    }
    const item = known ?? (await addMessage());
    async function addMessage() {
      const uploader = agentUploader(row.customer, agent);
      const attachments = await readNamed(writer.sql, uploader, message.attachments);
      const author = { role: "agent", ...agent } as const;
      const { text, format, quickReplies } = message;
      const content = { key, hash, text, format, quickReplies, context: null, attachments };
      const added = await writer.addMessage({ conversation: row.id, author, ...content });
      await nameInMessage(writer.sql, row.customer, message.attachments, added.pos);
      return added;
    }
    return { created: !known, item: toAgentItem(item), conversation: await readAfter(writer, row.id) };
  });
}

/** What makes a repeat the same: the text alone where there is nothing but plain text, as it was before there was more. */
function contentOf({ text, format, quickReplies }: AgentText): string {
  if (format === "plain" && quickReplies.length === 0) return text;
  return JSON.stringify({ text, format, quickReplies });
}

/** Who uploads as this agent, for this customer's timeline. */
export const agentUploader = (customer: string, agent: Agent): Uploader => ({
  customer,
  key: `agent ${agent.id}`,
});

async function pickUp(writer: ThreadWriter, row: ConversationRow, agent: Agent): Promise<void> {
  if (row.state === "wrap-up" || row.state === "closed") throw new Problem("conversation-closed");
  requireSame(row, agent, "not-assigned");
  if (row.state === "waiting") await moves.accept(writer, row, agent);
}

/** Agents have read up to `pos`: kept as a maximum, never more than exists. The customer sees it, so it takes a seq. */
export async function markAgentRead(ctx: StoreContext, id: string, pos: number): Promise<AgentConversation> {
  return writeConversation(ctx, id, async (writer) => {
    await readUpTo(writer, pos);
    return readAfter(writer, id);
  });
}

async function readUpTo(writer: ThreadWriter, pos: number): Promise<void> {
  const { thread } = writer;
  const reached = Math.min(pos, await writer.lastPos());
  const newest = await writer.newest();
  if (!newest || reached <= thread.agent_read) return;
  thread.agent_read = reached;
  await writer.change(newest, {});
}

async function writeConversation<T>(
  ctx: StoreContext,
  id: string,
  run: (writer: ThreadWriter, row: ConversationRow) => Promise<T>,
): Promise<T> {
  const [place] = await ctx.db.query<{ customer: string }>(
    "SELECT customer FROM conversation WHERE id = $1",
    [id],
  );
  if (!place) throw new Problem("not-found");
  const result = await writeThread(ctx, place.customer, null, async (writer) => {
    const row = await writer.conversation(id);
    if (!row) throw new Problem("not-found");
    return { value: await run(writer, row) };
  });
  if (!result) throw new Problem("not-found");
  return result.value;
}

/** The thread's row is saved when the transaction ends, so what was counted in memory is written first. */
async function readAfter(writer: ThreadWriter, id: string): Promise<AgentConversation> {
  await writer.save();
  return readAgentConversation(writer.sql, id);
}

async function noticeBy(
  writer: ThreadWriter,
  row: ConversationRow,
  notice: NoticeKind,
  agent: Agent,
): Promise<void> {
  await writer.addNotice(row.id, notice, await agentAuthor(writer.sql, agent.id));
}

function requireSame(row: ConversationRow, agent: Agent, code: "taken" | "not-assigned"): void {
  if (row.agent !== agent.id) throw new Problem(code);
}

function requireOneOf(row: ConversationRow, states: readonly ConversationRow["state"][]): void {
  if (!states.includes(row.state)) throw new Problem("invalid-state");
}
