// The port to whoever keeps the conversation: what a backend offers and what each call promises.
// Implementations: rest.ts. Types of the protocol's answers, after wire.ts has checked them.

import type { AttachmentLimits } from "../model/attachment.ts";
import type { Conversation, Rating } from "../model/conversation.ts";
import type { Author, Item } from "../model/item.ts";

/** What the server can do beyond the three required calls. Absent or false: the feature is hidden. */
export interface Capabilities {
  /** How changes can be followed. This client takes what works, `sse` first; without either it asks again and again. */
  readonly live: readonly ("sse" | "longPoll")[];
  /** The backend tells each side that the other one types. */
  readonly typing: boolean;
  /** The backend keeps how far each side has read. */
  readonly receipts: boolean;
  /** The backend tells a waiting agent that the customer is back. */
  readonly presence: boolean;
  /** Null: messages are text only. */
  readonly attachments: AttachmentLimits | null;
  /** Customers may change and delete their own messages. */
  readonly edit: boolean;
  /** How a conversation that has ended can be rated: from 1 to `max`. Null: not at all. */
  readonly rating: { readonly max: number } | null;
  /** Null: the backend keeps no hours. */
  readonly hours: Hours | null;
  readonly limits: Limits;
}

export interface Hours {
  readonly open: boolean;
  /** RFC 3339; null when not known. */
  readonly opensAt: string | null;
  /** IANA name; null when not known. */
  readonly timeZone: string | null;
}

export interface Limits {
  /** Longest text in code points. Default 4000. */
  readonly textChars: number;
  /** Most messages in a minute; null when there is no limit. */
  readonly sendPerMinute: number | null;
}

export interface Session {
  readonly customer: { readonly id: string; readonly name: string };
  readonly workstream: { readonly id: string; readonly mode: "persistent" | "live" };
  readonly conversation: Conversation | null;
  /** The newest cursor. */
  readonly head: string;
  /** Unread messages by agents and bots; null when the backend keeps no receipts. */
  readonly unread: number | null;
  readonly capabilities: Capabilities;
}

/** The newest page; its cursor is where deltas begin. Items in ascending `pos`. */
export interface NewestPage {
  readonly items: readonly Item[];
  /** Asks for the page before this one; null when there is none. */
  readonly before: string | null;
  readonly cursor: string;
  readonly conversation: Conversation | null;
}

export interface OlderPage {
  readonly items: readonly Item[];
  readonly before: string | null;
}

/** What changed after `from`. Items in ascending `seq`. Apply it only if `from` is the cursor you hold. */
export interface Delta {
  readonly from: string;
  readonly items: readonly Item[];
  readonly cursor: string;
  readonly more: boolean;
  readonly conversation: Conversation | null;
}

export interface OutgoingMessage {
  /** UUID chosen by the client; sending it again can't make a second message. */
  readonly id: string;
  readonly text: string;
  /** Ids of uploaded files; absent: none. */
  readonly attachments?: readonly string[];
  /** RFC 3339, UTC. */
  readonly sentAt: string;
  /** What the agent sees beside the message; at most 2 kB of strings. */
  readonly context: Readonly<Record<string, string>>;
}

/** One of the customer's own messages, in the copy that they saw. */
export interface MessageVersion {
  /** The item's. */
  readonly id: string;
  readonly seq: number;
}

export interface OutgoingFile {
  /** UUID chosen by the client; uploading it again can't make a second file. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface SendResult {
  readonly item: Item;
  readonly conversation: Conversation | null;
}

export type StreamEvent =
  | { readonly type: "change"; readonly delta: Delta }
  /** Somebody types to the customer: no item, and true for 6 s at most. */
  | { readonly type: "typing"; readonly author: Author; readonly on: boolean }
  /** The hours are others than `/session` said. */
  | { readonly type: "hours"; readonly hours: Hours }
  | { readonly type: "ping" }
  | { readonly type: "bye"; readonly retryAfterMs: number };

export interface CallOptions {
  /** The customer's, as `getToken` gave it. */
  readonly token: string;
  /** Aborts when nobody waits for the answer any more; then reject with `aborted`. */
  readonly signal: AbortSignal;
}

/**
 * A chat backend. Every method rejects with a `ChatError` whose code follows the protocol's error table, and never
 * retries by itself: the engine owns retries. The customer is always the token's subject; no argument names one. Every call may
 * reject with `unauthorized`; `unsupported` is for the optional ones only.
 */
export interface Backend {
  /** Names this backend (for REST its base URL): what is stored in the browser is kept apart by it. */
  readonly id: string;
  /** Who am I, what can you do, has anything changed? No side effects. */
  session(options: CallOptions): Promise<Session>;
  /** The newest `limit` items (1–200), in ascending `pos`. Its cursor was read before the items: a race may repeat, never skip. */
  newest(options: CallOptions & { readonly limit: number }): Promise<NewestPage>;
  /** The `limit` items (1–200) before a page, by that page's `before`. @throws {ChatError} `cursor-expired`. */
  older(options: CallOptions & { readonly before: string; readonly limit: number }): Promise<OlderPage>;
  /** What changed after a cursor, at most `limit` items (1–200), in ascending `seq`. @throws {ChatError} `cursor-expired`. */
  changes(options: CallOptions & { readonly after: string; readonly limit: number }): Promise<Delta>;
  /** Idempotent: the same id gives the same message, for ever. */
  send(message: OutgoingMessage, options: CallOptions): Promise<SendResult>;
  /**
   * Yields until the server says `bye`, the connection ends, or the signal aborts. Present when the backend can stream. Without
   * any event for 40 s it counts as dead: a quiet server sends `ping`.
   */
  stream?(options: CallOptions & { readonly after: string }): AsyncIterable<StreamEvent>;
  /**
   * Long-poll: as `changes`, but held by the server until there is something, at most `waitSeconds`; null when that passed
   * without. Present when the backend can. @throws {ChatError} `cursor-expired`.
   */
  waitForChanges?(
    options: CallOptions & { readonly after: string; readonly waitSeconds: number },
  ): Promise<Delta | null>;
  /**
   * Uploads a file, to be named by a message. Idempotent: after a failure the same one again, from the start. Calls `onProgress` with 0
   * when the backend has said that it will take it, then with the number of bytes that have gone.
   */
  upload?(
    file: OutgoingFile,
    options: CallOptions & { readonly onProgress: (sentBytes: number) => void },
  ): Promise<void>;
  /** The bytes of a clean file of this customer's timeline. */
  download?(id: string, options: CallOptions): Promise<Blob>;
  /** The customer has read up to `pos`; the server keeps the maximum. */
  markRead?(pos: number, options: CallOptions): Promise<void>;
  /**
   * Gives a message another text; its item comes back under a new `seq`. Can be repeated: what is so already is answered as done.
   * @throws {ChatError} `conflict`: it was changed since. `not-found`: it was deleted, or there is none. `forbidden`: somebody else's.
   */
  editMessage?(
    message: MessageVersion & { readonly text: string },
    options: CallOptions,
  ): Promise<SendResult>;
  /** Deletes a message for both sides; its tombstone comes back. Else as `editMessage`. */
  deleteMessage?(message: MessageVersion, options: CallOptions): Promise<SendResult>;
  /** The customer is looking again, while the conversation is waiting. Changes no state. */
  presence?(options: CallOptions): Promise<void>;
  /** The customer types (`on`), or has stopped without sending. Nobody waits for it, and it is never repeated. */
  typing?(on: boolean, options: CallOptions): Promise<void>;
  /** What the customer thought of a conversation that has ended. Replaces what was said before; idempotent. */
  rate?(conversation: string, rating: Rating, options: CallOptions): Promise<void>;
}
