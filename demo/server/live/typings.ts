// Who is typing, in whichever process they said so. Kept in memory and gone by itself; nothing of it is stored, and no cursor moves.

import type { Db } from "../db/db.ts";

/** Where somebody types. */
export interface TypingPlace {
  readonly customer: string;
  readonly conversation: string;
  /** The agent who types; null: the customer does. */
  readonly agent: { readonly id: string; readonly name: string } | null;
}

export interface TypingNote extends TypingPlace {
  readonly on: boolean;
}

export interface Typings {
  /** Also told of whoever types already. @returns the function that ends the subscription */
  subscribe(heard: (note: TypingNote) => void): () => void;
  /**
   * Tells it on. Of each writer one beginning goes out per half of a typing's life; others only cost the look at the time.
   * @param writer whoever types, under a name of their own
   * @param find where; null: nobody is to know
   */
  tell(writer: string, on: boolean, find: () => Promise<TypingPlace | null>): Promise<void>;
  close(): void;
}

const CHANNEL = "ajar_typing";
const WRITERS_MAX = 10_000;

/** @param lifeMs how long it lasts without being said again */
export async function openTypings(db: Db, lifeMs: number): Promise<Typings> {
  const subscribers = new Set<(note: TypingNote) => void>();
  const present = new Map<string, { readonly note: TypingNote; readonly end: NodeJS.Timeout }>();
  const told = new Map<string, { readonly begunAtMs: number; readonly isOn: boolean }>();

  const tellAll = (note: TypingNote) => {
    for (const heard of subscribers) heard(note);
  };

  const hear = (note: TypingNote) => {
    const who = `${note.conversation} ${note.agent?.id ?? ""}`;
    const isKnown = present.has(who);
    clearTimeout(present.get(who)?.end);
    present.delete(who);
    if (note.on) {
      const end = setTimeout(() => hear({ ...note, on: false }), lifeMs);
      present.set(who, { note, end: end.unref() });
    }
    // Said again, it only lasts longer here; but who listens has a time of their own, and must hear of it.
    if (note.on || isKnown) tellAll(note);
  };

  // What was missed while the database was away has ended by then.
  await db.listen(
    CHANNEL,
    (payload) => hear(JSON.parse(payload) as TypingNote),
    () => {},
  );

  return {
    subscribe: (heard) => {
      subscribers.add(heard);
      for (const { note } of present.values()) heard(note);
      return () => subscribers.delete(heard);
    },
    tell: async (writer, on, find) => {
      const nowMs = performance.now();
      const { begunAtMs, isOn } = told.get(writer) ?? { begunAtMs: Number.NEGATIVE_INFINITY, isOn: false };
      // A beginning needs a pause since the last one, an end something to end.
      if (on ? nowMs - begunAtMs < lifeMs / 2 : !isOn) return;
      if (told.size > WRITERS_MAX) told.clear();
      told.set(writer, { begunAtMs: on ? nowMs : begunAtMs, isOn: on });
      const place = await find();
      if (place) await db.query("SELECT pg_notify($1, $2)", [CHANNEL, JSON.stringify({ ...place, on })]);
    },
    close: () => {
      for (const { end } of present.values()) clearTimeout(end);
      present.clear();
    },
  };
}
