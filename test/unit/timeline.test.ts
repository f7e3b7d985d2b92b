import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../src/model/item.ts";
import {
  emptyTimeline,
  itemAt,
  mergeItems,
  mergePage,
  type Timeline,
  visibleItems,
} from "../../src/model/timeline.ts";
import { history, message } from "../support/items.ts";

const merged = (...batches: (readonly Item[])[]): Timeline =>
  batches.reduce<Timeline>(mergeItems, { ...emptyTimeline, floor: 0 });

describe("merging", () => {
  it("is the same in any order and any grouping", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 60 }), fc.func(fc.integer()), (items, cut, key) => {
        const shuffled = [...items].sort((a, b) => key(a) - key(b));
        const whole = merged(items);
        expect(merged(items.slice(0, cut), items.slice(cut))).toEqual(whole);
        expect(merged(...shuffled.map((item) => [item]))).toEqual(whole);
      }),
    );
  });

  it("changes nothing the second time, and says so by giving the same timeline back", () => {
    fc.assert(
      fc.property(history, (items) => {
        const once = merged(items);
        expect(mergeItems(once, items)).toBe(once);
      }),
    );
  });

  it("shows each item once, in order of pos, in its newest version", () => {
    fc.assert(
      fc.property(history, (items) => {
        const shown = visibleItems(merged(items));
        const positions = shown.map(({ pos }) => pos);
        expect(positions).toEqual([...new Set(items.map(({ pos }) => pos))].sort((a, b) => a - b));
        for (const item of shown) {
          const versions = items.filter(({ pos }) => pos === item.pos).map(({ seq }) => seq);
          expect(item.seq).toBe(Math.max(...versions));
        }
      }),
    );
  });

  it("puts a late item between its neighbours", () => {
    const timeline = merged([message(1), message(5)], [message(3)]);
    expect(visibleItems(timeline).map(({ pos }) => pos)).toEqual([1, 3, 5]);
  });

  it("turns a message into its tombstone in place", () => {
    const { text: _, format: __, editedAt: ___, ...rest } = message(2);
    const timeline = merged([message(1), message(2), message(3)], [{ ...rest, seq: 9, deleted: true }]);
    expect(itemAt(timeline.known, 2)).toMatchObject({ deleted: true });
    expect(timeline.known).toHaveLength(3);
  });
});

describe("pages", () => {
  it("keeps an edit of something not loaded yet out of view until its page is here", () => {
    const edited = message(2, { seq: 99, text: "edited" });
    let timeline = mergePage(emptyTimeline, [message(10), message(11)], false);
    timeline = mergeItems(timeline, [edited]);
    expect(visibleItems(timeline).map(({ pos }) => pos)).toEqual([10, 11]);
    timeline = mergePage(timeline, [message(1), message(2), message(3)], true);
    expect(visibleItems(timeline).map(({ pos }) => pos)).toEqual([1, 2, 3, 10, 11]);
    expect(itemAt(timeline.known, 2)).toBe(edited);
  });

  it("shows nothing before the first page", () => {
    expect(visibleItems(mergeItems(emptyTimeline, [message(4)]))).toEqual([]);
  });

  it("knows that an empty first page is all there is", () => {
    const timeline = mergeItems(mergePage(emptyTimeline, [], true), [message(1)]);
    expect(visibleItems(timeline)).toHaveLength(1);
  });
});
