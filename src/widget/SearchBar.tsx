// Searching the transcript: the words, how many messages have them, and the way from one to the next. The browser's own search
// sees only the rows that are drawn.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { ItemList } from "../model/item-list.ts";
import { isComposing, useKnown, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { type Found, useSearch } from "./search.ts";

export interface SearchBarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  /** The message to show; null: none. */
  readonly onFound: (found: Found | null) => void;
}

export function SearchBar({ field, onFound }: SearchBarProps) {
  const { chat, strings } = useWidget();
  const known = useKnown();
  const items = known ? chat.transcript.value : ItemList.empty;
  const isComplete = chat.history.value === "complete";
  const [query, setQuery] = useState("");
  const [pos, setPos] = useState<number | null>(null);
  const { found, isDone } = useSearch(items, query);
  const isAsked = query.trim() !== "";
  const present = pos === null ? -1 : found.indexOf(pos);
  const shown = found[Math.max(0, present)] ?? null;

  useLayoutEffect(() => field.current?.focus(), [field]);
  useEffect(() => {
    if (isAsked && !isComplete) chat.loadAll();
  }, [chat, isAsked, isComplete]);
  useEffect(() => {
    // It stays the present one when newer ones are found.
    setPos((known) => known ?? shown);
    onFound(shown === null ? null : { pos: shown, query });
  }, [onFound, shown, query]);

  function move(step: 1 | -1): void {
    const next = found.at((Math.max(0, present) + step) % found.length);
    if (next !== undefined) setPos(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    move(event.shiftKey ? -1 : 1);
  }

  function words(): string {
    if (!isAsked) return "";
    const isOver = isDone && isComplete;
    if (found.length === 0) return isOver ? strings.searchNone : strings.searchOlder;
    const number = Math.max(0, present) + 1;
    return isOver
      ? strings.searchCount(number, found.length)
      : strings.searchCountOlder(number, found.length);
  }

  return (
    <div class="search" role="search">
      <input
        ref={field}
        type="search"
        dir="auto"
        enterkeyhint="search"
        aria-label={strings.search}
        placeholder={strings.search}
        value={query}
        onInput={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setPos(null);
        }}
        onKeyDown={onKeyDown}
      />
      <p class="search-count" role="status">
        {words()}
      </p>
      <button type="button" class="icon-button" aria-label={strings.searchEarlier} onClick={() => move(1)}>
        <Icon name="up" />
      </button>
      <button type="button" class="icon-button" aria-label={strings.searchLater} onClick={() => move(-1)}>
        <Icon name="down" />
      </button>
    </div>
  );
}
