// What is unread, and when more of it comes while the page is open. Restored messages are no arrivals, nor is what comes back with the
// customer; the customer's own are never unread.

import { effect, untracked } from "@preact/signals";
import type { Chat } from "../chat.ts";

/** 0 while it is not known who looks. Reads signals. */
export function knownUnread({ identity, unreadCount }: Chat): number {
  const { status } = identity.value;
  return status === "signed-in" || status === "expired" ? unreadCount.value : 0;
}

/** Calls `fn` with how many have come, until the returned function is called. */
export function onArrivals(chat: Chat, fn: (count: number) => void): () => void {
  /** Null until the backend has told how things stand, for this customer in this page. */
  let before: number | null = null;
  return effect(() => {
    const isTold = "customer" in chat.identity.value && chat.capabilities.value !== null;
    const count = knownUnread(chat);
    const more = before === null ? 0 : count - before;
    before = isTold ? count : null;
    if (isTold && more > 0) untracked(() => fn(more));
  });
}
