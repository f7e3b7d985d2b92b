// Which messages the open conversation shows as new: those unread when it was opened, and those that came while nobody looked at the end.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AgentItem } from "../../server/agent-api.ts";
import { firstUnread, isAnswered, isFromCustomer } from "../new-messages.ts";

export interface NewFromOptions {
  readonly items: readonly AgentItem[];
  readonly isReady: boolean;
  /** How many of the customer's messages no agent has read, as the server says. */
  readonly unread: number;
  /** Whether the transcript's end is on screen. */
  readonly isAtEnd: boolean;
}

export interface NewFrom {
  /** The place of the first message that is new; the line before it stays until the agent answers. */
  readonly newFrom: number | null;
  /** The place of the last message that was on screen. */
  readonly seenTo: number;
  /** The screen begins at the line: what follows it is still to be seen. */
  beginAt(newFrom: number): void;
}

export function useNewFrom({ items, isReady, unread, isAtEnd }: NewFromOptions): NewFrom {
  const [newFrom, setNewFrom] = useState<number | null>(null);
  const [seenTo, setSeenTo] = useState(0);
  const heardRef = useRef<number | null>(null);
  const last = items.at(-1)?.pos ?? 0;

  useLayoutEffect(() => {
    if (!isReady) return;
    const heard = heardRef.current;
    if (heard === last) return;
    heardRef.current = last;
    if (heard === null) {
      setNewFrom(firstUnread(items, unread));
      return;
    }
    const isSeen = isAtEnd && document.visibilityState === "visible";
    const first = items.find((item) => item.pos > heard && isFromCustomer(item));
    setNewFrom((known) => {
      const open = known !== null && isAnswered(items, known) ? null : known;
      return open ?? (isSeen ? null : (first?.pos ?? null));
    });
  }, [isReady, items, last, unread, isAtEnd]);

  useLayoutEffect(() => {
    if (isAtEnd) setSeenTo(last);
  }, [isAtEnd, last]);

  return { newFrom, seenTo, beginAt: (newFrom) => setSeenTo(newFrom - 1) };
}
