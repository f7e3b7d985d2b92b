// What the transcript shows, line by line: items and pending messages become rows with separators, groups and states. Read by
// index, each entry for itself with a look at its neighbours: what is not drawn costs nothing. Pure.

import type { PendingMessage } from "../chat.ts";
import type { ItemList } from "../model/item-list.ts";
import type { Dates } from "./dates.ts";
import { noticeText, openedText } from "./notices.ts";
import {
  type Entry,
  guessPx,
  isNotice,
  isOtherConversation,
  isOwn,
  isPending,
  isSameGroup,
  isUndecided,
  isVisible,
  keyOf,
  type LineRow,
  messageRow,
  type MessageStatus,
  type Row,
  statusOf,
} from "./row.ts";
import type { Strings } from "./strings.ts";

export interface RowsInput {
  readonly items: ItemList;
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

/** The entries of a transcript: its items, then what is pending. An entry has any number of rows, and may have none. */
export interface Rows {
  readonly length: number;
  /** No entry has a row. */
  readonly isEmpty: boolean;
  /** The last entry is a message that is not confirmed yet. */
  readonly endsPending: boolean;
  /** The entry with the line "new messages", which is its row of the key `new`. */
  readonly newIndex: number | null;
  /** The entry's own key, which is that of its last row. */
  keyAt(index: number): string | undefined;
  at(index: number): readonly Row[];
  /** About how high the entry is, in px, for as long as it was not drawn; 0 where it has no row. */
  guessPx(index: number): number;
}

export function createRows(input: RowsInput): Rows {
  const { items, pending, newAfter, agentRead, complete, strings, dates } = input;
  const length = items.length + pending.length;
  const start = firstShown();
  const newIndex = firstNew();
  const lastOwn = pending.length > 0 ? length - 1 : items.findLastIndex(isOwn);
  const pendingDays = daysOfPending();
  const asking = lastQuestion();

  function entryAt(index: number | undefined): Entry | undefined {
    if (index === undefined || index < 0) return undefined;
    return index < items.length ? items.at(index) : pending[index - items.length];
  }

  /** Where rows begin: the very first conversation needs no divider. */
  function firstShown(): number {
    let index = 0;
    for (let entry = entryAt(0); entry && !isBeginning(entry); entry = entryAt(index)) index += 1;
    return index;
  }

  function isBeginning(entry: Entry): boolean {
    return isVisible(entry) && !(complete && isDivider(entry));
  }

  /** The first message by somebody else. While older ones are missing it may be among them: then nothing is said. */
  function firstNew(): number | null {
    if (newAfter === null) return null;
    if (!complete && (items.at(0)?.pos ?? 0) > newAfter) return null;
    for (let index = items.indexAt(newAfter + 1); index < items.length; index += 1) {
      const item = items.at(index);
      if (item?.kind === "message" && item.author.role !== "customer") return index;
    }
    return null;
  }

  /** The newest message by an agent or a bot, unless the customer wrote since or the conversation ended. */
  function lastQuestion(): number | null {
    if (pending.length > 0) return null;
    for (let index = items.length - 1; index >= 0; index -= 1) {
      const item = items.at(index);
      if (!item || isOwn(item) || (isNotice(item) && item.notice === "closed")) return null;
      if (isNotice(item) || item.deleted || item.author.role === "system") continue;
      return index;
    }
    return null;
  }

  /** The next entry with rows, up (-1) or down (1). */
  function neighbour(index: number, step: 1 | -1): number | undefined {
    for (let at = index + step; at >= start && at < length; at += step) {
      const entry = entryAt(at);
      if (entry && isVisible(entry)) return at;
    }
    return undefined;
  }

  /** Does each pending message begin a day? One that was held back stands below newer ones, and names no day again. */
  function daysOfPending(): readonly boolean[] {
    let latest = entryAt(neighbour(items.length, -1))?.at;
    return pending.map(({ at }) => {
      const isLater = isLaterDay(at, latest);
      if (latest === undefined || Date.parse(at) >= Date.parse(latest)) latest = at;
      return isLater;
    });
  }

  function isLaterDay(at: string, before: string | undefined): boolean {
    if (before === undefined) return true;
    return Date.parse(at) >= Date.parse(before) && dates.dayKey(at) !== dates.dayKey(before);
  }

  /** Does a day begin with this entry, below `above`? */
  function startsDay(index: number, above: number | undefined): boolean {
    const entry = entryAt(index);
    if (!entry || isDivider(entry)) return false; // the divider names the day
    if (isPending(entry)) return pendingDays[index - items.length] ?? false;
    return isLaterDay(entry.at, entryAt(above)?.at);
  }

  function joins(above: number | undefined, below: number | undefined): boolean {
    const before = entryAt(above);
    const after = entryAt(below);
    if (!before || !after || below === undefined || below === newIndex) return false;
    if (isOtherConversation(before, after)) return false;
    return isSameGroup(before, after) && !startsDay(below, above);
  }

  /** What became of the customer's message, where that is news. */
  function statusAt(index: number, entry: Entry): MessageStatus | null {
    if (isPending(entry)) {
      const next = entryAt(index + 1);
      const isOther =
        next && isPending(next) && statusOf(next) !== statusOf(entry) && !startsDay(index + 1, index);
      return isOther || index === lastOwn || isUndecided(entry) ? statusOf(entry) : null;
    }
    if (index !== lastOwn || isNotice(entry) || entry.deleted) return null;
    return agentRead !== null && entry.pos <= agentRead ? "read" : "sent";
  }

  function at(index: number): readonly Row[] {
    const entry = index < start ? undefined : entryAt(index);
    if (!entry || !isVisible(entry)) return [];
    const above = neighbour(index, -1);
    const aboveEntry = entryAt(above);
    const rows: Row[] = [];
    const addLine = (type: LineRow["type"], key: string, text: string) =>
      rows.push({ type, key, text, first: rows.length === 0 && !(aboveEntry && isNotice(aboveEntry)) });
    // A backend that gives no notice of it leaves it to the messages to tell.
    if (isOtherConversation(aboveEntry, entry) && !isDivider(entry))
      addLine("conversation", `conversation ${keyOf(entry)}`, openedText(entry.at, strings, dates));
    else if (startsDay(index, above)) addLine("day", `day ${keyOf(entry)}`, dates.day(entry.at));
    if (index === newIndex) addLine("new", "new", strings.newMessages);
    if (isNotice(entry)) {
      addLine(isDivider(entry) ? "conversation" : "notice", entry.id, noticeText(entry, strings, dates));
      return rows;
    }
    const first = !joins(above, index);
    const last = !joins(index, neighbour(index, 1));
    rows.push(messageRow(entry, { first, last, status: statusAt(index, entry), asks: index === asking }));
    return rows;
  }

  return {
    length,
    isEmpty: start === length,
    endsPending: pending.length > 0,
    newIndex,
    keyAt: (index) => {
      const entry = entryAt(index);
      return entry && keyOf(entry);
    },
    at,
    guessPx: (index) => {
      const entry = index < start ? undefined : entryAt(index);
      return entry ? guessPx(entry) : 0;
    },
  };
}

function isDivider(entry: Entry): boolean {
  return isNotice(entry) && entry.notice === "opened";
}
