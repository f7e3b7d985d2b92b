// Messages that the server has not confirmed: what may happen to them, and in which order they go. Pure.

import type { ChatErrorCode } from "../errors.ts";
import type { Item } from "./item.ts";

/** One unsettled message, as it is stored. Text leaves the outbox only by `settled` or `removed`. */
export interface OutboxEntry {
  /** The client's id; the same at every try. */
  readonly id: string;
  readonly text: string;
  /** Place in the order of writing; grows within a customer's outbox, whatever the clock does. */
  readonly order: number;
  /** RFC 3339, UTC, by this device's clock. */
  readonly at: string;
  readonly context: Readonly<Record<string, string>>;
  /** Why the server refused it; null while it may still go. */
  readonly failure: OutboxFailure | null;
}

export interface OutboxFailure {
  readonly code: ChatErrorCode;
  readonly problem: string | null;
}

export type Outbox = readonly OutboxEntry[];

export type OutboxChange =
  | { readonly type: "added"; readonly entry: Omit<OutboxEntry, "order" | "failure"> }
  | { readonly type: "settled"; readonly ids: ReadonlySet<string> }
  | { readonly type: "refused"; readonly id: string; readonly failure: OutboxFailure }
  | { readonly type: "retried"; readonly id: string }
  | { readonly type: "removed"; readonly id: string };

export function changeOutbox(outbox: Outbox, change: OutboxChange): Outbox {
  switch (change.type) {
    case "added":
      if (outbox.some((entry) => entry.id === change.entry.id)) return outbox;
      return [...outbox, { ...change.entry, order: lastOrder(outbox) + 1, failure: null }];
    case "settled":
      return outbox.some((entry) => change.ids.has(entry.id))
        ? outbox.filter((entry) => !change.ids.has(entry.id))
        : outbox;
    case "refused":
      return replace(outbox, change.id, (entry) => ({ ...entry, failure: change.failure }));
    case "retried":
      return replace(outbox, change.id, (entry) => ({ ...entry, failure: null }));
    case "removed":
      return outbox.filter((entry) => entry.id !== change.id);
  }
}

/** The oldest that may go. A refused one is passed over: it does not block those behind it. */
export function nextToSend(outbox: Outbox): OutboxEntry | undefined {
  return outbox.find((entry) => entry.failure === null);
}

/** The ids of this customer's own messages among `items`: whatever carries them is on the server. */
export function confirmedIds(items: readonly Item[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const item of items) if (item.kind === "message" && item.clientId !== null) ids.add(item.clientId);
  return ids;
}

function replace(outbox: Outbox, id: string, change: (entry: OutboxEntry) => OutboxEntry): Outbox {
  return outbox.map((entry) => (entry.id === id ? change(entry) : entry));
}

function lastOrder(outbox: Outbox): number {
  return outbox.reduce((last, entry) => Math.max(last, entry.order), 0);
}
