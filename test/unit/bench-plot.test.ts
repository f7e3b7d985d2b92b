// The benchmark's plot: a small SVG that says what the figures say.

import { expect, it } from "vitest";
import { drawPlot, type Line } from "../bench/plot.ts";

const labels = { title: "Time & place", x: "messages", y: "ms" };
const point = (x: number, y: number) => ({ x, y, low: y - 5, high: y + 5 });
const lines: Line[] = [
  { title: "Ajar", points: [point(100, 50), point(10_000, 55), point(100_000, 60)] },
  { title: "<Other>", points: [point(100, 52), point(10_000, 300), point(100_000, 900)] },
];
const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );

it("names lines, axes and widths in text, with signs escaped", () => {
  const svg = drawPlot(lines, labels);
  for (const text of ["Ajar", "&#60;Other&#62;", "Time &#38; place", "messages", "100", "10,000", "100,000"])
    expect(svg).toContain(text);
});

it("puts widths by their logarithm, and longer times higher", () => {
  const [first, second, third, , , slowest] = circles(drawPlot(lines, labels));
  expect(((second?.[0] ?? 0) - (first?.[0] ?? 0)) / ((third?.[0] ?? 0) - (first?.[0] ?? 0))).toBeCloseTo(
    2 / 3,
    2,
  );
  expect(slowest?.[1]).toBeLessThan(third?.[1] ?? 0);
});

it("keeps the names of lines that end at the same place apart", () => {
  const same = ["a", "b", "c"].map((title) => ({ title, points: [point(100, 50), point(1_000, 50)] }));
  const heights = [...drawPlot(same, labels).matchAll(/y="([\d.]+)" fill/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(3);
  expect(
    Math.min(...heights.slice(1).map((y, index) => Math.abs(y - (heights[index] ?? 0)))),
  ).toBeGreaterThan(13);
});

it("draws no number that is none, even for a single width", () => {
  const svg = drawPlot([{ title: "Ajar", points: [point(100, 50)] }], labels);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(drawPlot([], labels)).not.toMatch(/NaN|Infinity/);
});
