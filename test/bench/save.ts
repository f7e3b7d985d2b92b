// Keeps a run: every sample as JSON, the tables, the plot, and the README's part between its markers.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { contestants } from "./contestants.ts";
import type { Measured } from "./criteria.ts";
import type { BenchOptions } from "./options.ts";
import { drawPlot, type Line } from "./plot.ts";
import type { Reported } from "./report.ts";
import { pick, valuesOf } from "./sample.ts";
import { median, range } from "./statistics.ts";

export interface Results extends Measured, Reported {
  readonly options: BenchOptions;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const MARKED = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;

export async function save(results: Results, table: string, criteria: string): Promise<void> {
  const text = `${criteria}\n${table}`;
  await writeFile(path("results.json"), `${JSON.stringify(results)}\n`);
  await writeFile(path("results.md"), text);
  await writeFile(path("results.svg"), plotOf(results));
  const readme = await readFile(path("../../README.md"), "utf8");
  if (!MARKED.test(readme))
    throw new Error("README.md has no place between <!-- bench --> and <!-- /bench -->.");
  await writeFile(path("../../README.md"), intoReadme(readme, text));
}

export function intoReadme(readme: string, text: string): string {
  return readme.replace(MARKED, (_all, start: string, end: string) => `${start}\n${text}\n${end}`);
}

function plotOf({ samples, options }: Results): string {
  const lines = contestants.map(({ name, title }): Line => ({
    title,
    points: options.sizes.flatMap((size) => {
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
