// The rule by which a soak is called flat.

import { describe, expect, it } from "vitest";
import { median, trendOf } from "../support/trend.ts";

const over30Minutes = (value: (minute: number) => number) =>
  Array.from({ length: 60 }, (_, n) => ({ atMs: n * 30_000, value: value(n / 2) }));

describe("a trend", () => {
  it("is flat for noise, for an odd sample, and for what fills up in the beginning", () => {
    expect(
      trendOf(
        over30Minutes((minute) => 100 + ((minute * 7) % 5)),
        10,
      ).isFlat,
    ).toBe(true);
    expect(
      trendOf(
        over30Minutes((minute) => (minute === 29 ? 1000 : 100)),
        10,
      ),
    ).toMatchObject({
      isFlat: true,
      perMinute: 0,
    });
    expect(
      trendOf(
        over30Minutes((minute) => Math.min(minute, 8) * 100),
        10,
      ).isFlat,
    ).toBe(true);
  });

  it("is not flat for what goes on growing, however noisy it is", () => {
    const trend = trendOf(
      over30Minutes((minute) => 100 + minute * 2 + ((minute * 7) % 5)),
      10,
    );
    expect(trend.isFlat).toBe(false);
    expect(trend.growth).toBeCloseTo(20, -1);
    expect(trend.perMinute).toBeCloseTo(2, 0);
  });

  it("counts by the middle of an even number too", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
