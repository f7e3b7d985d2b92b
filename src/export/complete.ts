// Waits until all of a transcript is here, asking for what is missing. Knows a chat's signals, no network.

import { ChatError } from "../errors.ts";
import type { Readable } from "../lib/readable.ts";
import type { Conversation } from "../model/conversation.ts";
import type { ItemList } from "../model/item-list.ts";
import type { Customer, HistoryState, IdentityState, PendingMessage } from "../model/view.ts";
import type { ExportProgress } from "./options.ts";

/** The part of a chat that an export reads. */
export interface Source {
  readonly identity: Readable<IdentityState>;
  readonly transcript: Readable<ItemList>;
  readonly pending: Readable<readonly PendingMessage[]>;
  readonly conversation: Readable<Conversation | null | undefined>;
  readonly history: Readable<HistoryState>;
  /** The latest error that time alone does not mend. */
  readonly error: Readable<ChatError | null>;
  loadAll(): void;
}

/**
 * Resolves to the customer whose transcript is complete.
 * @throws {ChatError} `signed-out`: nobody is signed in, or another customer is by now. The signal's reason when it aborts. What older
 *   messages were refused with.
 */
export function completeHistory(
  source: Source,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<Customer> {
  const { promise, resolve, reject } = Promise.withResolvers<Customer>();
  const stops: (() => void)[] = [];
  const known = source.error.peek();
  let customer: Customer | null = null;
  let asked: HistoryState | null = null;
  let missing: number | null = null;

  function look(): void {
    const identity = source.identity.peek();
    if (signal.aborted) return reject(signal.reason as Error);
    if (identity.status === "signed-out") return reject(new ChatError("signed-out", "Nobody is signed in"));
    if (identity.status === "unknown") return;
    customer ??= identity.customer;
    if (identity.customer.id !== customer.id)
      return reject(new ChatError("signed-out", "Another customer signed in"));
    const history = source.history.peek();
    report(history);
    if (history === "complete") return resolve(customer);
    const error = source.error.peek();
    if (history === "stalled" && error && error !== known) return reject(error);
    // Once for each state, else asking would call back here without end; what stalls on the way is tried again by itself.
    if (asked === history || (asked !== null && history === "stalled")) return;
    asked = history;
    source.loadAll();
  }

  /** The oldest item's place tells how many there may be before it. */
  function report(history: HistoryState): void {
    const items = source.transcript.peek();
    const before = items.at(0)?.pos ?? null;
    missing ??= before;
    const fraction =
      history === "complete" ? 1 : missing && before !== null ? Math.max(0, 1 - before / missing) : 0;
    onProgress({ itemCount: items.length, fraction, isStalled: history === "stalled" });
  }

  signal.addEventListener("abort", look);
  stops.push(() => signal.removeEventListener("abort", look));
  for (const readable of [source.identity, source.history, source.transcript, source.error])
    stops.push((readable as Readable<unknown>).subscribe(look));
  return promise.finally(() => {
    for (const stop of stops) stop();
  });
}
