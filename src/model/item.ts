// What a timeline is made of. Plain data; the wire form is backend/wire.ts's business.

import type { Attachment } from "./attachment.ts";

export type AuthorRole = "customer" | "agent" | "bot" | "system";

export interface Author {
  readonly role: AuthorRole;
  readonly id: string;
  readonly name: string;
}

interface ItemBase {
  readonly id: string;
  /** Place in the transcript; never changes. */
  readonly pos: number;
  /** Version of this copy, from the customer's counter: the highest wins. */
  readonly seq: number;
  readonly conversation: string;
  /** RFC 3339, UTC. */
  readonly at: string;
}

export interface Message extends ItemBase {
  readonly kind: "message";
  readonly deleted: false;
  readonly author: Author;
  /** The id that this customer's client chose when it sent the message; null for everybody else's. */
  readonly clientId: string | null;
  readonly text: string;
  readonly format: "plain" | "markdown";
  readonly attachments: readonly Attachment[];
  /** Answers that the customer may choose from; each is sent as a message of theirs. */
  readonly quickReplies: readonly string[];
  /** RFC 3339, UTC; null when never edited. */
  readonly editedAt: string | null;
}

/** What is left of a message that was deleted. */
export interface Tombstone extends ItemBase {
  readonly kind: "message";
  readonly deleted: true;
  readonly author: Author;
  readonly clientId: string | null;
}

/** `queue-position` and `wait-time` exist in live mode only; a persistent timeline never shows them. */
export type NoticeKind =
  | "opened"
  | "agent-joined"
  | "agent-changed"
  | "waiting"
  | "resumed"
  | "closed"
  | "text"
  | "queue-position"
  | "wait-time";

export interface Notice extends ItemBase {
  readonly kind: "notice";
  readonly notice: NoticeKind;
  /** The agent that the notice is about, where there is one. */
  readonly agentName: string | null;
  /** Words of the server's own, for `text`. */
  readonly text: string | null;
}

export type Item = Message | Tombstone | Notice;
