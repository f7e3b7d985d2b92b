// The command line of `npm run bench`: what to measure, how often, and whether to keep the result.

import { parseArgs } from "node:util";

/** What is measured together, in one visit or in visits that belong together. */
export const groups = ["navigation", "click", "incoming", "restore", "visitor"] as const;
export type Group = (typeof groups)[number];

export interface BenchOptions {
  readonly rounds: number;
  /** Rounds of what takes long: restoring everything, scrolling through it, and visitors who don't chat. At most `rounds`. */
  readonly longRounds: number;
  /** Messages in the history, ascending. */
  readonly sizes: readonly number[];
  /** How many times slower than this machine's processor. */
  readonly throttles: readonly number[];
  readonly only: readonly Group[];
  /** Write the results and the README's table. */
  readonly save: boolean;
}

/** A mistake on the command line, in words for whoever made it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage = `npm run bench -- [--quick] [--rounds 15] [--long-rounds 5] [--sizes 100,10000,100000]
  [--throttle 1,4] [--only ${groups.join(",")}] [--save]`;

const full = { rounds: "15", "long-rounds": "5", sizes: "100,10000,100000", throttle: "1,4" };
const quick = { rounds: "3", "long-rounds": "3", sizes: "100,1000", throttle: "1" };

/** @throws {UsageError} an option is unknown or its value makes no sense */
export function parseOptions(args: readonly string[]): BenchOptions {
  const given = parse(args);
  const values = { ...(given.quick ? quick : full), ...given };
  const rounds = toCount("--rounds", values.rounds, 1_000);
  return {
    rounds,
    longRounds: Math.min(rounds, toCount("--long-rounds", values["long-rounds"], 1_000)),
    sizes: toList("--sizes", values.sizes, (text) => toCount("--sizes", text, 1_000_000)).sort(
      (a, b) => a - b,
    ),
    throttles: toList("--throttle", values.throttle, toThrottle),
    only: values.only === undefined ? groups : toList("--only", values.only, toGroup),
    save: values.save ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: {
        rounds: text,
        "long-rounds": text,
        sizes: text,
        throttle: text,
        only: text,
        quick: { type: "boolean" },
        save: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function toList<T>(option: string, text: string, toValue: (part: string) => T): T[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.includes("")) throw new UsageError(`${option} wants values separated by commas, not "${text}".`);
  return [...new Set(parts.map(toValue))];
}

function toCount(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw new UsageError(`${option} wants whole numbers from 1 to ${max}, not "${text}".`);
  return value;
}

function toThrottle(text: string): number {
  const value = Number(text);
  if (text === "" || !(value >= 1 && value <= 50))
    throw new UsageError(`--throttle wants numbers from 1 (none) to 50, not "${text}".`);
  return value;
}

function toGroup(text: string): Group {
  const group = groups.find((known) => known === text);
  if (!group) throw new UsageError(`--only knows ${groups.join(", ")}; not "${text}".`);
  return group;
}
