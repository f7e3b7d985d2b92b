// One customer's items as this tab knows them: the confirmed ones with the cursor that goes with them, and those that were sent and
// that no pull has told yet. Items and cursor move in one step. Knows no storage, no signals and no network.

import type { Delta, NewestPage, OlderPage } from "../backend/backend.ts";
import type { Item, Message } from "../model/item.ts";
import { ItemList } from "../model/item-list.ts";
import { emptyTimeline, mergeItems, mergePage, type Timeline, visibleItems } from "../model/timeline.ts";
import { isIncoming } from "../model/unread.ts";
import type { HistoryState } from "../model/view.ts";

/** How many of the cursors that were held are remembered, to know an old delta from a gap. */
const passedCursors = 50;

export type Transcript = ReturnType<typeof createTranscript>;

export function createTranscript() {
  let timeline: Timeline = emptyTimeline;
  /**
   * Messages whose sending the server confirmed and that no pull has told yet. Shown, but believed only until a pull that was
   * begun later does not know them: a server that went back to a backup has lost them.
   */
  let unproven: readonly Item[] = [];
  let cursor: string | null = null;
  let passed: readonly string[] = [];
  let before: string | null = null;
  /** Where each message of the customer's own stands, by its client's id. */
  const places = new Map<string, number>();

  function take(merged: Timeline, items: readonly Item[]): void {
    timeline = merged;
    for (const item of items)
      if (item.kind === "message" && item.clientId !== null) places.set(item.clientId, item.pos);
  }

  /** A message as the transcript has it, wherever that is. */
  function ownItem(item: Item): Item | undefined {
    const pos = item.kind === "message" && item.clientId !== null ? places.get(item.clientId) : undefined;
    return pos === undefined ? undefined : timeline.known.find(pos);
  }

  /** A pull told `items`; it was begun when `asked` were unproven, and told all that there is of them. */
  function prove(items: readonly Item[], asked: readonly Item[]): void {
    const isTold = ({ pos, seq }: Item) => items.some((item) => item.pos === pos && item.seq >= seq);
    unproven = unproven.filter((item) => !asked.includes(item) && !isTold(item));
  }

  /** The newest page, in the place of whatever was there. */
  function preview({ items, before }: Pick<NewestPage, "items" | "before">): void {
    take(mergePage(emptyTimeline, items, before === null), items);
  }

  return {
    /** What is known to the server for sure. */
    timeline: () => timeline,
    cursor: () => cursor,
    before: () => before,
    isWarm: () => cursor !== null,
    isEmpty: () => timeline === emptyTimeline,
    count: () => timeline.known.length,
    /** Of the newest item that is here; -1 when there is none. */
    lastPos: () => timeline.known.at(-1)?.pos ?? -1,
    /** Confirmed, and told by no pull yet. Remembered when a pull begins, and handed over with its answer as `asked`. */
    unproven: () => unproven,
    /** Has this tab been there? Then what leads there is old, and no gap. */
    hasPassed: (told: string) => told === cursor || passed.includes(told),

    /** All that may be shown. */
    shown: (): ItemList =>
      timeline === emptyTimeline ? ItemList.of(unproven) : visibleItems(mergeItems(timeline, unproven)),

    history(): HistoryState {
      if (cursor === null) return "none";
      return before === null ? "complete" : "restoring";
    },

    /** Without a cursor nothing joins on to it. */
    preview,

    restored(page: NewestPage, asked: readonly Item[]): void {
      places.clear();
      preview(page);
      prove(page.items, asked);
      ({ cursor, before } = page);
    },

    older(page: OlderPage): void {
      take(mergePage(timeline, page.items, page.before === null), page.items);
      ({ before } = page);
    },

    /** Gives the messages to the customer that are new; null: it does not begin where we are, so nothing was applied. */
    delta(delta: Delta, asked: readonly Item[]): readonly Message[] | null {
      if (delta.from !== cursor) return null;
      const isNew = ({ pos }: Item) => pos >= timeline.floor && !timeline.known.find(pos);
      const received = delta.items.filter(isIncoming).filter(isNew);
      take(mergeItems(timeline, delta.items), delta.items);
      prove(delta.items, delta.more ? [] : asked);
      if (delta.cursor !== cursor) passed = [cursor, ...passed].slice(0, passedCursors);
      ({ cursor } = delta);
      return received;
    },

    /**
     * A message's confirmation; several tabs may tell of one message, in any order. Moves no cursor: others may have written between.
     * True: the server's history is another than the one that is here, and what came from there on is not there any more.
     */
    sent(item: Item): boolean {
      const place = timeline.known.find(item.pos);
      const isElsewhere = (other: Item | undefined) =>
        other !== undefined && other.pos !== item.pos && isSameMessage(other, item);
      // Another message stood there, or this one stood elsewhere: the server has gone back to a backup.
      const isFork =
        (place !== undefined && !isSameItem(place, item)) ||
        unproven.some(isElsewhere) ||
        isElsewhere(ownItem(item));
      if (isFork) {
        const isKept = (other: Item) => other.pos < item.pos && !isElsewhere(other);
        timeline = { ...timeline, known: ItemList.of([...timeline.known].filter(isKept)) };
        unproven = unproven.filter(isKept);
      }
      unproven = [...mergeItems({ ...emptyTimeline, known: ItemList.of(unproven) }, [item]).known];
      return isFork;
    },

    /** The cursor is void: the items must be loaded anew. */
    expire(): void {
      cursor = null;
      passed = [];
    },
  };
}

/** Ids may be made of places; then who wrote it, and the client's own id, tell. Not every server repeats the latter. */
function isSameItem(one: Item, other: Item): boolean {
  if (one.kind !== "message" || other.kind !== "message") return one.id === other.id;
  const isNamedAlike = !one.clientId || !other.clientId || one.clientId === other.clientId;
  return one.id === other.id && isNamedAlike && one.author.role === other.author.role;
}

/** By the client's own id. */
function isSameMessage(one: Item, other: Item): boolean {
  return (
    one.kind === "message" &&
    other.kind === "message" &&
    one.clientId !== null &&
    one.clientId === other.clientId
  );
}
