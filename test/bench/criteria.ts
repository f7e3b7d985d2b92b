// What the benchmark holds Ajar to, each with the median of what was measured and its interval. Pure.

import type { Contestant } from "./contestants.ts";
import { ratios, pick, valuesOf, type Measure, type Sample } from "./sample.ts";
import { median, medianInterval, range, type Interval } from "./statistics.ts";

export interface Verdict {
  readonly claim: string;
  readonly limit: number;
  readonly unit: "×" | "count" | "ms" | "score";
  /** Of each round. */
  readonly values: readonly number[];
  readonly median: number;
  readonly interval: Interval;
  /** `close`: the median keeps the limit, but its interval reaches past it. */
  readonly outcome: "pass" | "close" | "fail" | "not measured";
}

export interface Measured {
  readonly samples: readonly Sample[];
  /** Size of the JSON of all pages, for each number of messages. */
  readonly rawJsonBytes: Readonly<Record<number, number>>;
}

/** Ratios compare what was measured in the same round, so one unquiet minute concerns both sides. */
export function judge({ samples, rawJsonBytes }: Measured): readonly Verdict[] {
  const of = (name: Contestant["name"], measure: Measure, size: number) =>
    ({ contestant: name, measure, size, throttle: 1 }) as const;
  const overFloor = (measure: Measure, size: number) =>
    ratios(samples, of("ajar", measure, size), of("floor", measure, size));
  const own = (measure: Measure, size: number) => valuesOf(pick(samples, of("ajar", measure, size)));
  const raw = rawJsonBytes[10_000] ?? Number.NaN;
  const visitors = (measure: Measure) =>
    valuesOf(pick(samples, { contestant: "ajar", measure, throttle: 1 }));
  return [
    byMedian("Navigation → newest painted, 100 messages: Ajar ÷ floor", 1.25, overFloor("navigation", 100)),
    byMedian(
      "Navigation → newest painted: Ajar with 100,000 messages ÷ Ajar with 100",
      1.2,
      ratios(samples, of("ajar", "navigation", 100_000), of("ajar", "navigation", 100)),
    ),
    each("10,000 restored: tasks over 50 ms on the way", 0, "count", own("restoreLongTasks", 10_000)),
    each("10,000 restored: DOM nodes in the widget", 1_000, "count", own("nodes", 10_000)),
    byMedian(
      "10,000 restored: heap growth ÷ size of the JSON",
      3,
      own("heapGrowth", 10_000).map((bytes) => bytes / raw),
    ),
    byMedian("Incoming message with 10,000: Ajar ÷ floor", 1.25, overFloor("incoming", 10_000)),
    each("Scrolling through 10,000: tasks over 50 ms", 0, "count", own("scrollLongTasks", 10_000)),
    each("A visitor who doesn't chat: blocking time", 0, "ms", visitors("visitorBlocking")),
    each("A visitor who doesn't chat: layout shift", 0, "score", visitors("visitorShift")),
    each(
      "A visitor who doesn't chat: requests beside the script tag's",
      0,
      "count",
      visitors("visitorRequests"),
    ),
  ];
}

function byMedian(claim: string, limit: number, values: readonly number[]): Verdict {
  const verdict = describe(claim, limit, "×", values);
  const kept = verdict.interval.high <= limit ? "pass" : "close";
  return { ...verdict, outcome: orNothing(values, verdict.median <= limit ? kept : "fail") };
}

/** Every single round must keep the limit. */
function each(claim: string, limit: number, unit: Verdict["unit"], values: readonly number[]): Verdict {
  const isKept = range(values).high <= limit;
  return { ...describe(claim, limit, unit, values), outcome: orNothing(values, isKept ? "pass" : "fail") };
}

function describe(claim: string, limit: number, unit: Verdict["unit"], values: readonly number[]) {
  return { claim, limit, unit, values, median: median(values), interval: medianInterval(values) };
}

const orNothing = (values: readonly number[], outcome: Verdict["outcome"]) =>
  values.length === 0 ? "not measured" : outcome;
