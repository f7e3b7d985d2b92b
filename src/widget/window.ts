// Which entries of a long list are drawn: those in sight and about as much again on each side. Pure: knows heights, no DOM.

import type { Heights } from "./heights.ts";

/** Entries from `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is in sight, in px from the list's beginning. */
export interface Sight {
  readonly top: number;
  readonly height: number;
}

/** The most that is drawn, in px: some 800 nodes. */
const mostPx = 4500;

/**
 * The entries to draw. The present ones stay as long as half of what lies beyond sight is drawn and not much more: most scroll
 * events then change nothing, and a message at the end takes none away at the beginning. However high the outermost ones are, what is
 * drawn for one place is enough for all that are near it.
 */
export function spanFor(heights: Heights, { top, height }: Sight, present: Span): Span {
  const beyond = Math.max(0, Math.min(height, (mostPx - height) / 2));
  const bottom = top + height;
  const drawnTop = heights.offsetOf(present.from);
  const drawnBottom = heights.offsetOf(present.to);
  const innerTop = heights.offsetOf(Math.min(present.from + 1, present.to));
  const innerBottom = heights.offsetOf(Math.max(present.to - 1, present.from));
  const isEnough =
    drawnTop <= Math.max(0, top - beyond / 2) &&
    drawnBottom >= Math.min(heights.total, bottom + beyond / 2) - 1 &&
    innerBottom - innerTop <= height + 2.5 * beyond;
  if (isEnough) return present;
  const from = heights.indexAt(top - beyond);
  const to = Math.min(heights.length, heights.indexAt(bottom + beyond) + 1);
  return from === present.from && to === present.to ? present : { from, to };
}

/** What can be told apart of a list's entries. */
export interface Keyed {
  readonly length: number;
  keyAt(index: number): string | undefined;
}

export interface Change {
  /** The first entry that differs. */
  readonly start: number;
  readonly removed: number;
  readonly added: number;
}

/**
 * What became of one list in the next, as one replacement. Found by halving: entries come and go, but none changes its place.
 * Where both happened at once in the middle, some may be taken for others; only their heights are then guesses for a while.
 */
export function changeOf(before: Keyed, after: Keyed): Change {
  const shorter = Math.min(before.length, after.length);
  const start = countSame(shorter, (index) => before.keyAt(index) === after.keyAt(index));
  const end = countSame(
    shorter - start,
    (index) => before.keyAt(before.length - 1 - index) === after.keyAt(after.length - 1 - index),
  );
  return { start, removed: before.length - start - end, added: after.length - start - end };
}

/** How many of the first `most` are the same, where after the first that is not none is. */
function countSame(most: number, isSame: (index: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSame(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
