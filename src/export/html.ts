// A transcript as a page to print: no scripts, nothing from elsewhere, every text escaped, marked up as the panel shows it. It is a file,
// and never part of our page.

import { directionOf, type Markup } from "../markup/markup.ts";
import { parseMarkup } from "../markup/parse.ts";
import type { Entry } from "./lines.ts";
import type { TranscriptWords } from "./options.ts";

const css = `
:root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #1c2027; }
body { max-width: 42em; margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.4em; }
header p, time, small { color: #59616f; font-size: .85em; }
.notice time { font-size: inherit; }
ol { margin: 2em 0 0; padding: 0; list-style: none; }
li { margin-block: .9em; break-inside: avoid; }
li p, li pre { margin: .1em 0 0; white-space: pre-wrap; }
.message :is(ul, ol) { margin: .1em 0 0; padding-inline-start: 1.4em; }
.message ul { list-style: disc; }
.message ol { list-style: decimal; }
.message :is(ul, ol) li { margin-block: .1em; }
.message blockquote { margin: .1em 0 0; padding-inline-start: .75em; border-inline-start: 2px solid #c9ced8; }
a { color: inherit; }
.message { padding-inline-start: .9em; border-inline-start: 3px solid #c9ced8; }
.own { border-color: #3457d5; }
.deleted p { color: #59616f; font-style: italic; }
.notice { text-align: center; color: #59616f; font-size: .85em; }
@media print { body { max-width: none; margin: 0; } }
`;

export function htmlHead(words: TranscriptWords, subtitle: string): string {
  const title = escapeHtml(words.exportTitle);
  return `<!doctype html>
<html lang="${escapeHtml(words.lang)}" dir="${escapeHtml(words.dir)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${css}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${escapeHtml(subtitle)}</p>
</header>
<ol>
`;
}

export const htmlFoot = "</ol>\n</body>\n</html>\n";

export function htmlOf(entry: Entry): string {
  const time = `<time datetime="${escapeHtml(entry.at)}">${escapeHtml(entry.when)}</time>`;
  if (entry.type === "notice")
    return `<li class="notice"><bdi>${escapeHtml(entry.text)}</bdi> · ${time}</li>\n`;
  const classes = ["message", entry.own && "own", entry.deleted && "deleted"].filter(Boolean).join(" ");
  const states = entry.states.map((state) => ` · <small>${escapeHtml(state)}</small>`).join("");
  const head = `<strong><bdi>${escapeHtml(entry.author)}</bdi></strong> ${time}${states}`;
  const text = parseMarkup(entry.text, entry.format).map((part) => markupHtml(part, true));
  return `<li class="${classes}">${head}\n${text.join("\n")}</li>\n`;
}

/** The same elements as in the panel, of the same few kinds. */
function markupHtml(part: Markup, isTop: boolean): string {
  if (typeof part === "string") return escapeHtml(part);
  const { tag, href, start, children } = part;
  const attributes = Object.entries({ dir: directionOf(part, isTop), href, start })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`);
  const inner = children.map((child) => markupHtml(child, false)).join("");
  return `<${tag}${attributes.join("")}>${inner}</${tag}>`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");
}
