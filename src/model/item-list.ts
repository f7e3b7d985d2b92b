// Items in order, however many: a change costs what it changes. Immutable; a changed list shares with the one before every
// chunk that it did not touch. Pure.

import type { Item } from "./item.ts";

type Chunk = readonly Item[];

/** The most items of one chunk: a change copies one, and a walk over all chunks stays short. */
const chunkItems = 256;

/**
 * Items in order of `pos`, each once. Read it by index, or walk over it.
 *
 * @example for (let i = list.length - 20; i < list.length; i += 1) draw(list.at(i));
 */
export class ItemList implements Iterable<Item> {
  readonly length: number;
  readonly #chunks: readonly Chunk[];
  /** The index of each chunk's first item. */
  readonly #starts: readonly number[];

  /** For {@link ItemList.of} and the changes below: chunks in order, none empty. */
  private constructor(chunks: readonly Chunk[]) {
    const starts: number[] = [];
    let length = 0;
    for (const chunk of chunks) {
      starts.push(length);
      length += chunk.length;
    }
    this.#chunks = chunks;
    this.#starts = starts;
    this.length = length;
  }

  static readonly empty = new ItemList([]);

  /** `items` in order of `pos`, each once. */
  static of(items: readonly Item[]): ItemList {
    return items.length === 0 ? ItemList.empty : new ItemList(pieces(items));
  }

  /** The item at this index, as an array's `at()` gives it: -1 is the last one; undefined beyond both ends. */
  at(given: number): Item | undefined {
    const index = given < 0 ? this.length + given : given;
    // Mostly it is one of the newest that is asked for.
    const last = this.#starts.length - 1;
    const lastStart = this.#starts[last] ?? 0;
    if (index >= lastStart) return this.#chunks[last]?.[index - lastStart];
    const which = lastAtOrBelow(this.#starts, index);
    return this.#chunks[which]?.[index - (this.#starts[which] ?? 0)];
  }

  /** The index of the first item whose `pos` is at least this; `length` where there is none. */
  indexAt(pos: number): number {
    const which = Math.max(0, lowest(this.#chunks, (chunk) => (chunk[0]?.pos ?? 0) > pos) - 1);
    const chunk = this.#chunks[which] ?? [];
    return (this.#starts[which] ?? 0) + lowest(chunk, (item) => item.pos >= pos);
  }

  /** The item with this `pos`. */
  find(pos: number): Item | undefined {
    const item = this.at(this.indexAt(pos));
    return item?.pos === pos ? item : undefined;
  }

  /** The index of the last item that passes, as an array's `findLastIndex()` gives it; looked for from the end. */
  findLastIndex(passes: (item: Item) => boolean): number {
    for (let which = this.#chunks.length - 1; which >= 0; which -= 1) {
      const index = (this.#chunks[which] ?? []).findLastIndex(passes);
      if (index >= 0) return index + (this.#starts[which] ?? 0);
    }
    return -1;
  }

  /** With these items in their places, in order of `pos`, each once; one of the same `pos` is replaced. */
  with(items: readonly Item[]): ItemList {
    if (items.length === 0) return this;
    if (this.length === 0) return ItemList.of(items);
    const chunks: Chunk[] = [];
    let taken = 0;
    this.#chunks.forEach((chunk, which) => {
      const end = this.#chunks[which + 1]?.[0]?.pos ?? Number.POSITIVE_INFINITY;
      const from = taken;
      while (taken < items.length && (items[taken]?.pos ?? end) < end) taken += 1;
      if (taken === from) chunks.push(chunk);
      else chunks.push(...pieces(interleave(chunk, items.slice(from, taken))));
    });
    return new ItemList(chunks);
  }

  /** Without the items that come before this index. */
  from(index: number): ItemList {
    if (index <= 0) return this;
    if (index >= this.length) return ItemList.empty;
    const which = lastAtOrBelow(this.#starts, index);
    const first = (this.#chunks[which] ?? []).slice(index - (this.#starts[which] ?? 0));
    return new ItemList([first, ...this.#chunks.slice(which + 1)]);
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const chunk of this.#chunks) yield* chunk;
  }
}

/** Chunks of at most `chunkItems`, all about as long. */
function pieces(items: readonly Item[]): readonly Chunk[] {
  if (items.length <= chunkItems) return [items];
  const count = Math.ceil(items.length / chunkItems);
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, part) => items.slice(part * size, (part + 1) * size)).filter(
    ({ length }) => length > 0,
  );
}

/** Both in order of `pos`; `winners` replace where it is the same. */
function interleave(known: Chunk, winners: Chunk): Item[] {
  const merged: Item[] = [];
  let next = 0;
  for (const winner of winners) {
    for (let item = known[next]; item && item.pos < winner.pos; item = known[next]) {
      merged.push(item);
      next += 1;
    }
    if (known[next]?.pos === winner.pos) next += 1;
    merged.push(winner);
  }
  return [...merged, ...known.slice(next)];
}

/** The last index whose number is at most `limit` (binary search); -1 where there is none. */
function lastAtOrBelow(numbers: readonly number[], limit: number): number {
  return lowest(numbers, (number) => number > limit) - 1;
}

/** The first index that passes, where all behind it pass too (binary search); the length where none does. */
function lowest<T>(values: readonly T[], passes: (value: T) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(values[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
