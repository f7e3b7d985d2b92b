// What Ana and the shop's agents wrote: made-up transcripts, in English or Arabic. Makes items, knows no state of a chat.

import type { Author, Item, Message, Notice, NoticeKind } from "../../src/model/item.ts";

export type Person = "ana" | "rui" | "mia" | "bot";
type Place = { readonly pos: number; readonly at: string };
/** What is said, in each language of the gallery. */
type Said = readonly [english: string, arabic: string];
/** One entry of a talk, told where it stands; and how many minutes after the one before. */
type Entry = { readonly minutes: number; readonly make: (place: Place, words: Words) => Item };
type Words = (said: Said) => string;

const authors: Readonly<Record<Person, Author>> = {
  ana: { role: "customer", id: "ana", name: "Ana" },
  rui: { role: "agent", id: "ag_7", name: "Rui" },
  mia: { role: "agent", id: "ag_8", name: "Mia Lindqvist" },
  bot: { role: "bot", id: "tidal", name: "Tidal" },
};

export function messageBy(person: Person, text: string, place: Place & Partial<Message>): Message {
  return {
    id: `m_${place.pos}`,
    seq: place.pos,
    conversation: "cv_1",
    kind: "message",
    deleted: false,
    author: authors[person],
    clientId: null,
    text,
    format: "plain",
    attachments: [],
    quickReplies: [],
    editedAt: null,
    ...place,
  };
}

function noticeOf(notice: NoticeKind, place: Place & Partial<Notice>): Notice {
  const { pos } = place;
  return {
    id: `n_${pos}`,
    seq: pos,
    conversation: "cv_1",
    kind: "notice",
    notice,
    agentName: null,
    text: null,
    ...place,
  };
}

/** A message; `more` says what is special about it. */
export const by =
  (person: Person, minutes = 1, more: Partial<Message> = {}) =>
  (...said: Said): Entry => ({
    minutes,
    make: (place, words) => messageBy(person, words(said), { ...place, ...more }),
  });

export const happens = (notice: NoticeKind, agentName: string | null = null, minutes = 1): Entry => ({
  minutes,
  make: (place) => noticeOf(notice, { ...place, agentName }),
});

/** A notice in the shop's own words. */
export const note = (...said: Said): Entry => ({
  minutes: 1,
  make: (place, words) => noticeOf("text", { ...place, text: words(said) }),
});

export const isGone = (person: Person): Entry => ({
  minutes: 1,
  make: ({ pos, at }) => {
    const { text: _, format: __, editedAt: ___, ...kept } = messageBy(person, "", { pos, at });
    return { ...kept, deleted: true };
  },
});

/** Items from such a day and time on, after what was said before. */
export type Talk = (
  daysAgo: number,
  time: string,
  entries: readonly Entry[],
  before?: readonly Item[],
) => Item[];

export function createTalk(isArabic: boolean): Talk {
  const words: Words = ([english, arabic]) => (isArabic ? arabic : english);
  return (daysAgo, time, entries, before = []) => {
    const day = new Date();
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    day.setDate(day.getDate() - daysAgo);
    day.setHours(hours, minutes, 0, 0);
    let at = day.getTime();
    let pos = before.at(-1)?.pos ?? 100;
    const items = entries.map(({ minutes, make }) => {
      at += minutes * 60_000;
      pos += 1;
      return make({ pos, at: new Date(at).toISOString() }, words);
    });
    return [...before, ...items];
  };
}
