// Searching the transcript: how many messages have the words, and the way from one to the next. The browser's own search
// sees only the rows that are drawn.

import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useState } from "preact/hooks";
import { ItemList } from "../model/item-list.ts";
import { rangesOf } from "../model/search.ts";
import { useKnown, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import css from "./search.css?inline";
import { type Found, useSearch } from "./search.ts";
import type { Move } from "./SearchBar.tsx";

export { Widget } from "./context.ts";
export { css };

export interface SearchResultsProps {
  readonly query: string;
  /** Where the field finds the way to the next match. */
  readonly move: RefObject<Move | null>;
  readonly onFound: (found: Found | null) => void;
}

interface Place {
  readonly query: string;
  readonly pos: number | null;
}

export function SearchResults({ query, move, onFound }: SearchResultsProps) {
  const { chat, strings } = useWidget();
  const known = useKnown();
  const items = known ? chat.transcript.value : ItemList.empty;
  const isComplete = chat.history.value === "complete";
  const [place, setPlace] = useState<Place>({ query, pos: null });
  const { found, isDone } = useSearch(items, query);
  const isAsked = query.trim() !== "";
  // Other words begin at the newest match again.
  const pos = place.query === query ? place.pos : null;
  const present = pos === null ? -1 : found.indexOf(pos);
  const shown = found[Math.max(0, present)] ?? null;
  const ranges = useCallback((text: string) => rangesOf(text, query), [query]);

  useEffect(() => {
    if (isAsked && !isComplete) chat.loadAll();
  }, [chat, isAsked, isComplete]);
  useEffect(() => {
    // It stays the present one when newer ones are found.
    setPlace((known) => (known.query === query && known.pos !== null ? known : { query, pos: shown }));
    onFound(shown === null ? null : { pos: shown, ranges });
  }, [onFound, shown, query, ranges]);

  const go: Move = (step) => {
    const next = found.at((Math.max(0, present) + step) % found.length);
    if (next !== undefined) setPlace({ query, pos: next });
  };
  useLayoutEffect(() => {
    move.current = go;
  });

  const isOver = isDone && isComplete;

  function words(): string {
    if (!isAsked) return "";
    if (found.length === 0) return isOver ? strings.searchNone : strings.searchOlder;
    const number = Math.max(0, present) + 1;
    return isOver
      ? strings.searchCount(number, found.length)
      : strings.searchCountOlder(number, found.length);
  }

  return (
    <>
      <p class={isAsked && !isOver ? "search-count long" : "search-count"} role="status">
        {words()}
      </p>
      <button type="button" class="icon-button" aria-label={strings.searchEarlier} onClick={() => go(1)}>
        <Icon name="up" />
      </button>
      <button type="button" class="icon-button" aria-label={strings.searchLater} onClick={() => go(-1)}>
        <Icon name="down" />
      </button>
    </>
  );
}
