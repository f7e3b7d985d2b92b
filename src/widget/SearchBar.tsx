// Where the words of a search are typed. Here at once, so that no key is lost while what searches is on its way.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isComposing, useWidget } from "./context.ts";
import { Late } from "./lazy.tsx";
import { searchResults } from "./parts.ts";
import type { Found } from "./search.ts";

/** Goes to the next match: the earlier (1) or the later one (-1). */
export type Move = (step: 1 | -1) => void;

export interface SearchBarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  /** The message to show; null: none. */
  readonly onFound: (found: Found | null) => void;
}

const pauseMs = 200;

export function SearchBar({ field, onFound }: SearchBarProps) {
  const { strings } = useWidget();
  const [query, setQuery] = useState("");
  const [sought, setSought] = useState("");
  const move = useRef<Move | null>(null);

  useLayoutEffect(() => field.current?.focus(), [field]);
  // The transcript does not jump with each letter.
  useEffect(() => {
    const pause = setTimeout(() => setSought(query), pauseMs);
    return () => clearTimeout(pause);
  }, [query]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    if (sought === query) move.current?.(event.shiftKey ? -1 : 1);
    else setSought(query);
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
        onInput={({ currentTarget }) => setQuery(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Late part={searchResults}>
        {({ SearchResults }) => <SearchResults query={sought} move={move} onFound={onFound} />}
      </Late>
    </div>
  );
}
