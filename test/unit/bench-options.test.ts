// The benchmark's command line.

import { describe, expect, it } from "vitest";
import { groups, parseOptions, UsageError } from "../bench/options.ts";
import type { Sample } from "../bench/sample.ts";
import { intoReadme, merge, type Results } from "../bench/save.ts";

it("measures everything where nothing is said, and little with --quick", () => {
  expect(parseOptions([])).toEqual({
    rounds: 15,
    longRounds: 5,
    sizes: [100, 10_000, 100_000],
    throttles: [1, 4],
    only: groups,
    save: false,
  });
  expect(parseOptions(["--quick"])).toMatchObject({ rounds: 3, sizes: [100, 1_000], throttles: [1] });
  expect(parseOptions(["--quick", "--sizes", "50"])).toMatchObject({ rounds: 3, sizes: [50] });
});

it("takes lists, each value once, and has no more long rounds than rounds", () => {
  expect(
    parseOptions(["--rounds", "2", "--sizes", "1000, 100,1000", "--only", "incoming,click"]),
  ).toMatchObject({ rounds: 2, longRounds: 2, sizes: [100, 1_000], only: ["incoming", "click"] });
});

it.each([
  ["--rounds", "0"],
  ["--rounds", "three"],
  ["--sizes", "100,"],
  ["--sizes", "1e3"],
  ["--sizes", "-5"],
  ["--throttle", "0.5"],
  ["--throttle", "fast"],
  ["--only", "everything"],
  ["--speed", "4"],
])("says what is wrong with %s %s", (option, value) => {
  expect(() => parseOptions([option, value])).toThrow(UsageError);
  expect(() => parseOptions([option, value])).toThrow(option);
});

it("puts its tables between the README's markers and leaves the rest alone", () => {
  const readme = "before\n<!-- bench -->\nold\n<!-- /bench -->\nafter";
  const once = intoReadme(readme, "new $& table");
  expect(once).toBe("before\n<!-- bench -->\n\nnew $& table\n<!-- /bench -->\nafter");
  expect(intoReadme(once, "new $& table")).toBe(once);
});

describe("what a run leaves out", () => {
  const sample = (measure: Sample["measure"], size: number, value: number): Sample => {
    return { measure, size, value, contestant: "ajar", throttle: 1, round: 0 };
  };
  const runOf = (at: string, ...samples: Sample[]): Results => {
    const machine = { browser: "Chromium 156", processor: "2 cores" };
    return { ...machine, at, samples, rawJsonBytes: {}, options: parseOptions([]) };
  };
  const before = runOf(
    "day 1",
    sample("navigation", 100, 1),
    sample("incoming", 100, 2),
    sample("nodes", 100, 3),
  );

  it("stays, but what is compared comes from one run", () => {
    const merged = merge(before, runOf("day 2", sample("navigation", 10_000, 4), sample("nodes", 10_000, 5)));
    expect(merged).toMatchObject({ at: "day 2", since: "day 1" });
    expect(merged.samples.map(({ measure, size, value }) => [measure, size, value])).toEqual([
      ["incoming", 100, 2],
      ["nodes", 100, 3],
      ["navigation", 10_000, 4],
      ["nodes", 10_000, 5],
    ]);
  });

  it("is gone where another machine or browser measured it", () => {
    const elsewhere = { ...runOf("day 2", sample("nodes", 100, 5)), processor: "8 cores" };
    expect(merge(before, elsewhere)).toEqual(elsewhere);
  });
});
