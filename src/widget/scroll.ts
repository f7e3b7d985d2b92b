// The transcript's viewport as a hook: draws while rendering, places after it, and settles after each scroll and each new size.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Rows } from "./rows.ts";
import { createViewport, type Drawn, type Sighted, type Viewport } from "./viewport.ts";

export interface Scroll extends Pick<Viewport, "toNewest" | "reveal"> {
  readonly box: RefObject<HTMLElement | null>;
  readonly list: RefObject<HTMLUListElement | null>;
  /** What stands below the list. */
  readonly tail: RefObject<HTMLDivElement | null>;
  readonly drawn: Drawn;
  /** The reader is not at the newest message. */
  readonly away: boolean;
  readonly onScroll: () => void;
}

export interface ScrollReader {
  /** After each move: what is in sight. Only while the page is visible. */
  readonly onSettle: (sighted: Sighted) => void;
  /** The reader goes to the first message. True: older ones than those here will come. */
  readonly onHome: () => boolean;
}

/** `ready`: the newest page is here, so the first position can be taken. */
export function useScroll(rows: Rows, ready: boolean, reader: ScrollReader): Scroll {
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const tail = useRef<HTMLDivElement>(null);
  const latest = useRef(reader);
  latest.current = reader;
  const [away, setAway] = useState(false);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [viewport] = useState(() =>
    createViewport({
      box: () => box.current,
      list: () => list.current,
      tail: () => tail.current,
      redraw,
      onSettle: (sighted) => {
        setAway(!sighted.newest);
        if (document.visibilityState === "visible") latest.current.onSettle(sighted);
      },
    }),
  );
  const drawn = viewport.draw(rows, ready);

  // After each render: rows are not all that changes the height.
  useLayoutEffect(() => viewport.place());

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      if (event.key === "End") viewport.toNewest();
      else viewport.toOldest(latest.current.onHome());
    };
    const observer = new ResizeObserver(viewport.settle);
    observer.observe(element);
    if (tail.current) observer.observe(tail.current);
    element.addEventListener("keydown", onKeyDown);
    document.addEventListener("visibilitychange", viewport.settle);
    return () => {
      observer.disconnect();
      element.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("visibilitychange", viewport.settle);
    };
  }, [viewport]);

  const { toNewest, reveal, settle } = viewport;
  return { box, list, tail, drawn, away, onScroll: settle, toNewest, reveal };
}
