// The transcript: items merged by the protocol's one rule (highest seq wins, shown in order of pos). Pure.

import type { Item } from "./item.ts";
import { ItemList } from "./item-list.ts";

/**
 * What is known of a customer's timeline. `floor` is the `pos` from which on it is known without gaps: 0 when all of it
 * is here. Items below it (an edit of something not loaded yet) are kept and shown once the pages reach them.
 */
export interface Timeline {
  readonly known: ItemList;
  readonly floor: number;
}

export const emptyTimeline: Timeline = { known: ItemList.empty, floor: Number.POSITIVE_INFINITY };

/** The part that may be shown: no gap in it. */
export function visibleItems({ known, floor }: Timeline): ItemList {
  return known.from(known.indexAt(floor));
}

/** Adds a page of the transcript: `isFirst` when nothing lies before it. Gives the same timeline back when nothing changed. */
export function mergePage(timeline: Timeline, items: readonly Item[], isFirst: boolean): Timeline {
  const lowest = isFirst ? 0 : items.reduce((low, item) => Math.min(low, item.pos), Number.POSITIVE_INFINITY);
  return withFloor(mergeItems(timeline, items), Math.min(timeline.floor, lowest));
}

/** Applies what changed. Doing it twice or in another order gives the same result. */
export function mergeItems(timeline: Timeline, items: readonly Item[]): Timeline {
  const winners = newestCopies(items).filter((item) => wins(timeline.known, item));
  if (winners.length === 0) return timeline;
  return { ...timeline, known: timeline.known.with(winners) };
}

function withFloor(timeline: Timeline, floor: number): Timeline {
  return floor === timeline.floor ? timeline : { ...timeline, floor };
}

/** Of several copies of one item the highest `seq`, in order of `pos`. */
function newestCopies(items: readonly Item[]): Item[] {
  const byPos = new Map<number, Item>();
  for (const item of items) {
    const other = byPos.get(item.pos);
    if (!other || beats(item, other)) byPos.set(item.pos, item);
  }
  return [...byPos.values()].sort((a, b) => a.pos - b.pos);
}

function wins(known: ItemList, item: Item): boolean {
  const present = known.find(item.pos);
  return !present || beats(item, present);
}

/** A tie in `seq` is the same copy; where a broken server gives two different ones, the id decides alike in any order. */
function beats(item: Item, other: Item): boolean {
  return item.seq > other.seq || (item.seq === other.seq && item.id > other.id);
}
