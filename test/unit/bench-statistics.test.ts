// The benchmark's arithmetic: medians, their intervals, paired ratios and verdicts.

import { describe, expect, it } from "vitest";
import { judge } from "../bench/criteria.ts";
import { ratios, type Sample } from "../bench/sample.ts";
import { median, medianInterval } from "../bench/statistics.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("the median", () => {
  it("is the middle value, or lies between the two middle ones, in whatever order they come", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe("its interval", () => {
  it("leaves out three values at each end of fifteen, as tables of the sign test say", () => {
    const { low, high, confidence } = medianInterval(upTo(15).reverse());
    expect([low, high]).toEqual([4, 12]);
    expect(confidence).toBeCloseTo(0.9648, 4);
  });

  it("is the range where fewer than six values can't give 95 %, and says what it is worth", () => {
    expect(medianInterval(upTo(6))).toMatchObject({ low: 1, high: 6, confidence: 0.96875 });
    expect(medianInterval(upTo(5))).toMatchObject({ low: 1, high: 5, confidence: 0.9375 });
    expect(medianInterval([7])).toEqual({ low: 7, high: 7, confidence: 0 });
  });

  it("holds the median in about as many samples as it promises", () => {
    let held = 0;
    for (let seed = 0; seed < 2 ** 10; seed += 1) {
      // Each of ten values is above or below the true median of 0: every combination once.
      const values = upTo(10).map((n) => (seed & (1 << (n - 1)) ? n : -n));
      const { low, high } = medianInterval(values);
      if (low <= 0 && high >= 0) held += 1;
    }
    expect(held / 2 ** 10).toBeCloseTo(medianInterval(upTo(10)).confidence, 10);
  });
});

const sample = (
  contestant: Sample["contestant"],
  round: number,
  value: number | null,
  size = 100,
): Sample => ({
  measure: "navigation",
  contestant,
  size,
  throttle: 1,
  round,
  value,
});

describe("ratios", () => {
  it("compare within a round, and leave out rounds in which one side is missing or gave up", () => {
    const samples = [
      sample("ajar", 1, 20),
      sample("floor", 1, 10),
      sample("floor", 2, 10),
      sample("ajar", 2, 30),
      sample("ajar", 3, 30),
      sample("ajar", 4, null),
      sample("floor", 4, 10),
    ];
    expect(ratios(samples, { contestant: "ajar" }, { contestant: "floor" })).toEqual([2, 3]);
  });
});

describe("a verdict", () => {
  const outcomes = (values: readonly number[]) => {
    const samples = values.flatMap((value, round) => [
      sample("ajar", round, value * 10),
      sample("floor", round, 10),
    ]);
    return judge({ samples, rawJsonBytes: {} })[0]?.outcome;
  };

  it("passes, passes barely, or fails by the median and its interval", () => {
    expect(outcomes([1, 1.1, 1.2, 1, 1.1, 1.2])).toBe("pass");
    expect(outcomes([1, 1.1, 1.2, 1, 1.1, 1.4])).toBe("close");
    expect(outcomes([1, 1.3, 1.3, 1.3, 1.3, 1.4])).toBe("fail");
    expect(outcomes([])).toBe("not measured");
  });
});
