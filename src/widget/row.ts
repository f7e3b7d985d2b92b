// One row of the transcript, and what it is made of: an item, or a message that is not confirmed yet. Pure; every field of a row
// is a plain value, or the item's own, so two rows are equal when their fields are.

import type { PendingAttachment, PendingMessage } from "../chat.ts";
import type { ChatErrorCode } from "../errors.ts";
import type { Attachment } from "../model/attachment.ts";
import type { Item, Message, Notice, Tombstone } from "../model/item.ts";
import { isShownNotice } from "./notices.ts";

/** What is known of the customer's own message; never a guess. */
export type MessageStatus =
  | "queued"
  | "unsaved"
  | "sending"
  | "sent"
  | "read"
  | "failed"
  | "held"
  | "incomplete";

export interface MessageRow {
  readonly type: "message";
  /** The same before and after the server confirms it, so that its bubble stays. */
  readonly key: string;
  /** Null while the server has not confirmed it. */
  readonly pos: number | null;
  readonly own: boolean;
  readonly authorId: string;
  readonly authorName: string;
  /** Null: deleted. */
  readonly text: string | null;
  readonly format: "plain" | "markdown";
  /** Answers to choose from, while they are to be chosen; none otherwise. The item's own list, or always the same empty one. */
  readonly replies: readonly string[];
  readonly at: string;
  readonly edited: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** Null where it is not said. */
  readonly status: MessageStatus | null;
  readonly failure: ChatErrorCode | null;
  /** May the customer take it back? */
  readonly removable: boolean;
  readonly files: readonly RowFile[];
}

/** A file of a message, confirmed or not. */
export type RowFile = Attachment | PendingAttachment;

/** It goes nowhere before the customer has done something about it. */
export function isStuck({ state }: PendingAttachment): boolean {
  return state === "failed" || state === "missing";
}

const none: readonly RowFile[] = [];

/** A line between messages: a day, a conversation's beginning, a notice, or where new messages begin. */
export interface LineRow {
  readonly type: "day" | "conversation" | "notice" | "new";
  readonly key: string;
  readonly text: string;
  /** No other line stands directly above. */
  readonly first: boolean;
}

export type Row = MessageRow | LineRow;

/** What rows are made of. */
export type Entry = Item | PendingMessage;

export function isNotice(entry: Entry): entry is Notice {
  return "kind" in entry && entry.kind === "notice";
}

export function isPending(entry: Entry): entry is PendingMessage {
  return "state" in entry;
}

/** Has it a row of its own? */
export function isVisible(entry: Entry): boolean {
  return !isNotice(entry) || isShownNotice(entry);
}

export function isOwn(entry: Entry): boolean {
  return isPending(entry) || (entry.kind === "message" && entry.author.role === "customer");
}

/** Are they of two conversations? What is not confirmed belongs to none yet. */
export function isOtherConversation(before: Entry | undefined, after: Entry): boolean {
  return (
    before !== undefined &&
    !isPending(before) &&
    !isPending(after) &&
    before.conversation !== after.conversation
  );
}

export function keyOf(entry: Entry): string {
  return ("clientId" in entry ? entry.clientId : null) ?? entry.id;
}

/** Did one author write both in one go? */
export function isSameGroup(before: Entry, after: Entry): boolean {
  if (isNotice(before) || isNotice(after) || (isPending(before) && isUndecided(before))) return false;
  if (isOwn(before) !== isOwn(after)) return false;
  if (!isPending(before) && !isPending(after) && !isOwn(after) && before.author.id !== after.author.id)
    return false;
  return Date.parse(after.at) - Date.parse(before.at) < groupGapMs;
}

const groupGapMs = 5 * 60_000;

/** The customer is asked about it, in place. */
export function isUndecided({ state }: PendingMessage): boolean {
  return isUndecidedStatus(state);
}

export function isUndecidedStatus(status: MessageStatus | null): boolean {
  return status === "failed" || status === "held" || status === "incomplete";
}

export function statusOf(message: PendingMessage): MessageStatus {
  return message.state === "queued" && !message.saved ? "unsaved" : message.state;
}

type Place = Pick<MessageRow, "first" | "last" | "status"> & {
  /** Its quick replies are to be chosen from. */
  readonly asks: boolean;
};

const noReplies: readonly string[] = [];

export function messageRow(
  entry: Message | Tombstone | PendingMessage,
  { asks, ...place }: Place,
): MessageRow {
  if (isPending(entry)) return pendingRow(entry, place);
  return {
    type: "message",
    key: keyOf(entry),
    pos: entry.pos,
    own: isOwn(entry),
    authorId: entry.author.id,
    authorName: entry.author.name,
    text: entry.deleted ? null : entry.text,
    format: entry.deleted ? "plain" : entry.format,
    replies: repliesOf(entry, asks),
    at: entry.at,
    edited: !entry.deleted && entry.editedAt !== null,
    failure: null,
    removable: false,
    files: entry.deleted ? none : filesOf(entry),
    ...place,
  };
}

/** Always the same list where there are none: the row is then the same. */
function repliesOf(entry: Message | Tombstone, asks: boolean): readonly string[] {
  return asks && !entry.deleted && entry.quickReplies.length > 0 ? entry.quickReplies : noReplies;
}

function pendingRow(message: PendingMessage, place: Omit<Place, "asks">): MessageRow {
  return {
    type: "message",
    key: message.id,
    pos: null,
    own: true,
    authorId: "",
    authorName: "",
    text: message.text,
    format: "plain",
    replies: noReplies,
    at: message.at,
    edited: false,
    failure: message.state === "failed" ? (message.failure?.code ?? "rejected") : null,
    removable: message.removable,
    files: filesOf(message),
    ...place,
  };
}

/** The same list for none, so that rows stay equal. */
function filesOf({ attachments }: Message | PendingMessage): readonly RowFile[] {
  return attachments.length > 0 ? attachments : none;
}

const lineChars = 34;
const linePx = 21;
const aroundPx = 34;

/** About how high its rows are in the panel's usual width, in px. */
export function guessPx(entry: Entry): number {
  if (!isVisible(entry)) return 0;
  if (!("text" in entry) || isNotice(entry)) return aroundPx;
  let lines = Math.ceil(entry.text.length / lineChars) || 1;
  for (let at = entry.text.indexOf("\n"); at >= 0; at = entry.text.indexOf("\n", at + 1)) lines += 1;
  return aroundPx + lines * linePx + ("attachments" in entry ? guessFilesPx(entry.attachments) : 0);
}

const filePx = 60;
const previewPx = 168;

function guessFilesPx(files: readonly RowFile[]): number {
  return files.reduce((sum, file) => sum + filePx + (isPreviewed(file) ? previewPx : 0), 0);
}

/** Has it a picture to show? Its place is kept from the start. */
export function isPreviewed(file: RowFile): boolean {
  return "scan" in file && file.scan === "clean" && /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type);
}
