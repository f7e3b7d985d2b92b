// A paragraph's characters to emphasis, code and links. One pass, forward only; what is opened and not closed is text again.
// Each kind of mark is open at most once, which bounds the nesting and the work.

import { addressAt, isWord, placeOf, toHref } from "./addresses.ts";
import { type Markup, type MarkupTag, textOf } from "./markup.ts";

/** A mark that may close yet, with what came since. */
interface Open {
  readonly mark: string;
  readonly children: Markup[];
}

const emphasis: Readonly<Record<string, MarkupTag>> = { "*": "em", _: "em", "**": "strong", __: "strong" };
/** A longer row of them is a line to fill in, or a stretch of stars. */
const longestMark = 3;

/** Addresses become links; with `isMarkdown`, marks become what they mean. */
export function parseInline(text: string, isMarkdown: boolean): readonly Markup[] {
  const root: Open = { mark: "", children: [] };
  const open: Open[] = [root];
  /** What stands between this and `at` is text that was not added yet. */
  let from = 0;
  let at = 0;
  /** Is there an address within the label that is open? */
  let labelHasLink = false;

  while (at < text.length) {
    const found = addressAt(text, at, from);
    if (found) takeAddress(found.start, found.end, found.href);
    else if (!isMarkdown || !takeMark(text.charAt(at))) passWord();
  }
  add(text.slice(from));
  while (open.length > 1) abandon();
  return root.children;

  /** Within a word nothing begins. */
  function passWord(): void {
    const isInWord = isWord(text.charCodeAt(at));
    at += 1;
    while (isInWord && isWord(text.charCodeAt(at))) at += 1;
  }

  function takeAddress(start: number, end: number, href: string | null): void {
    at = Math.max(end, at + 1);
    if (href === null) return;
    add(text.slice(from, start));
    addPart({ tag: "a", href, isAddress: true, children: [text.slice(start, end)] });
    labelHasLink = true;
    from = at;
  }

  /** False: the character is none. */
  function takeMark(character: string): boolean {
    if (character === "\\") return takeEscape();
    if (character === "`") return takeCode();
    if (character === "*" || character === "_") return takeEmphasis(character);
    if (character === "[") return takeBracket();
    return character === "]" && takeLabelEnd();
  }

  function takeEscape(): boolean {
    if (!punctuation.test(text.charAt(at + 1))) return false;
    add(text.slice(from, at));
    from = at + 1;
    at += 2;
    return true;
  }

  function takeCode(): boolean {
    const start = afterTicks(at);
    const end = text.indexOf("`", start);
    add(text.slice(from, at));
    if (end > 0) addPart({ tag: "code", children: [text.slice(start, end)] });
    else add(text.slice(at, start));
    from = at = end > 0 ? afterTicks(end) : start;
    return true;
  }

  function afterTicks(start: number): number {
    let end = start;
    while (text.charAt(end) === "`") end += 1;
    return end;
  }

  function takeEmphasis(character: string): boolean {
    const start = at;
    while (text.charAt(at) === character) at += 1;
    if (at - start > longestMark) return true;
    const opens = at < text.length && !isSpace(text.charAt(at)) && !isWord(text.charCodeAt(start - 1));
    const closes = start > 0 && !isSpace(text.charAt(start - 1)) && !isWord(text.charCodeAt(at));
    add(text.slice(from, start));
    from = at;
    for (let left = at - start; left > 0;) {
      const top = open.at(-1)?.mark ?? "";
      const size = closes && top.startsWith(character) && top.length <= left ? top.length : Math.min(2, left);
      const mark = character.repeat(size);
      left -= size;
      if (closes && isOpen(mark)) close(mark);
      else if (opens) begin(mark);
      else add(mark);
    }
    return true;
  }

  function takeBracket(): boolean {
    add(text.slice(from, at));
    begin("[");
    labelHasLink = false;
    from = at += 1;
    return true;
  }

  /** `](address)`. Without the address, both brackets are text. */
  function takeLabelEnd(): boolean {
    if (!isOpen("[")) return false;
    add(text.slice(from, at));
    from = at;
    const end = text.charAt(at + 1) === "(" ? addressEnd(text, at + 2) : -1;
    const href = end < 0 ? null : toHref(text.slice(at + 2, end));
    while (open.at(-1)?.mark !== "[") abandon();
    if (href === null) abandon();
    else addLink(href, open.pop()?.children ?? []);
    at += 1;
    if (href !== null) from = at = end + 1;
    return true;
  }

  function addLink(href: string, label: readonly Markup[]): void {
    const words = textOf(label);
    const isBlank = words.trim() === "";
    if (isBlank) addPart({ tag: "a", href, isAddress: true, children: [href] });
    else addPart({ tag: "a", href, children: labelHasLink ? [words] : label });
    if (!isBlank && misleads(words, href, labelHasLink)) add(` (${placeOf(href)})`);
  }

  function isOpen(mark: string): boolean {
    return open.some((one) => one.mark === mark);
  }

  /** The later one counts: it is nearer to what may close it. */
  function begin(mark: string): void {
    while (isOpen(mark)) abandon();
    open.push({ mark, children: [] });
  }

  function close(mark: string): void {
    while (open.at(-1)?.mark !== mark) abandon();
    const tag = emphasis[mark];
    const children = open.pop()?.children ?? [];
    if (tag) addPart({ tag, children });
  }

  /** The innermost one is text after all. */
  function abandon(): void {
    const last = open.pop();
    if (!last) return;
    add(last.mark);
    for (const part of last.children) addPart(part);
  }

  function add(words: string): void {
    if (words !== "") addPart(words);
  }

  function addPart(part: Markup): void {
    const { children } = open.at(-1) ?? root;
    const last = children.at(-1);
    if (typeof part === "string" && typeof last === "string") children[children.length - 1] = last + part;
    else children.push(part);
  }
}

const punctuation = /[!-/:-@[-`{-~]/;
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

/** Where the address in brackets ends, or -1. Brackets in it are balanced, one level deep. */
function addressEnd(text: string, start: number): number {
  for (let at = start, isInner = false; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isSpace(character) || (character === "(" && isInner)) return -1;
    if (character === "(") isInner = true;
    else if (character === ")" && !isInner) return at;
    else if (character === ")") isInner = false;
  }
  return -1;
}

/** Does the label read like another address than the one that it leads to, or is its direction turned? */
function misleads(label: string, href: string, hasLink: boolean): boolean {
  if (turning.test(label)) return true;
  if (!hasLink && (/\s/.test(label) || !/\.\p{L}{2}/u.test(label))) return false;
  const said = toHref(label) ?? toHref(`https://${label}`);
  return said === null || placeOf(said) !== placeOf(href);
}
