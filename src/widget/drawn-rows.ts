// The rows that are drawn now, as rows and as the elements of the list, which stand in the same order. Reads the layout, writes
// nothing.

import type { Heights } from "./heights.ts";
import type { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import type { Span } from "./window.ts";

/** A bubble that is to stay where it is: separators move between days, and names go to the first of a group. */
export interface Anchor {
  readonly bubble: Element;
  /** From the upper edge of what is in sight, in px. */
  readonly bubbleTop: number;
  readonly entryTop: number;
  readonly index: number;
}

export interface DrawnRows {
  /** A row that is equal to the one before is the same object, and is then not drawn again. */
  update(rows: Rows, span: Span): void;
  readonly rows: readonly Row[];
  measure(list: Element, heights: Heights): void;
  /** The first bubble between the edges `top` and `bottom` of what is in sight. */
  firstBubble(list: Element, top: number, bottom: number): Anchor | null;
  elementOf(list: Element, key: string): Element | undefined;
}

export function createDrawnRows(): DrawnRows {
  let rows: readonly Row[] = [];
  /** The index of each row's entry. */
  let entries: readonly number[] = [];

  function update(all: Rows, { from, to }: Span): void {
    const known = new Map(rows.map((row) => [row.key, row]));
    const nextRows: Row[] = [];
    const nextEntries: number[] = [];
    for (let index = from; index < to; index += 1)
      for (const row of all.at(index)) {
        const before = known.get(row.key);
        nextRows.push(before && isSameRow(before, row) ? before : row);
        nextEntries.push(index);
      }
    rows = nextRows;
    entries = nextEntries;
  }

  function measure({ children }: Element, heights: Heights): void {
    let top = children[0]?.getBoundingClientRect().top ?? 0;
    entries.forEach((entry, at) => {
      if (entries[at + 1] === entry) return;
      const below = children[at + 1];
      const bottom = below
        ? below.getBoundingClientRect().top
        : (children[at]?.getBoundingClientRect().bottom ?? top);
      heights.measure(entry, bottom - top);
      top = bottom;
    });
  }

  function firstBubble({ children }: Element, top: number, bottom: number): Anchor | null {
    let low = 0;
    let high = children.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((children[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
      else low = middle + 1;
    }
    for (let at = low; at < children.length; at += 1) {
      const bubble = children[at]?.querySelector(".bubble");
      const box = bubble?.getBoundingClientRect();
      if (!bubble || !box || box.bottom <= top) continue;
      const index = entries[at] ?? 0;
      const entryTop = children[entries.indexOf(index)]?.getBoundingClientRect().top ?? 0;
      return box.top < bottom ? { bubble, bubbleTop: box.top - top, entryTop: entryTop - top, index } : null;
    }
    return null;
  }

  return {
    update,
    get rows() {
      return rows;
    },
    measure,
    firstBubble,
    elementOf: ({ children }, key) => children[rows.findIndex((row) => row.key === key)],
  };
}

function isSameRow(a: Row, b: Row): boolean {
  return (Object.keys(a) as (keyof Row)[]).every((field) => a[field] === b[field]);
}
