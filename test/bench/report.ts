// The results in words and Markdown tables. Pure.

import { contestants, noChat } from "./contestants.ts";
import type { Verdict } from "./criteria.ts";
import { measures, pick, valuesOf, type Measure, type Sample } from "./sample.ts";
import { median, range } from "./statistics.ts";

type Unit = (typeof measures)[Measure];

export interface Reported {
  readonly at: string;
  /** When the oldest of the samples was taken; absent: all in one run. */
  readonly since?: string;
  readonly browser: string;
  readonly processor: string;
  readonly samples: readonly Sample[];
}

const rows: readonly (readonly [measure: Measure, title: string])[] = [
  ["navigation", "navigation → newest painted"],
  ["click", "click → newest painted"],
  ["incoming", "incoming: bytes read → painted"],
  ["restored", "everything restored"],
  ["restoreLongTasks", "… tasks over 50 ms on the way"],
  ["restoreLongest", "… the longest"],
  ["restoreBlocking", "… host page blocked in all"],
  ["scrollLongTasks", "scrolling: tasks over 50 ms"],
  ["scrollLongest", "… the longest"],
  ["scrollFrames", "… frames"],
  ["scrollDropped", "… frames dropped"],
  ["nodes", "DOM nodes in the widget"],
  ["heap", "JS heap"],
  ["heapGrowth", "… over an empty transcript"],
  ["domHeap", "DOM heap"],
  ["scriptBytes", "script, first visit"],
  ["dataBytes", "data, first visit"],
  ["restoreBytes", "data, everything restored"],
  ["openBlocking", "host page blocked, panel open"],
  ["openShift", "layout shift, panel open"],
  ["visitorBlocking", "host page blocked, not chatting"],
  ["visitorShift", "layout shift, not chatting"],
  ["visitorRequests", "requests beside the script, not chatting"],
];

/** One block of lines for each width of history and speed of the processor; what nobody was measured at is left out. */
export function toResultTable({ at, since = at, browser, processor, samples }: Reported): string {
  const columns = [...contestants, noChat].filter(
    ({ name }) => pick(samples, { contestant: name }).length > 0,
  );
  const lines = [
    `| messages, processor | | ${columns.map(({ title }) => title).join(" | ")} |`,
    `|---|---|${columns.map(() => "--:|").join("")}`,
  ];
  for (const { size, throttle } of places(samples)) {
    for (const [measure, title] of rows) {
      const here = pick(samples, { measure, size, throttle });
      if (here.length === 0) continue;
      const cells = columns.map(({ name }) => toCell(pick(here, { contestant: name }), measures[measure]));
      const place = `${size.toLocaleString("en")}, ${throttle === 1 ? "full speed" : `${throttle}× slower`}`;
      lines.push(`| ${place} | ${title} | ${cells.join(" | ")} |`);
    }
  }
  const days = [...new Set([since.slice(0, 10), at.slice(0, 10)])].join(" to ");
  const caption = `${days}, ${browser}, ${processor}. Medians, and in brackets the lowest and highest.`;
  return `${caption}\n\n${lines.join("\n")}\n`;
}

export function toCriteriaTable(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ claim, limit, unit, values, median, interval, outcome }) => {
    if (outcome === "not measured") return `| ${claim} | ${toText(limit, unit)} | | | not measured |`;
    const between = `${toText(interval.low, unit)} – ${toText(interval.high, unit)}`;
    const confidence = `${Math.floor(interval.confidence * 1_000) / 10} %, ${values.length} rounds`;
    return `| ${claim} | ${toText(limit, unit)} | ${toText(median, unit)} | ${between} (${confidence}) | ${outcome} |`;
  });
  return `| what is held | at most | median | interval of the median (binomial) | |
|---|--:|--:|---|---|
${lines.join("\n")}\n`;
}

function places(samples: readonly Sample[]): readonly Pick<Sample, "size" | "throttle">[] {
  const keys = new Set(samples.map(({ size, throttle }) => `${size} ${throttle}`));
  return [...keys]
    .map((key) => {
      const [size = 0, throttle = 1] = key.split(" ").map(Number);
      return { size, throttle };
    })
    .sort((a, b) => a.throttle - b.throttle || a.size - b.size);
}

function toCell(samples: readonly Sample[], unit: Unit): string {
  if (samples.length === 0) return "";
  const values = valuesOf(samples);
  if (values.length === 0) return "gave up";
  const { low, high } = range(values);
  const middle = toText(median(values), unit);
  return low === high ? middle : `${middle} (${toText(low, unit)} – ${toText(high, unit)})`;
}

function toText(value: number, unit: Unit | Verdict["unit"]): string {
  switch (unit) {
    case "ms":
      return value >= 10_000
        ? `${(value / 1_000).toFixed(1)} s`
        : `${value.toFixed(value < 100 && value > 0 ? 1 : 0)} ms`;
    case "bytes":
      return Math.abs(value) >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e3).toFixed(1)} kB`;
    case "count":
      return Math.round(value).toLocaleString("en");
    case "score":
      return value === 0 ? "0" : value.toFixed(4);
    case "×":
      return `${value.toFixed(2)} ×`;
  }
}
