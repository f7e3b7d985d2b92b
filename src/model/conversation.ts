// The conversation as the customer sees it, and the rule for which copy of it wins. Knows no transport and no clock.

/** `open`: queued, no agent. `active`: an agent has it. `waiting`: the agent set it aside. `closed`: an agent ended it. */
export type ConversationState = (typeof conversationStates)[number];

export const conversationStates = ["open", "active", "waiting", "closed"] as const;

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** Absolute address of a picture, which is fetched and drawn; null: initials stand for it. */
  readonly avatarUrl: string | null;
}

/** What the customer thought of a conversation that has ended. */
export interface Rating {
  /** From 1, the worst, to the highest that the backend takes. */
  readonly score: number;
  /** Words beside it; null when there are none. */
  readonly comment: string | null;
}

export interface Conversation {
  readonly id: string;
  /** Version of this copy, from the customer's counter: the highest wins. */
  readonly seq: number;
  readonly state: ConversationState;
  readonly agent: Agent | null;
  /** `pos` up to which the customer has read, on any device; null when the backend keeps no receipts. */
  readonly customerRead: number | null;
  /** `pos` up to which the agent has read; null when the backend keeps no receipts. */
  readonly agentRead: number | null;
  /** Null: the customer has not said. */
  readonly rating: Rating | null;
  /** RFC 3339, UTC. */
  readonly openedAt: string;
  /** RFC 3339, UTC; null while it goes on. */
  readonly closedAt: string | null;
}

/** The newer of two copies. `null` is "the server says there is none", `undefined` "not known yet". */
export function newerConversation(
  known: Conversation | null | undefined,
  told: Conversation | null | undefined,
): Conversation | null | undefined {
  if (!told) return known ?? told;
  if (!known) return told;
  return told.seq > known.seq ? told : known;
}
