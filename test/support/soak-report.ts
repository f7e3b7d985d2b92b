// What a soak has measured, as a table and as verdicts. Compares a tab that lives long with one that was opened a moment ago and
// shows the same transcript: so the transcript's own growth cancels out, whatever it is.

import type { PageSize } from "./page-leftovers.ts";
import { median, type Trend, trendOf } from "./trend.ts";

export interface SoakSample {
  readonly atMs: number;
  readonly messageCount: number;
  readonly old: PageSize;
  readonly fresh: PageSize;
}

type Measure = keyof PageSize;

/** What a measure may grow by, beside a tenth of what a fresh tab has: the noise of an idle page. */
const slack: Readonly<Record<Measure, number>> = {
  heapBytes: 500_000,
  documents: 0.5,
  nodes: 50,
  listeners: 10,
};

export const tableHead =
  "   min  messages   heap kB: old  fresh    over     nodes: old  fresh    listeners: old  fresh   documents: old  fresh";

export function tableRow({ atMs, messageCount, old, fresh }: SoakSample): string {
  const kB = (bytes: number) => Math.round(bytes / 1000);
  return [
    cell((atMs / 60_000).toFixed(1), 6),
    cell(messageCount, 10),
    cell(kB(old.heapBytes), 15),
    cell(kB(fresh.heapBytes), 7),
    cell(kB(old.heapBytes - fresh.heapBytes), 8),
    cell(old.nodes, 15),
    cell(fresh.nodes, 7),
    cell(old.listeners, 19),
    cell(fresh.listeners, 7),
    cell(old.documents, 18),
    cell(fresh.documents, 7),
  ].join("");
}

/** How what the old tab has over the fresh one changes. See `trendOf` for the rule. */
export function trends(samples: readonly SoakSample[]): Readonly<Record<Measure, Trend>> {
  const trend = (measure: Measure) =>
    trendOf(
      samples.map(({ atMs, old, fresh }) => ({ atMs, value: old[measure] - fresh[measure] })),
      slack[measure] + median(samples.map(({ fresh }) => fresh[measure])) / 10,
    );
  return {
    heapBytes: trend("heapBytes"),
    documents: trend("documents"),
    nodes: trend("nodes"),
    listeners: trend("listeners"),
  };
}

export function verdict(measure: string, { perMinute, growth, allowed, isFlat }: Trend): string {
  const figures = `${signed(perMinute)} a minute; last third ${signed(growth)} over the second, ${Math.round(allowed)} allowed`;
  return `${measure}: ${isFlat ? "flat" : "GROWS"} (${figures})`;
}

function cell(value: number | string, width: number): string {
  return String(value).padStart(width);
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${Math.round(value)}`;
}
