// The stream while the panel is open. It only makes things fast: the cursor makes them right.

import type { ChatError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { isRetryable, toChatError } from "./backoff.ts";
import type { PullOptions } from "./pull.ts";
import type { SyncEvent } from "./state.ts";

/** Least and most time between a stream's end and the next look. */
const shortestRestMs = 1000;
const longestRestMs = 60_000;
/** The server says something every 15 s. A connection silent for longer than this is dead, whatever TCP thinks. */
const silenceMs = 40_000;

export interface LiveOptions extends PullOptions {
  readonly clock: Clock;
}

type LiveEnd = Extract<SyncEvent, { readonly type: "gap" | "stream-ended" }>;

/**
 * Follows the stream until it ends, breaks, falls silent, or tells of something we can't join on to.
 * @throws {ChatError} what the backend refused it with, where that concerns more than the stream (`unauthorized`,
 *   `cursor-expired` …).
 */
export async function follow({ backend, requests, ledger, clock, signal }: LiveOptions): Promise<LiveEnd> {
  const watchdog = createWatchdog(clock, signal);
  let isUseful = false;
  let hasMoved = false;
  const ended = (askedMs: number): LiveEnd => {
    const restMs = Math.min(Math.max(askedMs, shortestRestMs), longestRestMs) * (1 + clock.random() / 2);
    return { type: "stream-ended", isUseful, restMs };
  };
  try {
    return await requests.run(watchdog.signal, async (call, answered) => {
      watchdog.feed();
      for await (const event of backend.stream?.({ ...call, after: ledger.cursor() ?? "" }) ?? []) {
        watchdog.feed();
        if (signal.aborted) break;
        if (!isUseful) answered();
        isUseful = true;
        if (event.type === "bye") return ended(event.retryAfterMs);
        if (event.type !== "change") continue;
        if (!ledger.delta(event.delta)) return { type: "gap", isUseful: hasMoved };
        hasMoved = true;
      }
      return ended(0);
    });
  } catch (cause) {
    const error = toChatError(cause);
    if (signal.aborted || !concernsStreamOnly(error)) throw error;
    return ended(0);
  } finally {
    watchdog.stop();
  }
}

/** Broken, silent or not there: the cursor still tells everything. */
function concernsStreamOnly(error: ChatError): boolean {
  return isRetryable(error) || error.code === "unsupported" || error.code === "not-found";
}

/** Aborts its signal when nothing was fed for too long; sleeps until the first feeding. */
function createWatchdog(clock: Clock, outer: AbortSignal) {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    feed: () => {
      cancel();
      cancel = clock.setTimer(() => controller.abort(), silenceMs);
    },
    stop: () => cancel(),
  };
}
