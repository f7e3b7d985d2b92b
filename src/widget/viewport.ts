// Where the transcript stands, and which of its entries are drawn: at the newest message until the reader leaves it, and on the
// same line while rows come and go above. Owns the scroll position.

import { type Anchor, createDrawnRows } from "./drawn-rows.ts";
import { createHeights } from "./heights.ts";
import type { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import { changeOf, type Span, spanFor } from "./window.ts";

export interface Drawn {
  readonly rows: readonly Row[];
  /** The room that the entries take that are not drawn, in px. */
  readonly abovePx: number;
  readonly belowPx: number;
}

/** What is in sight. */
export interface Sighted {
  readonly newest: boolean;
  /** The oldest rows are in sight, or nearly. */
  readonly oldest: boolean;
}

export interface Viewport {
  /** While rendering, so before the DOM changes: what is to be drawn. `ready`: the newest page is here. */
  draw(rows: Rows, ready: boolean): Drawn;
  /** After the DOM changed: measures what was drawn, and puts the reader where they were. */
  place(): void;
  /** After a scroll, or at another size of the box or the tail. */
  settle(): void;
  toNewest(): void;
  /** To the first entry; with `stay`, it stays at the first while older ones come in, until the reader moves. */
  toOldest(stay: boolean): void;
  /** Shows this entry in the middle, unless it is in sight. */
  reveal(index: number): void;
}

export interface ViewportHost {
  readonly box: () => HTMLElement | null;
  readonly list: () => HTMLElement | null;
  /** What stands below the list, of whatever height. */
  readonly tail: () => HTMLElement | null;
  /** Asks for `draw()` and `place()`, soon. */
  readonly redraw: () => void;
  readonly onSettle: (sighted: Sighted) => void;
}

/** A row to go to. */
interface Goal {
  readonly index: number;
  readonly key: string;
  readonly where: "top" | "middle";
}

const bottomSlackPx = 24;
/** How often one thing may lead to drawing anew by itself. More than twice is rare; without an end the page would stand still. */
const mostRedraws = 6;
const nearTopPx = 400;
/** Until the panel is laid out. */
const usualHeightPx = 600;

export function createViewport({ box, list, tail, redraw, onSettle }: ViewportHost): Viewport {
  const heights = createHeights();
  const drawn = createDrawnRows();
  let rows: Rows | null = null;
  let span: Span = { from: 0, to: 0 };
  /** What stays in place: an end, or the first bubble that the reader sees. */
  let hold: "newest" | "oldest" | "anchor" = "newest";
  let anchor: Anchor | null = null;
  /** What entries that came in above shift the place by where nothing was drawn yet. */
  let shiftPx = 0;
  let goal: Goal | null = null;
  let hasBegun = false;
  let hadFocus = false;
  let widthSeen = 0;
  let heightSeen = 0;
  let tailSeen = 0;
  /** What stands above and below the list within what is scrolled, in px. */
  let aroundSeen = { above: 0, below: 0 };
  /** How often it was drawn anew by itself since something happened. */
  let redraws = 0;

  function draw(next: Rows, ready: boolean): Drawn {
    if (next !== rows) redraws = 0;
    hadFocus = list()?.contains(focused()) ?? false;
    // Nothing is measured for a reader who stays at an end: the layout is not done yet. At another width everything has moved
    // already: then what was seen last counts.
    if (hold !== "anchor") anchor = null;
    else if (box()?.clientWidth === widthSeen) anchor = findAnchor();
    const top = anchor ? heights.offsetOf(anchor.index) - anchor.entryTop : hold === "anchor" ? listTop() : 0;
    const before = { rows, span };
    shiftPx = next === rows ? 0 : follow(next, anchor?.index ?? heights.indexAt(top));
    if (ready && !hasBegun) begin(next);
    const height = heightSeen || usualHeightPx;
    span = spanFor(heights, { top: placeOf(height, top + shiftPx), height }, span);
    if (before.rows !== next || before.span !== span) drawn.update(next, span);
    return {
      rows: drawn.rows,
      abovePx: heights.offsetOf(span.from),
      // Sums of fractions may differ by a hair, and a room below nothing is none for CSS.
      belowPx: Math.max(0, heights.total - heights.offsetOf(span.to)),
    };
  }

  /** Takes over the next rows. Returns by how much the entry at `index` moved. */
  function follow(next: Rows, index: number): number {
    const { start, removed, added } = changeOf(rows ?? { length: 0, keyAt: () => undefined }, next);
    const moved = (at: number) => (at < start + removed ? Math.min(at, start + added) : at + added - removed);
    const last = next.keyAt(next.length - 1);
    if (next.endsPending && last !== rows?.keyAt(rows.length - 1)) {
      hold = "newest";
      goal = null;
    }
    const before = heights.offsetOf(index);
    heights.splice(
      start,
      removed,
      Array.from({ length: added }, (_, at) => next.guessPx(start + at)),
    );
    rows = next;
    span = { from: moved(span.from), to: moved(span.to) };
    if (anchor) anchor = { ...anchor, index: moved(anchor.index) };
    if (goal) goal = { ...goal, index: moved(goal.index) };
    return heights.offsetOf(moved(index)) - before;
  }

  /** The first place: where new messages begin, else at the newest. */
  function begin({ newIndex }: Rows): void {
    hasBegun = true;
    if (newIndex !== null) goal = { index: newIndex, key: "new", where: "top" };
  }

  /** The upper edge of what will be in sight, in px from the list's beginning: where it will be found once it is drawn. */
  function placeOf(height: number, readerTop: number): number {
    const least = -aroundSeen.above;
    const most = Math.max(least, heights.total + aroundSeen.below - height);
    const goalTop = goal && heights.offsetOf(goal.index) - (goal.where === "middle" ? height / 2 : 0);
    const top = goalTop ?? { newest: most, oldest: least, anchor: readerTop }[hold];
    return Math.max(least, Math.min(top, most));
  }

  function place(): void {
    const element = box();
    const ul = list();
    // Before the newest page is here there is nothing to place, and asking for sizes is not free. In a part of the page that is not
    // shown nothing has a height.
    if (!hasBegun || !element || !ul || element.clientHeight === 0) return;
    if (element.clientWidth !== widthSeen) heights.forget();
    widthSeen = element.clientWidth;
    drawn.measure(ul, heights);
    const isFitted = heights.calibrate();
    const shift = goal ? shiftTo(goal, element, ul) : shiftOfAnchor(element);
    if (goal) hold = "anchor";
    goal = null;
    if (hold === "newest") element.scrollTop = element.scrollHeight;
    else if (hold === "oldest") element.scrollTop = 0;
    else if (Math.abs(shift) >= 0.5) element.scrollTop += shift;
    // What had it is not drawn any more.
    if (hadFocus && focused() === null) element.focus({ preventScroll: true });
    look();
    if (isFitted) redrawItself();
  }

  function shiftOfAnchor(element: Element): number {
    if (!anchor) return shiftPx;
    return anchor.bubble.isConnected ? topOf(anchor.bubble) - topOf(element) - anchor.bubbleTop : 0;
  }

  function shiftTo({ key, where }: Goal, element: Element, ul: Element): number {
    const li = drawn.elementOf(ul, key);
    const row = li?.querySelector("mark") ?? li;
    if (!row) return 0;
    const top = topOf(row) - topOf(element);
    const room = element.clientHeight - row.getBoundingClientRect().height;
    if (where === "middle" && top >= 0 && top <= room) return 0;
    return where === "middle" ? top - Math.max(0, room / 2) : top;
  }

  function settle(): void {
    redraws = 0;
    look();
  }

  function redrawItself(): void {
    redraws += 1;
    if (redraws <= mostRedraws) redraw();
  }

  function look(): void {
    const element = box();
    // In a part of the page that is not shown there is nothing to see, let alone to have read.
    if (!element || element.clientHeight === 0) return;
    if (element.clientWidth !== widthSeen) return redrawItself();
    const tailHeight = tail()?.offsetHeight ?? 0;
    // The composer grew, the keyboard opened, or somebody types: the reader did not leave the newest message.
    const hasGrown = tailHeight > tailSeen && fromEnd(element) - (tailHeight - tailSeen) < bottomSlackPx;
    const isResized = element.clientHeight !== heightSeen || hasGrown;
    if (hold === "newest" && isResized) element.scrollTop = element.scrollHeight;
    heightSeen = element.clientHeight;
    tailSeen = tailHeight;
    const isNewest = fromEnd(element) < bottomSlackPx;
    if (hold !== "oldest" || element.scrollTop > 0) hold = isNewest ? "newest" : "anchor";
    anchor = findAnchor();
    const top = listTop();
    const above = element.scrollTop - top;
    aroundSeen = { above, below: element.scrollHeight - above - (list()?.offsetHeight ?? 0) };
    if (spanFor(heights, { top, height: element.clientHeight }, span) !== span) redrawItself();
    onSettle({ newest: isNewest, oldest: element.scrollTop < nearTopPx });
  }

  function toNewest(): void {
    hold = "newest";
    goal = null;
    const element = box();
    if (element) element.scrollTop = element.scrollHeight;
    settle();
  }

  function toOldest(stay: boolean): void {
    hold = stay ? "oldest" : "anchor";
    goal = null;
    const element = box();
    if (element) element.scrollTop = 0;
    settle();
  }

  function reveal(index: number): void {
    const key = rows?.keyAt(index);
    if (key === undefined) return;
    redraws = 0;
    goal = { index, key, where: "middle" };
    redraw();
  }

  function findAnchor(): Anchor | null {
    const element = box();
    const ul = list();
    if (!element || !ul) return null;
    const { top, bottom } = element.getBoundingClientRect();
    return drawn.firstBubble(ul, top, bottom);
  }

  /** How much of the list is above what is in sight, in px. */
  function listTop(): number {
    const element = box();
    const ul = list();
    return element && ul ? topOf(element) - topOf(ul) : 0;
  }

  function focused(): Element | null {
    return (box()?.getRootNode() as ShadowRoot | undefined)?.activeElement ?? null;
  }

  return { draw, place, settle, toNewest, toOldest, reveal };
}

function fromEnd({ scrollHeight, scrollTop, clientHeight }: Element): number {
  return scrollHeight - scrollTop - clientHeight;
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
