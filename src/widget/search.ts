// A search as a hook: goes on in short slices until all items were looked at, and over those that come in.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ItemList } from "../model/item-list.ts";
import { createSearch, type TextRange } from "../model/search.ts";
import { visibleText } from "../markup/parse.ts";

/** A message that was found. */
export interface Found {
  readonly pos: number;
  /** Where the words stand in a text; the same function for the same words. */
  readonly ranges: (text: string) => readonly TextRange[];
}

export interface SearchState {
  /** The `pos` of each message with the words, newest first. */
  readonly found: readonly number[];
  /** All of the items were looked at. */
  readonly isDone: boolean;
}

const sliceMs = 6;
/** What is found is told at once for the first, then so often: the count is spoken. */
const tellMs = 300;
const notYet: SearchState = { found: [], isDone: false };

export function useSearch(items: ItemList, query: string): SearchState {
  const search = useMemo(() => createSearch(query, visibleText), [query]);
  const [told, setTold] = useState({ search, state: notYet });
  const toldAt = useRef({ search, ms: 0 });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function go(): void {
      const start = performance.now();
      const isDone = search.step(items, () => performance.now() - start > sliceMs);
      if (!isDone) timer = setTimeout(go);
      const isFirst = toldAt.current.search !== search && search.found.length > 0;
      if (!isDone && !isFirst && start - toldAt.current.ms < tellMs) return;
      toldAt.current = { search, ms: start };
      setTold({ search, state: { found: [...search.found], isDone } });
    }
    go();
    return () => clearTimeout(timer);
  }, [items, search]);

  // What was found for other words is nothing now.
  return told.search === search ? told.state : notYet;
}
