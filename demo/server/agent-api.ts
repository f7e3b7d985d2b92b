// The agent side's wire types (`/agent/v1`), shared by the reference backend and the console. Types only.
// Every call but `POST /session` takes `Authorization: Bearer <token>`; errors are RFC 9457 problems with a stable `code`.

/** What agents see: `wrap-up` (ended, notes being finished) is `closed` to the customer. */
export type AgentConversationState = "open" | "active" | "waiting" | "wrap-up" | "closed";

export interface AgentRef {
  readonly id: string;
  readonly name: string;
}

/** What the customer thought of a conversation that has ended. */
export interface Rating {
  /** From 1 to 5; more is better. */
  readonly score: number;
  readonly comment: string | null;
}

/** `GET /conversations?state=` (one state, several with commas, or all) → `{items}`, most recently changed first. */
export interface AgentConversation {
  readonly id: string;
  readonly state: AgentConversationState;
  readonly customer: { readonly id: string; readonly name: string };
  /** Who has it now: null in the queue. */
  readonly agent: AgentRef | null;
  /** Who had it last: the queue may prefer them. */
  readonly lastAgent: AgentRef | null;
  /** Highest version among this customer's changes; a cursor for nothing, only "something changed". */
  readonly seq: number;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly lastMessage: {
    readonly text: string;
    readonly role: "customer" | "agent" | "system";
    readonly at: string;
  } | null;
  /** Customer messages that no agent has read. */
  readonly unread: number;
  /** Where the customer is, from the newest message's context. */
  readonly context: Readonly<Record<string, string>>;
  /** The customer is back since the conversation was set to waiting; RFC 3339, else null. */
  readonly returnedAt: string | null;
  /** Null: the customer has not said. */
  readonly rating: Rating | null;
}

/** An item as in the customer's timeline, with what only agents see. */
export interface AgentItem {
  readonly id: string;
  readonly pos: number;
  readonly seq: number;
  readonly conversation: string;
  readonly kind: "message" | "notice";
  readonly at: string;
  readonly author?: {
    readonly role: "customer" | "agent" | "bot" | "system";
    readonly id: string;
    readonly name: string;
  };
  readonly text?: string;
  readonly format?: "plain" | "markdown";
  readonly quickReplies?: readonly string[];
  /** RFC 3339; absent when never edited. */
  readonly editedAt?: string;
  readonly deleted?: true;
  readonly notice?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** `GET /conversations/{id}/attachments/{attachment}` gives a clean one's bytes. */
  readonly attachments?: readonly AgentAttachment[];
}

export interface AgentAttachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly scan: "pending" | "clean" | "rejected";
}

/**
 * `GET /conversations/{id}/timeline`: the customer's whole history, at most its newest 2,000 items (`limit`, up to 5,000).
 * `?after=<cursor>`: what changed since, in ascending `seq`; while `more`, ask again with the new cursor.
 */
export interface AgentTimeline {
  readonly items: readonly AgentItem[];
  readonly cursor: string;
  readonly more: boolean;
  readonly conversation: AgentConversation;
}

/**
 * `GET /notifications?after=<id>` → `{items}`, oldest first; `id` grows without gaps for each agent.
 *
 * - `queued`: a conversation waits for an agent (new, or back in the queue because its agent can't take it).
 * - `message`: the customer wrote in a conversation of yours.
 * - `customer-returned`: the customer of a conversation that you set to waiting is back.
 */
export interface AgentNotification {
  readonly id: number;
  readonly kind: "queued" | "message" | "customer-returned";
  readonly conversation: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly text: string | null;
  readonly at: string;
}

/** `GET /me` and `PUT /me {"available":boolean}`. */
export interface AgentMe {
  readonly id: string;
  readonly name: string;
  /** `used` counts active and wrap-up conversations, never waiting ones. */
  readonly capacity: { readonly used: number; readonly max: number };
  readonly available: boolean;
}

/** `GET /hours` and `PUT /hours {"open":boolean}`. */
export interface AgentHours {
  readonly open: boolean;
  /** RFC 3339; null within hours. */
  readonly opensAt: string | null;
  readonly timeZone: string;
}

/** The customer of a conversation types. `POST /conversations/{id}/typing {"on":boolean}` → 202 tells the customer of the agent. */
export interface AgentTyping {
  readonly conversation: string;
  readonly on: boolean;
}

/**
 * `GET /stream` (SSE), read with fetch: `event: notification` with an `AgentNotification`, its `id:` line the notification's;
 * `event: change` with `{"conversation": AgentConversation}` after each change of any conversation;
 * `event: me` with an `AgentMe`; `event: hours` with an `AgentHours` when they were switched; `event: typing` when a customer
 * begins or ends to type, which nobody needs to repeat: it ends by itself after 6 s; `event: ping` each 15 s; `event: bye`.
 */
export type AgentStreamEvent =
  | { readonly event: "notification"; readonly data: AgentNotification }
  | { readonly event: "change"; readonly data: { readonly conversation: AgentConversation } }
  | { readonly event: "typing"; readonly data: AgentTyping }
  | { readonly event: "hours"; readonly data: AgentHours }
  | { readonly event: "me"; readonly data: AgentMe };
