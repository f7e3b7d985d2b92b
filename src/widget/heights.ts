// How high each entry of a long list is: measured, or guessed until then. Sums are kept for blocks of entries, so that a change
// and a question cost about the same however long the list is. Pure: knows numbers only.

export interface Heights {
  readonly length: number;
  /** In px, like all that follows. */
  readonly total: number;
  /** Where the entry begins. */
  offsetOf(index: number): number;
  /** The entry at this distance from the beginning; the first or the last one beyond the ends. */
  indexAt(offset: number): number;
  /** Replaces entries, as an array's `splice()` does; the new ones are guesses. */
  splice(start: number, deleteCount: number, guesses: readonly number[]): void;
  measure(index: number, px: number): void;
  /** Fits the guesses to what was measured, now and then. True when the total may have changed. */
  calibrate(): boolean;
  /** Takes what was measured for guesses: the width changed. */
  forget(): void;
}

interface Block {
  /** Guesses are negative. */
  px: number[];
  measured: number;
  guessed: number;
}

/** The most entries of one block, about the root of the longest lists. */
const blockEntries = 256;
/** Before that much is measured, one odd entry counts too much. */
const leastMeasured = 5;
/** Off by less, the guesses stay: each fit moves the scrollbar. */
const tolerance = 0.02;

export function createHeights(): Heights {
  let blocks: Block[] = [];
  let length = 0;
  /** What a guess is worth. */
  let scale = 1;
  let learned = { count: 0, px: 0, guessed: 0 };
  let nextFit = leastMeasured;

  const heightOf = (px: number) => (px < 0 ? -px * scale : px);
  const sumOf = ({ measured, guessed }: Block) => measured + guessed * scale;

  /** The block with this entry, and the entry's place in it; for `length`, the end of the last one. */
  function find(index: number): { readonly which: number; readonly at: number } {
    let which = 0;
    let at = index;
    for (; which < blocks.length - 1 && at >= (blocks[which]?.px.length ?? 0); which += 1)
      at -= blocks[which]?.px.length ?? 0;
    return { which, at };
  }

  function offsetOf(index: number): number {
    const { which, at } = find(Math.min(index, length));
    let offset = 0;
    for (let before = 0; before < which; before += 1) offset += sumOf(blocks[before] ?? emptyBlock);
    const px = blocks[which]?.px ?? [];
    for (let before = 0; before < at; before += 1) offset += heightOf(px[before] ?? 0);
    return offset;
  }

  function indexAt(offset: number): number {
    let left = offset;
    let index = 0;
    for (const block of blocks) {
      const sum = sumOf(block);
      if (left < sum) {
        for (const px of block.px) {
          left -= heightOf(px);
          if (left < 0) return index;
          index += 1;
        }
        return index - 1;
      }
      left -= sum;
      index += block.px.length;
    }
    return Math.max(0, length - 1);
  }

  function splice(start: number, deleteCount: number, guesses: readonly number[]): void {
    const from = find(start);
    const to = find(start + deleteCount);
    const before = blocks[from.which]?.px.slice(0, from.at) ?? [];
    const after = blocks[to.which]?.px.slice(to.at) ?? [];
    const px = before.concat(
      guesses.map((guess) => -guess),
      after,
    );
    blocks.splice(from.which, to.which - from.which + 1, ...toBlocks(px));
    length += guesses.length - deleteCount;
  }

  function measure(index: number, px: number): void {
    const { which, at } = find(index);
    const block = blocks[which];
    const known = block?.px[at];
    if (!block || known === undefined || known === px) return;
    block.px[at] = px;
    if (known < 0) {
      block.guessed += known;
      block.measured += px;
      learned = { count: learned.count + 1, px: learned.px + px, guessed: learned.guessed - known };
    } else block.measured += px - known;
  }

  function calibrate(): boolean {
    if (learned.count < nextFit || learned.guessed === 0) return false;
    nextFit = learned.count * 2;
    const better = learned.px / learned.guessed;
    if (Math.abs(better / scale - 1) < tolerance) return false;
    scale = better;
    return true;
  }

  function forget(): void {
    blocks = blocks.flatMap(({ px }) => toBlocks(px.map((known) => -heightOf(known))));
    scale = 1;
    learned = { count: 0, px: 0, guessed: 0 };
    nextFit = leastMeasured;
  }

  return {
    get length() {
      return length;
    },
    get total() {
      return blocks.reduce((sum, block) => sum + sumOf(block), 0);
    },
    offsetOf,
    indexAt,
    splice,
    measure,
    calibrate,
    forget,
  };
}

const emptyBlock: Block = { px: [], measured: 0, guessed: 0 };

function toBlocks(px: readonly number[]): Block[] {
  const count = Math.ceil(px.length / blockEntries);
  return Array.from({ length: count }, (_, part) => toBlock(part, Math.ceil(px.length / count), px));
}

function toBlock(part: number, size: number, all: readonly number[]): Block {
  const px = all.slice(part * size, (part + 1) * size);
  let measured = 0;
  let guessed = 0;
  for (const known of px) {
    if (known < 0) guessed -= known;
    else measured += known;
  }
  return { px, measured, guessed };
}
