// Draws lines over a logarithmic axis as SVG: with text as text, and legible on light and on dark pages. Pure.

export interface Line {
  readonly title: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export interface PlotLabels {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const width = 720;
const height = 400;
const frame = { left: 64, right: 150, top: 48, bottom: 56 };
/** Middle tones: at least 3:1 on white and on GitHub's dark grey. */
const colours = ["#2f81f7", "#d4761c", "#8b7bd8", "#2e9d62", "#c2568f"];
const grey = "#7d8590";

/** Both axes begin where the data does: x at the first width, y at zero. */
export function drawPlot(lines: readonly Line[], labels: PlotLabels): string {
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const step = niceStep(Math.max(1, ...points.map(({ high }) => high)) / 5);
  const top = step * Math.ceil(Math.max(1, ...points.map(({ high }) => high)) / step);
  const toX = scale(Math.log10(xs[0] ?? 1), Math.log10(xs.at(-1) ?? 10), frame.left, width - frame.right);
  const toY = scale(0, top, height - frame.bottom, frame.top);
  const yTicks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(labels.title)}" font-family="system-ui,sans-serif" font-size="13" fill="${grey}">
<text x="${frame.left}" y="24" font-size="15" font-weight="600">${escape(labels.title)}</text>
${yTicks.map((tick) => drawTick(tick, toY(tick))).join("\n")}
${xs.map((x) => `<text x="${toX(Math.log10(x))}" y="${height - frame.bottom + 20}" text-anchor="middle">${x.toLocaleString("en")}</text>`).join("\n")}
<text x="${(frame.left + width - frame.right) / 2}" y="${height - 12}" text-anchor="middle">${escape(labels.x)}</text>
<text x="${frame.left}" y="${frame.top - 8}" text-anchor="end">${escape(labels.y)}</text>
${lines.map((line, index) => drawLine(line, index, toX, toY)).join("\n")}
${drawNames(lines, toY)}
</svg>
`;
}

function drawTick(value: number, y: number): string {
  const at = round(y);
  return `<path d="M${frame.left} ${at}H${width - frame.right}" stroke="${grey}" stroke-opacity=".3"/><text x="${frame.left - 8}" y="${at + 4}" text-anchor="end">${value.toLocaleString("en")}</text>`;
}

/** The line through the medians, and at each a bar from the lowest to the highest; a little apart, so that bars don't hide bars. */
function drawLine({ points }: Line, index: number, toX: Scale, toY: Scale): string {
  const colour = colourOf(index);
  const drawn = points.map(({ x, y, low, high }) => ({
    x: round(toX(Math.log10(x)) + index * 4),
    y: round(toY(y)),
    low: round(toY(low)),
    high: round(toY(high)),
  }));
  const path = drawn.map(({ x, y }) => `${x} ${y}`).join("L");
  const marks = drawn.map(
    ({ x, y, low, high }) =>
      `<path d="M${x} ${low}V${high}" stroke-width="5" stroke-opacity=".35"/><circle cx="${x}" cy="${y}" r="3.5" fill="${colour}"/>`,
  );
  return `<g stroke="${colour}" fill="none"><path d="M${path}" stroke-width="2"/>${marks.join("")}</g>`;
}

/** Beside the lines' ends, pushed apart where they would touch. */
function drawNames(lines: readonly Line[], toY: Scale): string {
  const ends = lines
    .map((line, index) => ({ title: line.title, index, y: toY(line.points.at(-1)?.y ?? 0) }))
    .sort((a, b) => b.y - a.y);
  let limit = height - frame.bottom + 4;
  return ends
    .map(({ title, index, y }) => {
      const at = Math.min(y + 4, limit);
      limit = at - 17;
      return `<text x="${width - frame.right + 28}" y="${round(at)}" fill="${colourOf(index)}" font-weight="600">${escape(title)}</text>`;
    })
    .join("\n");
}

type Scale = (value: number) => number;

function scale(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

/** 1, 2 or 5 times a power of ten, at least that large. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * ([1, 2, 5].find((factor) => factor * power >= atLeast) ?? 10);
}

const colourOf = (index: number) => colours[index % colours.length] ?? grey;
const round = (value: number) => Math.round(value * 10) / 10;
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
