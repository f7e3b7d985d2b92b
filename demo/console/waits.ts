// How long a customer has waited for this conversation's next word, as far as the console can know. Pure.

import type { AgentConversation } from "../server/agent-api.ts";

export interface Wait {
  /** RFC 3339. */
  readonly since: string;
  /** What to say before the time: "for", "unanswered for", nothing. */
  readonly words: string;
}

/** Null: it is not the customer who waits. */
export function waitOf(conversation: AgentConversation): Wait | null {
  const { state, lastMessage } = conversation;
  if (state === "open") return { since: queuedSince(conversation), words: "for" };
  if (isBack(conversation)) return { since: conversation.returnedAt ?? "", words: "" };
  if (state === "active" && lastMessage?.role === "customer")
    return { since: lastMessage.at, words: "unanswered for" };
  return null;
}

export function isBack({ state, returnedAt }: AgentConversation): boolean {
  return state === "waiting" && returnedAt !== null;
}

/** One that an agent had before came back to the queue with what the customer did last, maybe days after it was opened. */
function queuedSince({ lastAgent, returnedAt, lastMessage, openedAt }: AgentConversation): string {
  return lastAgent ? (returnedAt ?? lastMessage?.at ?? openedAt) : openedAt;
}
