// Where the words of a search are typed. Here at once, so that no key is lost while what searches is on its way.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { isComposing, useWidget } from "./context.ts";
import { searchResults } from "./parts.ts";
import type { Found } from "./search.ts";

/** Goes to the next match: the earlier (1) or the later one (-1). */
export type Move = (step: 1 | -1) => void;

export interface SearchBarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  /** The message to show; null: none. */
  readonly onFound: (found: Found | null) => void;
}

export function SearchBar({ field, onFound }: SearchBarProps) {
  const { strings } = useWidget();
  const [query, setQuery] = useState("");
  const move = useRef<Move | null>(null);

  useLayoutEffect(() => field.current?.focus(), [field]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    move.current?.(event.shiftKey ? -1 : 1);
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
      <searchResults.Part query={query} move={move} onFound={onFound} />
    </div>
  );
}
