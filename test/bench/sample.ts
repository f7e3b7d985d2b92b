// One measured value, and how samples are picked from many.

import type { Contestant } from "./contestants.ts";

export const measures = {
  /** Navigation, with the panel left open → newest message painted; ms. */
  navigation: "ms",
  /** Host page of that visit, until a second after the newest message was painted: blocking time, ms, and layout shift. */
  openBlocking: "ms",
  openShift: "score",
  /** Click on the button → newest message painted; ms. */
  click: "ms",
  /** Bytes of an incoming message read from the stream → painted; median of one round's messages, ms. */
  incoming: "ms",
  /** Navigation → whole transcript there and painted; ms. */
  restored: "ms",
  /** Between the newest page's painting and that: tasks over 50 ms, and the longest of them. */
  restoreLongTasks: "count",
  restoreLongest: "ms",
  /** Blocking time of the host page from the navigation until then. */
  restoreBlocking: "ms",
  /** Elements and texts in the chat, the most that were counted. */
  nodes: "count",
  /** JS heap with the whole transcript, and its growth over the same page of a customer without messages. */
  heap: "bytes",
  heapGrowth: "bytes",
  /** What the browser's own objects for the document take beside that. */
  domHeap: "bytes",
  /** Through all of it, up and down. */
  scrollFrames: "count",
  scrollDropped: "count",
  scrollLongTasks: "count",
  scrollLongest: "ms",
  /** Of a first visit with an empty cache that opens the panel, until a second after the newest message was painted. */
  scriptBytes: "bytes",
  dataBytes: "bytes",
  /** Of a visit that restores everything. */
  restoreBytes: "bytes",
  /** A visitor who is not signed in and doesn't chat, three seconds long. */
  visitorBlocking: "ms",
  visitorShift: "score",
  visitorRequests: "count",
} as const;
export type Measure = keyof typeof measures;

export interface Sample {
  readonly measure: Measure;
  readonly contestant: Contestant["name"];
  readonly size: number;
  readonly throttle: number;
  readonly round: number;
  /** Null: not reached within the limit. */
  readonly value: number | null;
}

/** Where it was measured; the values come from a `Found`. */
export type Place = Pick<Sample, "contestant" | "size" | "throttle" | "round">;
export type Found = Partial<Record<Measure, number | null>>;

export type Picked = Partial<Pick<Sample, "measure" | "contestant" | "size" | "throttle" | "round">>;

export function pick(samples: readonly Sample[], wanted: Picked): readonly Sample[] {
  const fields = Object.entries(wanted) as [keyof Picked, unknown][];
  return samples.filter((sample) => fields.every(([field, value]) => sample[field] === value));
}

/** Those that were reached. */
export function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value).filter((value) => value !== null);
}

/** For each round that has both: the first divided by the second. */
export function ratios(samples: readonly Sample[], upper: Picked, lower: Picked): number[] {
  const below = new Map(pick(samples, lower).map(({ round, value }) => [round, value]));
  return pick(samples, upper).flatMap(({ round, value }) => {
    const base = below.get(round) ?? null;
    return value === null || base === null ? [] : [value / base];
  });
}
