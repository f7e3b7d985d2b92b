// The transcript: items merged by the protocol's one rule (highest seq wins, shown in order of pos). Pure.

import type { Item } from "./item.ts";

/**
 * What is known of a customer's timeline. `floor` is the `pos` from which on it is known without gaps: 0 when all of it
 * is here. Items below it (an edit of something not loaded yet) are kept and shown once the pages reach them.
 */
export interface Timeline {
  /** Every known item, in order of `pos`, each once. */
  readonly known: readonly Item[];
  readonly floor: number;
}

export const emptyTimeline: Timeline = { known: [], floor: Number.POSITIVE_INFINITY };

/** The part that may be shown: no gap in it. */
export function visibleItems(timeline: Timeline): readonly Item[] {
  const { known, floor } = timeline;
  const start = firstAtOrAbove(known, floor);
  return start === 0 ? known : known.slice(start);
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
  return { ...timeline, known: interleave(timeline.known, winners) };
}

/** The item with this `pos`, if it is known. */
export function itemAt(known: readonly Item[], pos: number): Item | undefined {
  const item = known[firstAtOrAbove(known, pos)];
  return item?.pos === pos ? item : undefined;
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

function wins(known: readonly Item[], item: Item): boolean {
  const present = itemAt(known, item.pos);
  return !present || beats(item, present);
}

/** A tie in `seq` is the same copy; where a broken server gives two different ones, the id decides alike in any order. */
function beats(item: Item, other: Item): boolean {
  return item.seq > other.seq || (item.seq === other.seq && item.id > other.id);
}

/** Both lists are in order of `pos`; `winners` replaces where the `pos` is the same. */
function interleave(known: readonly Item[], winners: readonly Item[]): Item[] {
  const first = winners[0];
  const last = winners.at(-1);
  if (!first || !last) return [...known];
  const from = firstAtOrAbove(known, first.pos);
  const to = firstAtOrAbove(known, last.pos + 1);
  const merged = new Map<number, Item>();
  for (const item of known.slice(from, to)) merged.set(item.pos, item);
  for (const item of winners) merged.set(item.pos, item);
  const middle = [...merged.values()].sort((a, b) => a.pos - b.pos);
  return [...known.slice(0, from), ...middle, ...known.slice(to)];
}

/** Index of the first item whose `pos` is at least this (binary search). */
function firstAtOrAbove(known: readonly Item[], pos: number): number {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((known[middle]?.pos ?? Number.POSITIVE_INFINITY) < pos) low = middle + 1;
    else high = middle;
  }
  return low;
}
