// Which messages contain some words, and where in their text: without regard to case and accents, newest first, and in slices, so
// that a long transcript stops nobody. Pure.

import type { Item, Message } from "./item.ts";
import type { ItemList } from "./item-list.ts";

export interface Search {
  /** The `pos` of each message that was found, newest first. */
  readonly found: readonly number[];
  /** Goes on, also over items that came since, until `isOver` says so. True: all were looked at. */
  step(items: ItemList, isOver: () => boolean): boolean;
}

/** A part of a text, from `start` to before `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Looked at between two questions for the time: some 0.1 ms, with the longest texts 2 ms. */
const itemsPerLook = 16;

/**
 * Edits of what was looked at already are not seen; {@link rangesOf} tells what is there now.
 * @param textOf what is seen of a message; default: its text as it is
 */
export function createSearch(
  query: string,
  textOf: (message: Message) => string = ({ text }) => text,
): Search {
  const wanted = foldText(query.trim());
  let found: number[] = [];
  /** The items from the one `pos` to the other were looked at, and were so many. */
  let seen: { readonly from: number; readonly to: number; readonly count: number } | null = null;

  function step(items: ItemList, isOver: () => boolean): boolean {
    if (wanted === "") return true;
    if (seen && items.indexAt(seen.to + 1) - items.indexAt(seen.from) !== seen.count) {
      // Others came in between, or it is another list.
      seen = null;
      found = [];
    }
    return lookAtNewer(items, isOver) && lookAtOlder(items, isOver);
  }

  function lookAtNewer(items: ItemList, isOver: () => boolean): boolean {
    if (!seen) return true;
    for (let index = items.indexAt(seen.to + 1), looks = 1; index < items.length; index += 1, looks += 1) {
      const item = items.at(index);
      if (!item) break;
      if (contains(item)) found = [item.pos, ...found];
      seen = { from: seen.from, to: item.pos, count: seen.count + 1 };
      if (looks % itemsPerLook === 0 && isOver()) return false;
    }
    return true;
  }

  function lookAtOlder(items: ItemList, isOver: () => boolean): boolean {
    const start: number = seen ? items.indexAt(seen.from) : items.length;
    for (let index = start - 1, looks = 1; index >= 0; index -= 1, looks += 1) {
      const item = items.at(index);
      if (!item) break;
      if (contains(item)) found.push(item.pos);
      seen = { from: item.pos, to: seen?.to ?? item.pos, count: (seen?.count ?? 0) + 1 };
      if (looks % itemsPerLook === 0 && isOver()) return false;
    }
    return true;
  }

  function contains(item: Item): boolean {
    return item.kind === "message" && !item.deleted && foldText(textOf(item)).includes(wanted);
  }

  return {
    get found() {
      return found;
    },
    step,
  };
}

/** Where the words stand in the text, in order, none over another. Characters are whole, with their accents. */
export function rangesOf(text: string, query: string): readonly TextRange[] {
  const wanted = foldText(query.trim());
  if (wanted === "") return [];
  /** For each unit of the folded text, where the character begins in `text` that it comes from. Accents belong to the one before. */
  const origins: number[] = [];
  let folded = "";
  let start = 0;
  for (const character of text) {
    const part = foldText(character);
    for (let unit = 0; unit < part.length; unit += 1) origins.push(start);
    folded += part;
    start += character.length;
  }
  const ranges: TextRange[] = [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    let next = at + wanted.length;
    while (origins[next] === origins[next - 1]) next += 1;
    // A character that is folded into several may end one match and begin the next.
    const from = Math.max(origins[at] ?? 0, ranges.at(-1)?.end ?? 0);
    const end = origins[next] ?? text.length;
    if (end > from) ranges.push({ start: from, end });
  }
  return ranges;
}

/** The same for texts that differ in case, accents or forms of letters only. */
export function foldText(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  // The lower sigma has another form at the end of a word.
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, "")
    .replaceAll("ς", "σ");
}
