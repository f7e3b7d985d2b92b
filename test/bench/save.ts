// Keeps a run: every sample as JSON, the tables, the plot, and the README's part between its markers. What a run leaves out stays
// as the runs before had it, so that a long benchmark can be run in parts.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { contestants } from "./contestants.ts";
import { judge, type Measured } from "./criteria.ts";
import type { BenchOptions } from "./options.ts";
import { drawPlot, type Line } from "./plot.ts";
import { type Reported, toCriteriaTable, toResultTable } from "./report.ts";
import { pick, type Sample, valuesOf } from "./sample.ts";
import { median, range } from "./statistics.ts";

export interface Results extends Measured, Reported {
  readonly options: BenchOptions;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const MARKED = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;

export async function save(run: Results): Promise<void> {
  const before = JSON.parse(await readFile(path("results.json"), "utf8")) as Results;
  const results = merge(before, run);
  const text = `${toCriteriaTable(judge(results))}\n${toResultTable(results)}`;
  await writeFile(path("results.json"), `${JSON.stringify(results)}\n`);
  await writeFile(path("results.md"), text);
  await writeFile(path("results.svg"), plotOf(results));
  const readme = await readFile(path("../../README.md"), "utf8");
  if (!MARKED.test(readme))
    throw new Error("README.md has no place between <!-- bench --> and <!-- /bench -->.");
  await writeFile(path("../../README.md"), intoReadme(readme, text));
}

/**
 * What was compared stays together: all contestants of a measure at a width of history come from one run, and so do all widths of
 * `navigation`. Nothing stays of another machine or browser.
 */
export function merge(before: Results, run: Results): Results {
  if (before.browser !== run.browser || before.processor !== run.processor) return run;
  const keyOf = ({ measure, size, throttle }: Sample) =>
    `${measure} ${throttle} ${measure === "navigation" ? "" : size}`;
  const measured = new Set(run.samples.map(keyOf));
  const kept = before.samples.filter((sample) => !measured.has(keyOf(sample)));
  return {
    ...run,
    since: kept.length > 0 ? (before.since ?? before.at) : run.at,
    rawJsonBytes: { ...before.rawJsonBytes, ...run.rawJsonBytes },
    samples: [...kept, ...run.samples],
  };
}

export function intoReadme(readme: string, text: string): string {
  return readme.replace(MARKED, (_all, start: string, end: string) => `${start}\n${text}\n${end}`);
}

function plotOf({ samples }: Results): string {
  const sizes = [...new Set(samples.map(({ size }) => size))].toSorted((a, b) => a - b);
  const lines = contestants.map(({ name, title }): Line => ({
    title,
    points: sizes.flatMap((size) => {
      const wanted = { measure: "navigation", contestant: name, size, throttle: 1 } as const;
      const values = valuesOf(pick(samples, wanted));
      return values.length === 0 ? [] : [{ x: size, y: median(values), ...range(values) }];
    }),
  }));
  return drawPlot(
    lines.filter(({ points }) => points.length > 0),
    { title: "Navigation → newest message painted", x: "messages in the history", y: "ms" },
  );
}
