// How high the entries of a long list are, against a plain array; and which of them are drawn.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHeights } from "../../src/widget/heights.ts";
import { changeOf, spanFor } from "../../src/widget/window.ts";

const px = fc.integer({ min: 0, max: 300 });
const change = fc.oneof(
  fc.record({
    type: fc.constant("splice" as const),
    start: fc.nat(3000),
    removed: fc.oneof(fc.nat(3), fc.nat(900)),
    guesses: fc.array(px, { maxLength: 700 }),
  }),
  fc.record({ type: fc.constant("measure" as const), index: fc.nat(3000), px }),
  fc.record({ type: fc.constant("forget" as const) }),
);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe("heights", () => {
  it("are what a plain array would say, whatever was replaced and measured", () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 25 }),
        fc.double({ min: -10, max: 1e6, noNaN: true }),
        (changes, offset) => {
          const heights = createHeights();
          const model: number[] = [];
          for (const step of changes) {
            if (step.type === "forget") heights.forget();
            if (step.type === "measure" && step.index < model.length) {
              heights.measure(step.index, step.px);
              model[step.index] = step.px;
            }
            if (step.type !== "splice") continue;
            const start = Math.min(step.start, model.length);
            const removed = Math.min(step.removed, model.length - start);
            heights.splice(start, removed, step.guesses);
            model.splice(start, removed, ...step.guesses);
          }
          expect(heights).toHaveLength(model.length);
          expect(heights.total).toBe(sum(model));
          for (const index of [0, 1, 255, 256, model.length >> 1, model.length])
            expect(heights.offsetOf(index)).toBe(sum(model.slice(0, index)));
          let found = model.findIndex((_, index) => sum(model.slice(0, index + 1)) > offset);
          if (found === -1) found = Math.max(0, model.length - 1);
          expect(heights.indexAt(offset)).toBe(found);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("learn from what was measured how high the others are", () => {
    const heights = createHeights();
    heights.splice(
      0,
      0,
      Array.from({ length: 1000 }, () => 50),
    );
    expect(heights.calibrate()).toBe(false);
    for (let index = 990; index < 1000; index += 1) heights.measure(index, 75);
    expect(heights.calibrate()).toBe(true);
    expect(heights.total).toBeCloseTo(75_000);
    expect(heights.offsetOf(100)).toBeCloseTo(7500);
    expect(heights.calibrate()).toBe(false);
    heights.forget();
    expect(heights.total).toBeCloseTo(75_000);
  });

  it("take little time for each change of a list of 100,000", () => {
    const heights = createHeights();
    heights.splice(
      0,
      0,
      Array.from({ length: 100_000 }, (_, index) => 40 + (index % 7)),
    );
    const start = performance.now();
    for (let round = 0; round < 1000; round += 1) {
      heights.splice(heights.length, 0, [50]);
      heights.measure(heights.length - 1, 60);
      heights.indexAt(heights.offsetOf(heights.length - 30));
    }
    heights.splice(
      0,
      0,
      Array.from({ length: 200 }, () => 50),
    );
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("what is drawn", () => {
  const heights = createHeights();
  heights.splice(
    0,
    0,
    Array.from({ length: 10_000 }, (_, index) => (index % 5) * 20),
  );

  it("always covers what is in sight, is little, and stays for small moves", () => {
    const sight = fc.record({ top: fc.nat(420_000), height: fc.integer({ min: 400, max: 3000 }) });
    fc.assert(
      fc.property(sight, fc.nat(10_000), fc.nat(10_000), (sight, a, b) => {
        const span = spanFor(heights, sight, { from: Math.min(a, b), to: Math.max(a, b) });
        const top = heights.offsetOf(span.from);
        const bottom = heights.offsetOf(span.to);
        expect(top).toBeLessThanOrEqual(sight.top);
        expect(bottom).toBeGreaterThanOrEqual(Math.min(heights.total, sight.top + sight.height) - 1);
        expect(bottom - top).toBeLessThan(5500);
        const moved = { ...sight, top: Math.max(0, sight.top - 20) };
        const fresh = spanFor(heights, sight, { from: 0, to: 0 });
        expect(spanFor(heights, moved, fresh)).toBe(fresh);
      }),
    );
  });
});

describe("what is drawn for one place", () => {
  it("is enough for all that are near it, however high its outermost entries are", () => {
    const entries = fc.array(fc.oneof(px, fc.integer({ min: 300, max: 4000 })), {
      minLength: 1,
      maxLength: 60,
    });
    const height = fc.integer({ min: 50, max: 1200 });
    fc.assert(
      fc.property(
        entries,
        height,
        fc.nat(100_000),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (all, height, at, near) => {
          const heights = createHeights();
          heights.splice(0, 0, all);
          const top = at % (heights.total + 1);
          const span = spanFor(heights, { top, height }, { from: 0, to: 0 });
          const beside = Math.max(0, top + (near * height) / 2 - Math.sign(near));
          expect(spanFor(heights, { top: beside, height }, span)).toBe(span);
        },
      ),
    );
  });
});

describe("a list's change", () => {
  const keyed = (keys: readonly number[]) => ({
    length: keys.length,
    keyAt: (index: number) => (keys[index] === undefined ? undefined : String(keys[index])),
  });

  it("is found as one replacement that makes the next list of the one before", () => {
    const some = fc.uniqueArray(fc.nat(500), { maxLength: 60 }).map((keys) => keys.sort((a, b) => a - b));
    fc.assert(
      fc.property(some, fc.nat(60), fc.nat(60), fc.boolean(), (all, a, b, grows) => {
        const rest = all.filter((_, index) => index < Math.min(a, b) || index >= Math.max(a, b));
        const [before, after] = grows ? [rest, all] : [all, rest];
        const { start, removed, added } = changeOf(keyed(before), keyed(after));
        const made = [...before];
        made.splice(start, removed, ...after.slice(start, start + added));
        expect(made).toEqual(after);
        expect(removed + added).toBe(all.length - rest.length);
      }),
    );
  });
});
