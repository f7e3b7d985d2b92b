// Where somebody types: the conversation that it concerns, and whether anybody is to know.

import { Problem } from "../http/problem.ts";
import type { TypingPlace } from "../live/typings.ts";
import type { Agent } from "./agents.ts";
import type { StoreContext } from "./context.ts";
import type { ConversationRow } from "./rows.ts";
import { newestConversation } from "./thread-writer.ts";

/** Null where no conversation goes on: what is typed will open one, and nobody has it yet. */
export async function customerTypingPlace(ctx: StoreContext, customer: string): Promise<TypingPlace | null> {
  const row = await newestConversation(ctx.db.query, customer);
  return row && goesOn(row) ? { customer, conversation: row.id, agent: null } : null;
}

/** Null once the conversation has ended. @throws {Problem} not-found, not-assigned */
export async function agentTypingPlace(
  ctx: StoreContext,
  agent: Agent,
  conversation: string,
): Promise<TypingPlace | null> {
  const [row] = await ctx.db.query<ConversationRow>("SELECT * FROM conversation WHERE id = $1", [
    conversation,
  ]);
  if (!row) throw new Problem("not-found");
  if (row.agent !== agent.id) throw new Problem("not-assigned");
  return goesOn(row) ? { customer: row.customer, conversation, agent } : null;
}

function goesOn({ state }: ConversationRow): boolean {
  return state !== "wrap-up" && state !== "closed";
}
