// A message's text, drawn: elements of a few kinds with texts in them, and the words that were sought highlighted.

import { type ComponentChildren, createElement } from "preact";
import type { Message } from "../model/item.ts";
import type { TextRange } from "../model/search.ts";
import { directionOf, isLine, type Marked, type Markup, textOf } from "../markup/markup.ts";
import { parseMarkup } from "../markup/parse.ts";

interface Props {
  readonly text: string;
  readonly format: Message["format"];
  /** Where the words stand that a search shows. */
  readonly sought: ((text: string) => readonly TextRange[]) | null;
}

export function MessageText({ text, format, sought }: Props) {
  const markup = parseMarkup(text, format);
  const ranges = sought === null ? [] : sought(textOf(markup));
  /** How much of the text was drawn, and how many of the ranges. */
  let drawn = 0;
  let passed = 0;

  function draw(part: Markup, isTop = false): ComponentChildren {
    if (typeof part === "string") return drawText(part);
    const children = part.children.map((child) => draw(child));
    if (isLine(part)) drawn += 1;
    return createElement(part.tag as string, attributesOf(part, isTop), ...children);
  }

  function drawText(words: string): ComponentChildren {
    const start = drawn;
    const end = (drawn += words.length);
    const parts: ComponentChildren[] = [];
    let at = start;
    for (let range = ranges[passed]; range && range.start < end; range = ranges[(passed += 1)]) {
      const from = Math.max(range.start, at);
      const to = Math.min(range.end, end);
      if (to > from)
        parts.push(
          words.slice(at - start, from - start),
          <mark>{words.slice(from - start, to - start)}</mark>,
        );
      at = Math.max(at, to);
      // The rest of it is in the next text.
      if (range.end > end) break;
    }
    return parts.length === 0 ? words : [...parts, words.slice(at - start)];
  }

  return <>{markup.map((part) => draw(part, true))}</>;
}

/** Addresses read from left to right, and turn nothing around them. */
function attributesOf(part: Marked, isTop: boolean): Readonly<Record<string, unknown>> {
  const { href, isAddress, start } = part;
  if (href !== undefined) {
    const words = isAddress ? { dir: "ltr" } : { dir: "auto", title: href };
    return { href, target: "_blank", rel: "noopener noreferrer nofollow", ...words };
  }
  return { dir: directionOf(part, isTop), start };
}
