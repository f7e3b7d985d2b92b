// The transcript as entries of a file, one after the other: who said what, when, and what became of it. Pure.

import { isWordless } from "../model/attachment.ts";
import type { Message, Tombstone } from "../model/item.ts";
import type { ItemList } from "../model/item-list.ts";
import type { PendingMessage } from "../model/view.ts";
import type { TranscriptWords } from "./options.ts";

export interface MessageEntry {
  readonly type: "message";
  readonly at: string;
  readonly when: string;
  readonly author: string;
  readonly own: boolean;
  readonly text: string;
  readonly format: Message["format"];
  readonly deleted: boolean;
  /** Words for its states, in order: edited, sent and the like. */
  readonly states: readonly string[];
}

export interface NoticeEntry {
  readonly type: "notice";
  readonly at: string;
  readonly when: string;
  readonly text: string;
}

export type Entry = MessageEntry | NoticeEntry;

export interface Content {
  readonly items: ItemList;
  readonly pending: readonly PendingMessage[];
  /** The `pos` up to which the agent has read, or null. */
  readonly agentRead: number | null;
}

export interface Formats {
  /** Day and time. */
  readonly when: (at: string) => string;
  readonly date: (at: string) => string;
  readonly time: (at: string) => string;
}

export function formatsFor({ locale }: TranscriptWords): Formats {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const by = (format: Intl.DateTimeFormat) => (at: string) => format.format(new Date(at));
  return { when: by(when), date: by(date), time: by(time) };
}

export function* entriesOf(
  content: Content,
  words: TranscriptWords,
  { when, date, time }: Formats,
): Iterable<Entry> {
  for (const item of content.items) {
    if (item.kind === "message") {
      yield messageEntry(item);
      continue;
    }
    const text = words.notice(item, date);
    // That a conversation was opened is told with the day.
    const moment = item.notice === "opened" ? time(item.at) : when(item.at);
    if (text !== null) yield { type: "notice", at: item.at, when: moment, text: oneLine(text) };
  }
  for (const { at, text, state } of content.pending)
    yield {
      type: "message",
      at,
      when: when(at),
      author: words.you,
      own: true,
      text,
      format: "plain",
      deleted: false,
      states: [words[state]],
    };

  function messageEntry(item: Message | Tombstone): MessageEntry {
    const own = item.author.role === "customer";
    const states: string[] = [];
    if (!item.deleted && item.editedAt !== null) states.push(words.edited);
    if (own && !item.deleted)
      states.push(content.agentRead !== null && item.pos <= content.agentRead ? words.read : words.sent);
    return {
      type: "message",
      at: item.at,
      when: when(item.at),
      author: own ? words.you : oneLine(item.author.name),
      own,
      text: item.deleted ? words.deleted : withFiles(item),
      format: item.deleted ? "plain" : item.format,
      deleted: item.deleted,
      states,
    };
  }
}

/** A message without words of its own has the names already. */
function withFiles({ text, attachments }: Message): string {
  const names = attachments.map(({ name }) => oneLine(name));
  return isWordless(text, attachments) ? text : [text, ...names].join("\n");
}

/** A name or notice of several lines could pass for somebody else's message. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
