// The stream while the panel is open. It only makes things fast: the cursor makes them right.

import type { Backend } from "../backend/backend.ts";
import type { Clock } from "../lib/clock.ts";
import { toChatError } from "./backoff.ts";
import type { Ledger } from "./ledger.ts";
import type { Requests } from "./requests.ts";

/** The server says something every 15 s. A connection silent for longer than this is dead, whatever TCP thinks. */
const silenceMs = 40_000;

export interface LiveOptions {
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export type LiveEnd =
  | { readonly type: "gap"; readonly isUseful: boolean }
  | { readonly type: "ended"; readonly isUseful: boolean; readonly restMs: number };

/**
 * Follows the stream until it ends, breaks, falls silent, or tells of something we can't join on to.
 * @throws {ChatError} what opening it was refused with (`unauthorized`, `cursor-expired` …), retryable or not.
 */
export async function follow({ backend, requests, ledger, clock, signal }: LiveOptions): Promise<LiveEnd> {
  const watchdog = createWatchdog(clock, signal);
  let isUseful = false;
  let hasMoved = false;
  let restMs = 0;
  try {
    return await requests.run(watchdog.signal, async (call, answered) => {
      const events = backend.stream?.({ ...call, after: ledger.cursor() ?? "" }) ?? [];
      for await (const event of events) {
        watchdog.feed();
        if (signal.aborted) break;
        if (!isUseful) answered();
        isUseful = true;
        if (event.type === "bye") {
          restMs = event.retryAfterMs;
          break;
        }
        if (event.type !== "change") continue;
        if (!ledger.delta(event.delta)) return { type: "gap", isUseful: hasMoved };
        hasMoved = true;
      }
      return { type: "ended", isUseful, restMs };
    });
  } catch (cause) {
    const error = toChatError(cause);
    // Once it has worked, a broken stream is nothing but its end.
    if (signal.aborted || !(isUseful || watchdog.hasBarked())) throw error;
    return { type: "ended", isUseful, restMs };
  } finally {
    watchdog.stop();
  }
}

function createWatchdog(clock: Clock, outer: AbortSignal) {
  const controller = new AbortController();
  let hasBarked = false;
  const bark = () => {
    hasBarked = true;
    controller.abort();
  };
  let cancel = clock.setTimer(bark, silenceMs);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    hasBarked: () => hasBarked,
    feed: () => {
      cancel();
      cancel = clock.setTimer(bark, silenceMs);
    },
    stop: () => cancel(),
  };
}
