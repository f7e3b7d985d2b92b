// The benchmark's command line.

import { expect, it } from "vitest";
import { groups, parseOptions, UsageError } from "../bench/options.ts";
import { intoReadme } from "../bench/save.ts";

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
