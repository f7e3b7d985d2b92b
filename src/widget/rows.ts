// What the transcript shows, line by line: items and pending messages become rows with separators, groups and states.
// Pure; every field of a row is a plain value, so two rows are equal when their fields are.

import type { PendingMessage } from "../chat.ts";
import type { ChatErrorCode } from "../errors.ts";
import type { Item, Message, Notice, Tombstone } from "../model/item.ts";
import type { Dates } from "./dates.ts";
import type { Strings } from "./strings.ts";

/** What is known of the customer's own message; never a guess. */
export type MessageStatus = "queued" | "unsaved" | "sending" | "sent" | "read" | "failed" | "held";

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
  readonly at: string;
  readonly edited: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** Null where it is not said. */
  readonly status: MessageStatus | null;
  readonly failure: ChatErrorCode | null;
  /** May the customer take it back? */
  readonly removable: boolean;
}

/** A line between messages: a day, a conversation's beginning, a notice, or where new messages begin. */
export interface LineRow {
  readonly type: "day" | "conversation" | "notice" | "new";
  readonly key: string;
  readonly text: string;
}

export type Row = MessageRow | LineRow;

export interface RowsInput {
  readonly items: Iterable<Item>;
  readonly pending: readonly PendingMessage[];
  /** The `pos` after which messages are new, or null. */
  readonly newAfter: number | null;
  /** The `pos` up to which the agent has read, or null. */
  readonly agentRead: number | null;
  /** True when nothing older exists. */
  readonly complete: boolean;
  readonly strings: Strings;
  readonly dates: Dates;
}

const groupGapMs = 5 * 60_000;

export function buildRows(input: RowsInput): readonly Row[] {
  const { items, pending, strings, dates } = input;
  const rows: Row[] = [];
  let day: string | null = null;
  let latestMs = 0;
  let divided = input.newAfter === null;

  /** Days only go forward: a message that was held back stands below newer ones. */
  function startDay(at: string): void {
    const ms = Date.parse(at);
    if (ms < latestMs) return;
    latestMs = ms;
    const key = dates.dayKey(at);
    if (key !== day) rows.push({ type: "day", key: `day ${key}`, text: dates.day(at) });
    day = key;
  }

  for (const item of items) {
    if (item.kind === "notice") {
      const line = lineOf(item, strings, dates);
      if (!line) continue;
      if (line.type === "notice") startDay(item.at);
      else if (rows.length === 0 && input.complete) continue; // the very first conversation needs no divider
      else day = dates.dayKey(item.at); // the divider names the day
      rows.push(line);
      continue;
    }
    startDay(item.at);
    if (!divided && item.author.role !== "customer" && item.pos > (input.newAfter ?? 0)) {
      // With nothing older loaded it is not known where the new ones begin.
      if (rows.length > 1 || input.complete)
        rows.push({ type: "new", key: "new", text: strings.newMessages });
      divided = true;
    }
    rows.push(confirmedRow(item, input.agentRead));
  }
  for (const message of pending) {
    startDay(message.at);
    rows.push(pendingRow(message));
  }
  return groupRows(rows);
}

/** The words of a notice; null for those that are never shown. */
export function noticeText(notice: Notice, strings: Strings, dates: Dates): string | null {
  const agent = notice.agentName ?? strings.anAgent;
  switch (notice.notice) {
    case "opened":
      return dates.isToday(notice.at)
        ? strings.noticeOpenedToday
        : strings.noticeOpened(dates.date(notice.at));
    case "agent-joined":
      return strings.noticeJoined(agent);
    case "agent-changed":
      return strings.noticeChanged(agent);
    case "waiting":
      return strings.noticeWaiting(agent);
    case "resumed":
      return strings.noticeResumed(agent);
    case "closed":
      return notice.agentName === null ? strings.noticeClosedUnnamed : strings.noticeClosed(agent);
    case "text":
      return notice.text;
    // A persistent chat says nothing of queues, whatever the server sends; nor of kinds that came later.
    case "queue-position":
    case "wait-time":
    default:
      return null;
  }
}

function lineOf(notice: Notice, strings: Strings, dates: Dates): LineRow | null {
  const text = noticeText(notice, strings, dates);
  return text ? { type: notice.notice === "opened" ? "conversation" : "notice", key: notice.id, text } : null;
}

function confirmedRow(item: Message | Tombstone, agentRead: number | null): MessageRow {
  const own = item.author.role === "customer";
  return {
    type: "message",
    key: item.clientId ?? item.id,
    pos: item.pos,
    own,
    authorId: item.author.id,
    authorName: item.author.name,
    text: item.deleted ? null : item.text,
    at: item.at,
    edited: !item.deleted && item.editedAt !== null,
    first: true,
    last: true,
    status: own && !item.deleted ? (agentRead !== null && item.pos <= agentRead ? "read" : "sent") : null,
    failure: null,
    removable: false,
  };
}

function pendingRow(message: PendingMessage): MessageRow {
  return {
    type: "message",
    key: message.id,
    pos: null,
    own: true,
    authorId: "",
    authorName: "",
    text: message.text,
    at: message.at,
    edited: false,
    first: true,
    last: true,
    status: message.state === "queued" && !message.saved ? "unsaved" : message.state,
    failure: message.state === "failed" ? (message.failure?.code ?? "rejected") : null,
    removable: message.removable,
  };
}

/** Joins what one author wrote in one go, and leaves the states that say something new. */
function groupRows(rows: readonly Row[]): readonly Row[] {
  const lastOwn = rows.findLast((row) => row.type === "message" && row.own);
  return rows.map((row, index) => {
    if (row.type !== "message") return row;
    const next = rows[index + 1];
    const last = !joins(row, next);
    const said =
      isUndecided(row) ||
      row === lastOwn ||
      (row.pos === null && next?.type === "message" && next.own && next.status !== row.status);
    return { ...row, first: !joins(rows[index - 1], row), last, status: said ? row.status : null };
  });
}

/** The customer is asked about it, in place. */
function isUndecided({ status }: MessageRow): boolean {
  return status === "failed" || status === "held";
}

function joins(before: Row | undefined, after: Row | undefined): boolean {
  if (before?.type !== "message" || after?.type !== "message") return false;
  if (before.own !== after.own || isUndecided(before)) return false;
  if (!before.own && before.authorId !== after.authorId) return false;
  return Date.parse(after.at) - Date.parse(before.at) < groupGapMs;
}
