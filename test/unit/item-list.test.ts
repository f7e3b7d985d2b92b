// The list behind the transcript, against a plain sorted array; long enough to be in many pieces.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ItemList } from "../../src/model/item-list.ts";
import { message } from "../support/items.ts";

const places = fc.uniqueArray(fc.nat(4000), { minLength: 1, maxLength: 900 });
const sorted = (positions: readonly number[]) =>
  [...positions].sort((a, b) => a - b).map((pos) => message(pos));

describe("a list of items", () => {
  it("is what a sorted array with the newest of each place is, whatever was added in whatever portions", () => {
    fc.assert(
      fc.property(fc.array(places, { maxLength: 6 }), (portions) => {
        let list = ItemList.empty;
        const model = new Map<number, ReturnType<typeof message>>();
        for (const items of portions.map(sorted)) {
          list = list.with(items);
          for (const item of items) model.set(item.pos, item);
        }
        const expected = [...model.values()].sort((a, b) => a.pos - b.pos);
        expect(list).toHaveLength(expected.length);
        expect([...list].every((item, index) => item === expected[index])).toBe(true);
        expect(expected.every((item, index) => list.at(index) === item)).toBe(true);
        const isThird = ({ pos }: { pos: number }) => pos % 3 === 0;
        expect(list.findLastIndex(isThird)).toBe(expected.findLastIndex(isThird));
      }),
      { numRuns: 60 },
    );
  });

  it("knows the place of each position, and of those that are missing", () => {
    fc.assert(
      fc.property(places, fc.nat(4001), (positions, pos) => {
        const items = sorted(positions);
        const list = ItemList.of(items);
        const index = items.findIndex((item) => item.pos >= pos);
        expect(list.indexAt(pos)).toBe(index === -1 ? items.length : index);
        expect(list.find(pos)).toBe(items.find((item) => item.pos === pos));
        expect([...list.from(list.indexAt(pos))]).toEqual(items.filter((item) => item.pos >= pos));
      }),
      { numRuns: 60 },
    );
  });

  it("has nothing beyond its ends", () => {
    const list = ItemList.of([message(3), message(7)]);
    expect([list.at(-1), list.at(-2)]).toMatchObject([{ pos: 7 }, { pos: 3 }]);
    const beyond = [list.at(-3), list.at(2), ItemList.empty.at(0), ItemList.empty.at(-1)];
    expect(beyond).toEqual([undefined, undefined, undefined, undefined]);
    expect([...list.from(-5)]).toHaveLength(2);
    expect(list.from(2)).toBe(ItemList.empty);
  });

  it("stays the same when another is made from it", () => {
    const list = ItemList.of(Array.from({ length: 1000 }, (_, pos) => message(pos * 2)));
    const longer = list.with([message(301), message(5000)]);
    expect([list.length, longer.length]).toEqual([1000, 1002]);
    expect(list.find(301)).toBeUndefined();
    expect(longer.at(151)).toMatchObject({ pos: 301 });
  });
});
