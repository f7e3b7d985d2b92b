// Tells the backend what the customer does at the panel: has read up to here, is back. Both are idempotent and coalesced.

import type { Backend } from "../backend/backend.ts";
import type { ChatError } from "../errors.ts";
import { type Clock, whenIdle } from "../lib/clock.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { toChatError, untilAnswered } from "./backoff.ts";
import type { Ledger } from "./ledger.ts";
import type { Call, Requests } from "./requests.ts";

export interface ReceiptsOptions {
  readonly clock: Clock;
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  readonly onError: (error: ChatError) => void;
}

export interface Receipts {
  /** Tells the highest `pos` read, if the backend keeps receipts and does not know it. Called again meanwhile, only the last one matters. */
  read(): void;
  /** The customer looked or typed while the conversation is waiting: tells it once per waiting stretch of this page. */
  returned(): void;
  /** The conversation changed: a waiting stretch that is over can be followed by another. */
  observe(): void;
}

export function createReceipts({
  clock,
  backend,
  requests,
  ledger,
  signal,
  onError,
}: ReceiptsOptions): Receipts {
  let told = { pos: -1, historyCount: 0 };
  let returnedTo: string | null = null;
  /** What the backend announced and does not do: not asked for again in this page load. */
  const missing = new Set<"receipts" | "presence">();

  function canDo(capability: "receipts" | "presence"): boolean {
    return (ledger.capabilities()?.[capability] ?? false) && !missing.has(capability);
  }

  /** What a page read just before it went may never have been told; the backend's word shows it. */
  function isUntold(): boolean {
    const toldPos = told.historyCount === ledger.historyCount() ? told.pos : -1;
    return ledger.readPos() > Math.max(toldPos, ledger.conversation()?.customerRead ?? -1);
  }

  const tellSoon = singleFlight(async () => {
    // What was read is on the screen first, and what is read with it is told with it.
    await whenIdle(clock, signal);
    while (isUntold() && canDo("receipts") && !signal.aborted) {
      const pos = ledger.readPos();
      const historyCount = ledger.historyCount();
      await tell("receipts", (call) => backend.markRead?.(pos, call) ?? Promise.resolve());
      told = { pos, historyCount };
    }
  });

  /** A refusal is reported and ends it: nothing is lost by an untold receipt. */
  async function tell(capability: "receipts" | "presence", call: Call<void>): Promise<void> {
    try {
      await untilAnswered(signal, () => requests.run(signal, call));
    } catch (cause) {
      const error = toChatError(cause);
      if (error.code === "unsupported") missing.add(capability);
      else if (!signal.aborted) onError(error);
    }
  }

  return {
    read: () => {
      if (canDo("receipts") && backend.markRead) tellSoon();
    },
    returned: () => {
      const conversation = ledger.conversation();
      if (conversation?.state !== "waiting") return;
      if (returnedTo === conversation.id || !canDo("presence") || !backend.presence) return;
      returnedTo = conversation.id;
      void tell("presence", (call) => backend.presence?.(call) ?? Promise.resolve());
    },
    observe: () => {
      if (ledger.conversation()?.state !== "waiting") returnedTo = null;
    },
  };
}
