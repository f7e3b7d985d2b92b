// Where the transcript stands: at the newest message until the reader leaves it, and on the same line while older pages
// come in above. Knows rows only as elements.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import type { Row } from "./rows.ts";

export interface Scroll {
  readonly box: RefObject<HTMLDivElement | null>;
  /** The reader is not at the newest message. */
  readonly away: boolean;
  readonly onScroll: () => void;
  readonly toBottom: () => void;
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

const bottomSlackPx = 24;
const nearTopPx = 400;

/**
 * `ready`: the newest page is here, so the first position can be taken: at the first new message, else at the bottom.
 * `onSettle` is told after each move whether the newest row and the oldest ones are in sight; only while the page is visible.
 */
export function useScroll(
  rows: readonly Row[],
  ready: boolean,
  onSettle: (sight: { readonly bottom: boolean; readonly top: boolean }) => void,
): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const heightSeen = useRef(0);
  const placed = useRef(false);
  const lastKey = useRef<string | undefined>(undefined);
  const [away, setAway] = useState(false);
  // Taken while rendering, so before the DOM changes.
  const anchor = box.current && !atBottom.current ? findAnchor(box.current) : null;

  function settle(): void {
    const element = box.current;
    // In a part of the page that is not shown there is nothing to see, let alone to have read.
    if (!element || element.clientHeight === 0) return;
    // The composer grew, the keyboard opened: the reader did not leave the newest message.
    if (atBottom.current && element.clientHeight !== heightSeen.current)
      element.scrollTop = element.scrollHeight;
    heightSeen.current = element.clientHeight;
    atBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < bottomSlackPx;
    setAway(!atBottom.current);
    if (document.visibilityState !== "visible") return;
    onSettle({ bottom: atBottom.current, top: element.scrollTop < nearTopPx });
  }

  function toBottom(): void {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    settle();
  }

  // After each render: rows are not all that changes the height.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const last = rows.at(-1);
    const wrote = last?.type === "message" && last.pos === null && last.key !== lastKey.current;
    lastKey.current = last?.key;
    const divider = placed.current || !ready ? null : element.querySelector<HTMLElement>(".line-new");
    placed.current ||= ready;
    if (divider) element.scrollTop = divider.offsetTop - 8;
    else if (wrote || atBottom.current) element.scrollTop = element.scrollHeight;
    else if (anchor?.element.isConnected) element.scrollTop += topOf(anchor.element, element) - anchor.top;
    settle();
  });

  const latestSettle = useRef(settle);
  latestSettle.current = settle;
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const onVisible = () => latestSettle.current();
    const observer = new ResizeObserver(onVisible);
    observer.observe(element);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);

  return { box, away, onScroll: settle, toBottom };
}

/** The first bubble in sight: separators move between days, and names go to the first of a group; bubbles stay. */
function findAnchor(box: HTMLElement): Anchor | null {
  for (const element of box.querySelectorAll(".bubble")) {
    const top = topOf(element, box);
    if (top + element.clientHeight > 0) return { element, top };
  }
  return null;
}

function topOf(element: Element, box: HTMLElement): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}
