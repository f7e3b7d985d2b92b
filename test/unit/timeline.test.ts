import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../src/model/item.ts";
import {
  emptyTimeline,
  mergeItems,
  mergePage,
  type Timeline,
  visibleItems,
} from "../../src/model/timeline.ts";
import { brokenHistory, history, message, tombstone } from "../support/items.ts";

/** The items, and two ways to tell them: shuffled, with repeats, in batches of any size. */
function toldTwice(items: readonly Item[]): fc.Arbitrary<[Item[], Item[][], Item[][]]> {
  const size = fc.integer({ min: 1, max: 9 });
  const repeats = fc.subarray([...items]);
  const retold = repeats
    .chain((again) => fc.shuffledSubarray([...items, ...again], { minLength: items.length + again.length }))
    .chain((order) => fc.array(size, { minLength: order.length, maxLength: order.length }).map(cut(order)));
  return fc.tuple(fc.constant([...items]), retold, retold);
}

const cut = (items: readonly Item[]) => (sizes: readonly number[]) => {
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  return starts.map((start, index) => items.slice(start, start + (sizes[index] ?? 0)));
};

const merged = (...batches: (readonly Item[])[]): Timeline =>
  batches.reduce<Timeline>(mergeItems, { ...emptyTimeline, floor: 0 });

const plain = ({ known, floor }: Timeline) => ({ known: [...known], floor });

const positions = (timeline: Timeline) => [...visibleItems(timeline)].map(({ pos }) => pos);

describe("merging", () => {
  it.each([
    ["a server's items", history],
    ["a broken server's, with several items in one place", brokenHistory],
  ])("of %s is the same in any order, any grouping, and with any repeats", (_, items) => {
    fc.assert(
      fc.property(items.chain(toldTwice), ([told, ...retold]) => {
        const whole = plain(merged(told));
        for (const batches of retold) expect(plain(merged(...batches))).toEqual(whole);
      }),
    );
  });

  it("of two timelines' items does not depend on which of them was there first", () => {
    fc.assert(
      fc.property(history, history, history, (a, b, c) => {
        const [ab, bc] = [[...merged(a, b).known], [...merged(b, c).known]];
        expect(plain(merged(a, b))).toEqual(plain(merged(b, a)));
        expect(plain(merged(ab, c))).toEqual(plain(merged(a, bc)));
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
        const shown = [...visibleItems(merged(items))];
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
    expect(positions(timeline)).toEqual([1, 3, 5]);
  });

  it("turns a message into its tombstone in place", () => {
    const timeline = merged([message(1), message(2), message(3)], [tombstone(2, { seq: 9 })]);
    expect(timeline.known.find(2)).toMatchObject({ deleted: true });
    expect(timeline.known).toHaveLength(3);
  });
});

describe("pages", () => {
  it("keeps an edit of something not loaded yet out of view until its page is here", () => {
    const edited = message(2, { seq: 99, text: "edited" });
    let timeline = mergePage(emptyTimeline, [message(10), message(11)], false);
    timeline = mergeItems(timeline, [edited]);
    expect(positions(timeline)).toEqual([10, 11]);
    timeline = mergePage(timeline, [message(1), message(2), message(3)], true);
    expect(positions(timeline)).toEqual([1, 2, 3, 10, 11]);
    expect(timeline.known.find(2)).toBe(edited);
  });

  it("and changes come to the same transcript in whatever order they arrive", () => {
    const byPos = (items: readonly Item[]) => [...merged(items).known];
    fc.assert(
      fc.property(
        history,
        history,
        fc.integer({ min: 1, max: 9 }),
        fc.func(fc.nat()),
        (old, news, size, key) => {
          const transcript = byPos(old);
          const pages = transcript.flatMap((_, index) =>
            index % size === 0
              ? [{ items: transcript.slice(index, index + size), isFirst: index === 0 }]
              : [],
          );
          const steps = [
            ...pages.map(
              ({ items, isFirst }) =>
                (timeline: Timeline) =>
                  mergePage(timeline, items, isFirst),
            ),
            ...news.map((item) => (timeline: Timeline) => mergeItems(timeline, [item])),
          ];
          const shuffled = steps
            .map((step, index) => ({ step, rank: key(index) }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ step }) => step);
          const arrive = (all: typeof steps) => all.reduce((timeline, step) => step(timeline), emptyTimeline);
          expect(plain(arrive(shuffled))).toEqual(plain(arrive(steps)));
          expect([...arrive(steps).known]).toEqual(byPos([...old, ...news]));
        },
      ),
    );
  });

  it("shows nothing before the first page", () => {
    expect(visibleItems(mergeItems(emptyTimeline, [message(4)]))).toHaveLength(0);
  });

  it("knows that an empty first page is all there is", () => {
    const timeline = mergeItems(mergePage(emptyTimeline, [], true), [message(1)]);
    expect(visibleItems(timeline)).toHaveLength(1);
  });
});
