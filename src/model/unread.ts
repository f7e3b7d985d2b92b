// How many messages the customer has not seen. Pure.

import type { Item, Message } from "./item.ts";
import type { ItemList } from "./item-list.ts";
import { type Timeline, visibleItems } from "./timeline.ts";

export interface UnreadFacts {
  readonly timeline: Timeline;
  /** Up to where the customer has read, on this or another device; -1 when nothing is known. */
  readonly readPos: number;
  /** What the server counted, and up to where it thought the customer had read at that time; null when it does not count. */
  readonly told: { readonly count: number; readonly readPos: number } | null;
}

/** Counted from the items where they reach back far enough, else as the server told. */
export function unreadCount({ timeline, readPos, told }: UnreadFacts): number {
  const counted = countFromEnd(visibleItems(timeline), readPos);
  const reachesBack = timeline.floor <= readPos + 1;
  if (reachesBack || !told || readPos > told.readPos) return counted;
  return Math.max(counted, told.count);
}

/** Asked at every change: goes back no further than what was read. */
function countFromEnd(items: ItemList, readPos: number): number {
  let count = 0;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items.at(index);
    if (!item || item.pos <= readPos) break;
    if (isIncoming(item)) count += 1;
  }
  return count;
}

/** Written to the customer: by an agent or a bot, and not deleted. */
export function isIncoming(item: Item): item is Message {
  return (
    item.kind === "message" && !item.deleted && (item.author.role === "agent" || item.author.role === "bot")
  );
}
