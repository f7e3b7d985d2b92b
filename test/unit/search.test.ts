// Searching in a transcript.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ItemList } from "../../src/model/item-list.ts";
import { createSearch, foldText, rangesOf } from "../../src/model/search.ts";
import { message, notice, tombstone } from "../support/items.ts";

const letters = fc.constantFrom(
  "a",
  "B",
  "b",
  "é",
  "e\u0301",
  "E",
  "İ",
  "ß",
  "ﬁ",
  "Σ",
  "ς",
  "한",
  "👍🏽",
  " ",
  "\n",
);
const texts = fc.oneof(
  fc.array(letters, { maxLength: 20 }).map((some) => some.join("")),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const listOf = (all: readonly string[], firstPos = 1) =>
  ItemList.of(all.map((text, index) => message(firstPos + index, { text })));
const never = () => false;
const foundIn = (items: ItemList, query: string) => {
  const search = createSearch(query);
  expect(search.step(items, never)).toBe(true);
  return search.found;
};

describe("words in a text", () => {
  it.each([
    ["Where is my ORDER?", "order", ["ORDER"]],
    ["Ștefan și Ana", "stefan SI", ["Ștefan și"]],
    ["cafe\u0301 au lait", "café", ["cafe\u0301"]],
    ["ﬁnd the oﬃce", "fin", ["ﬁn"]],
    ["ΟΔΟΣ οδός", "οδος", ["ΟΔΟΣ", "οδός"]],
    ["İstanbul", "istanbul", ["İstanbul"]],
    ["aaaa", "aa", ["aa", "aa"]],
    ["nothing", "  ", []],
    ["nothing", "\u0301", []],
  ])("are found in %j by %j", (text, query, parts) => {
    expect(rangesOf(text, query).map(({ start, end }) => text.slice(start, end))).toEqual(parts);
  });

  it("stand where the ranges say, in order, and whole", () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(19), fc.nat(19), (text, other, a, b) => {
        const query = a % 3 === 0 ? other : text.slice(Math.min(a, b), Math.max(a, b));
        const wanted = foldText(query.trim());
        const ranges = rangesOf(text, query);
        expect(ranges.length > 0).toBe(wanted !== "" && foldText(text).includes(wanted));
        const endOf = (index: number) => ranges[index]?.end ?? 0;
        expect(ranges.every(({ start, end }, index) => start >= endOf(index - 1) && end > start)).toBe(true);
        expect(ranges.filter(({ end }) => /^\p{M}/u.test(text.slice(end)))).toEqual([]);
        // A letter that is folded into several may be shared with the match before it.
        const apart = ranges.filter(({ start }, index) => index === 0 || start > endOf(index - 1));
        const parts = apart.map(({ start, end }) => foldText(text.slice(start, end)));
        expect(parts.filter((part) => !part.includes(wanted))).toEqual([]);
      }),
    );
  });

  it("fold the same letter by letter and all at once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(Array.from(text, foldText).join("")).toBe(foldText(text));
      }),
    );
  });
});

describe("a search", () => {
  it("finds the messages with the words, newest first, and nothing that is deleted or a notice", () => {
    const items = ItemList.of([
      message(1, { text: "the lamp" }),
      tombstone(2),
      notice(3, { text: "lamp" }),
      message(4, { text: "no" }),
      message(5, { text: "LÁMP!" }),
    ]);
    expect(foundIn(items, " lamp ")).toEqual([5, 1]);
    expect(foundIn(items, "")).toEqual([]);
  });

  it("finds in slices, over items that come in later, what it finds all at once", () => {
    const some = fc.array(fc.constantFrom("yes", "no", "YES"), { maxLength: 120 });
    fc.assert(
      fc.property(some, some, some, fc.integer({ min: 1, max: 5 }), (older, first, newer, rounds) => {
        const parts = [listOf(first, 200), listOf([...older], 10), listOf(newer, 400)] as const;
        const search = createSearch("yes");
        let items = parts[0];
        let looks = 0;
        const isOver = () => (looks += 1) % rounds === 0;
        search.step(items, isOver);
        items = items.with([...parts[2]]);
        search.step(items, isOver);
        items = items.with([...parts[1]]);
        for (let step = 0; !search.step(items, isOver); step += 1) expect(step).toBeLessThan(100);
        expect(search.found).toEqual(foundIn(items, "yes"));
      }),
    );
  });

  it("begins anew where items came in between, or in another list", () => {
    const search = createSearch("x");
    search.step(ItemList.of([message(1, { text: "x" }), message(9, { text: "x" })]), never);
    search.step(
      ItemList.of([message(1, { text: "x" }), message(5, { text: "x" }), message(9, { text: "x" })]),
      never,
    );
    expect(search.found).toEqual([9, 5, 1]);
    search.step(listOf(["x"], 300), never);
    expect(search.found).toEqual([300]);
  });

  it("asks often whether its time is over in a long transcript of long texts, and stops there", () => {
    const items = listOf(
      Array.from({ length: 20_000 }, (_, index) => `Nachricht ${index} über größere Mengen `.repeat(5)),
    );
    const search = createSearch("größere Mengen Nachricht 19");
    let steps = 1;
    while (!search.step(items, () => true)) steps += 1;
    expect(items.length / steps).toBeLessThan(100);
    expect(search.found).toHaveLength(1111);
  });
});
