// A message's text to markup. Plain text has links only; markdown its light kind: paragraphs, lists, quotes, code. Goes through
// the lines once for each level of nesting, of which there are few. No HTML: a tag is text like any other.

import type { Message } from "../model/item.ts";
import { parseInline } from "./inline.ts";
import { type Markup, textOf } from "./markup.ts";

const deepest = 4;
const fence = /^ {0,3}```[^`]*$/;
const quote = /^ {0,3}> ?/;
const item = /^ {0,3}(?:[-*+•]|(\d{1,9})[.)])[ \t]+/;

export function parseMarkup(text: string, format: Message["format"]): readonly Markup[] {
  if (format === "markdown") {
    const blocks = parseBlocks(text.replaceAll("\r\n", "\n").split("\n"), 0);
    // Marks without a text are what was written.
    if (textOf(blocks).trim() !== "") return blocks;
  }
  return [{ tag: "p", children: parseInline(text, false) }];
}

/** A message as it reads, without its marks. */
export function visibleText({ text, format }: Pick<Message, "text" | "format">): string {
  // Links don't change what plain text reads like.
  return format === "plain" ? text : textOf(parseMarkup(text, format));
}

function parseBlocks(lines: readonly string[], depth: number): Markup[] {
  const blocks: Markup[] = [];
  let paragraph: string[] = [];
  let at = 0;

  while (at < lines.length) {
    const line = lines[at] ?? "";
    const marker = depth < deepest ? item.exec(line) : null;
    if (fence.test(line)) takeCode();
    else if (depth < deepest && quote.test(line)) takeQuote();
    // Within a paragraph, a year may begin a line.
    else if (marker && (paragraph.length === 0 || (marker[1] ?? "1") === "1")) takeList(marker[1]);
    else takeLine(line);
  }
  endParagraph();
  return blocks;

  function takeLine(line: string): void {
    if (line.trim() === "") endParagraph();
    else paragraph.push(line);
    at += 1;
  }

  function endParagraph(): void {
    if (paragraph.length > 0) blocks.push({ tag: "p", children: parseInline(paragraph.join("\n"), true) });
    paragraph = [];
  }

  /** To the next fence, or the end. */
  function takeCode(): void {
    endParagraph();
    const start = at + 1;
    for (at = start; at < lines.length && !fence.test(lines[at] ?? "");) at += 1;
    const code = lines.slice(start, at).join("\n");
    blocks.push({ tag: "pre", children: [{ tag: "code", children: [code] }] });
    at += 1;
  }

  function takeQuote(): void {
    endParagraph();
    const quoted: string[] = [];
    for (; at < lines.length && quote.test(lines[at] ?? ""); at += 1)
      quoted.push((lines[at] ?? "").replace(quote, ""));
    blocks.push({ tag: "blockquote", children: parseBlocks(quoted, depth + 1) });
  }

  function takeList(number: string | undefined): void {
    endParagraph();
    const children: Markup[] = [];
    for (let marker = item.exec(lines[at] ?? ""); marker; marker = nextItem(number !== undefined))
      children.push({ tag: "li", children: parseBlocks(takeItem(marker[0]), depth + 1) });
    blocks.push(
      number === undefined ? { tag: "ul", children } : { tag: "ol", start: Number(number), children },
    );
  }

  /** The item's lines: the first, and those below it that are indented. One empty line in between is none. */
  function takeItem(marker: string): string[] {
    const least = indentOf(marker) + 2;
    const own = [(lines[at] ?? "").slice(marker.length)];
    for (at += 1; at < lines.length; at += 1) {
      const line = lines[at] ?? "";
      const isGap = line.trim() === "" && isWithin(lines[at + 1] ?? "", least);
      if (!isGap && !isWithin(line, least)) break;
      own.push(line.slice(Math.min(indentOf(line), marker.length)));
    }
    return own;
  }

  /** The next item of a list of the same kind, if it follows at once or after one empty line. */
  function nextItem(isNumbered: boolean): RegExpExecArray | null {
    const next = (lines[at] ?? "").trim() === "" ? at + 1 : at;
    const marker = item.exec(lines[next] ?? "");
    if (!marker || (marker[1] !== undefined) !== isNumbered) return null;
    at = next;
    return marker;
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isWithin(line: string, least: number): boolean {
  return line.trim() !== "" && (line.startsWith("\t") || indentOf(line) >= least);
}
