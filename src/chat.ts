// createChat(): wires identity, storage, sync and store into the one object that hosts and the widget use.

import type { Capabilities } from "./backend/backend.ts";
import type { ChatError } from "./errors.ts";
import type { Readable } from "./lib/readable.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Item, Message } from "./model/item.ts";
import type { GetToken } from "./options.ts";

export interface Customer {
  /** The token's `sub`. */
  readonly id: string;
  readonly name: string;
}

/**
 * Who is signed in, as far as is known.
 *
 * - `unknown`: not asked yet, or no answer so far. Nothing stored is shown.
 * - `signed-in`: confirmed in this page load.
 * - `signed-out`: the host said that nobody is.
 * - `expired`: the backend refuses the customer's token, and a new one too. Everything is kept; the host's sign-in is needed.
 */
export type IdentityState =
  | { readonly status: "unknown" }
  | { readonly status: "signed-in"; readonly customer: Customer }
  | { readonly status: "signed-out" }
  | { readonly status: "expired"; readonly customer: Customer };

/**
 * How things stand with the backend, in words for a connection bar.
 *
 * - `idle`: there is nothing to ask the backend; not connected, on purpose.
 * - `connecting`: the first answer is on its way.
 * - `online`: the last request was answered.
 * - `offline`: the browser has no network.
 * - `trouble`: the browser has a network, yet no usable answer comes; tried again by itself.
 * - `auth-required`: the host's sign-in is needed.
 */
export type ConnectionState = "idle" | "connecting" | "online" | "offline" | "trouble" | "auth-required";

/**
 * How much of the transcript is here.
 *
 * - `none`: nothing was asked for yet.
 * - `loading`: the newest page is on its way.
 * - `restoring`: the newest page is here, older ones are coming by themselves.
 * - `partial`: older pages exist and come with `loadOlder()` (past 2,000 items).
 * - `stalled`: an older page failed; tried again by itself, or at once with `loadOlder()`.
 * - `complete`: all of it is here.
 */
export type HistoryState = "none" | "loading" | "restoring" | "partial" | "stalled" | "complete";

/**
 * A message that the server has not confirmed.
 *
 * - `queued`: waits for its turn or for the connection.
 * - `sending`: is on its way.
 * - `failed`: the server refused it (`failure` says why); it stays until the customer retries, edits or discards it.
 */
export interface PendingMessage {
  /** The client's id for it; the confirmed item carries it as `clientId`. */
  readonly id: string;
  readonly text: string;
  /** When it was written: RFC 3339, UTC, by this device's clock. */
  readonly at: string;
  readonly state: "queued" | "sending" | "failed";
  readonly failure: ChatError | null;
  /** True once it is stored in this browser and so survives a reload. */
  readonly saved: boolean;
}

/** Event names and what their listeners are given. Events are derived from the signals; none is missed by reading those. */
export interface ChatEvents {
  /** The server has it. */
  "message:sent": Message;
  "message:failed": PendingMessage;
  /** By somebody else, and not part of restored history. */
  "message:received": Message;
  "unread:change": number;
  "conversation:change": Conversation | null;
  "identity:change": IdentityState;
  "connection:change": ConnectionState;
  /** Nobody is signed in and somebody wants to chat. */
  "signin:needed": undefined;
  /** The backend refuses the token, and a fresh one too. */
  "token:expired": undefined;
  /** What is written now is lost on reload unless it was sent. */
  "storage:degraded": undefined;
  error: ChatError;
}

/** One customer's chat with one backend. Signals to read, commands to call; skins need nothing else. */
export interface Chat {
  readonly identity: Readable<IdentityState>;
  /** The transcript's confirmed part in order of `pos`, each item once. */
  readonly items: Readable<readonly Item[]>;
  /** Messages not confirmed yet, oldest first; shown after `items`. */
  readonly pending: Readable<readonly PendingMessage[]>;
  /** Null: there is none. Undefined: not known yet, which is not "closed". */
  readonly conversation: Readable<Conversation | null | undefined>;
  readonly connection: Readable<ConnectionState>;
  readonly history: Readable<HistoryState>;
  /** Messages by agents and bots that the customer has not seen. */
  readonly unreadCount: Readable<number>;
  /** Null until the backend said. */
  readonly capabilities: Readable<Capabilities | null>;
  /** `memory`: this browser keeps nothing; unsent messages are lost on reload. */
  readonly storage: Readable<"durable" | "memory">;
  /** The `pos` after which messages were new when the panel was opened; null when nothing was. */
  readonly newAfter: Readable<number | null>;
  readonly isOpen: Readable<boolean>;
  /** Text in the composer, kept per customer across reloads. */
  readonly draft: Readable<string>;

  /** Somebody looks at the transcript: it is loaded and kept live. Remembered across pages. */
  open(): void;
  /** Nobody looks any more. Ends nothing but this browser's connection. */
  close(): void;
  /**
   * Accepts a message. Resolves when it is stored in this browser (or marked `saved: false` where storage fails): from then
   * on it goes to the server exactly once, by itself, in the order written. Does not wait for the server.
   * @throws {ChatError} `invalid-text`: empty, or longer than the limit. `signed-out`: nobody is signed in. `disposed`.
   * @example await chat.send("Where is my order?");
   */
  send(text: string): Promise<{ readonly id: string }>;
  /** Tries a failed message again, under its id. */
  retry(id: string): Promise<void>;
  /** Removes a failed message for good. */
  discard(id: string): Promise<void>;
  /** Removes a failed message and gives its text back, to be written anew. Resolves to null when there is no such message. */
  edit(id: string): Promise<string | null>;
  /** The customer has seen everything up to this `pos`. Lower ones than before do nothing. */
  markRead(pos: number): void;
  /** Asks for older items now; does nothing when all of them are here or on their way. */
  loadOlder(): void;
  setDraft(text: string): void;
  /** A customer signed in (or may have): asks `getToken` again, with a new one if given. */
  signIn(getToken?: GetToken): void;
  /**
   * The customer leaves this browser: removes identity, cursor, draft and unsent messages, here and in storage.
   * Resolves to the number of messages that were never confirmed.
   */
  signOut(): Promise<{ readonly unsentCount: number }>;
  /** Calls `fn` at each event until the returned function is called. A listener that throws does not stop the others. */
  on<E extends keyof ChatEvents>(event: E, fn: (detail: ChatEvents[E]) => void): () => void;
  /** Ends every request, timer and listener. What is stored stays. Can be called twice. */
  dispose(): void;
}
