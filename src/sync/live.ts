// The connection that is kept while the panel is open: a stream, or one long-poll after the other. It only makes things fast;
// the cursor makes them right.

import type { ChatError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import type { Author } from "../model/item.ts";
import { isRetryable, toChatError } from "./backoff.ts";
import type { PullOptions } from "./pull.ts";
import { demotedMs, type LiveWay, type SyncEvent } from "./state.ts";

/** Least and most time between a connection's end and the next look. */
const shortestRestMs = 1000;
const longestRestMs = 60_000;
/** The server says something every 15 s. A connection silent for longer than this is dead, whatever TCP thinks. */
const silenceMs = 40_000;
/** A stream says something at once. One that does not is held back on its way, by a proxy that waits for its end. */
const firstSilenceMs = 10_000;
/** How long a server may hold a long-poll. */
const waitSeconds = 25;

export interface LiveOptions extends PullOptions {
  readonly clock: Clock;
  readonly way: LiveWay;
  /** Somebody types to the customer, or has stopped. */
  readonly onTyping: (author: Author, on: boolean) => void;
}

type LiveEnd = Extract<SyncEvent, { readonly type: "gap" | "stream-ended" }>;

/** What a connection has told so far. */
interface Progress {
  isUseful: boolean;
  hasMoved: boolean;
}

/**
 * Follows the changes until the connection ends, breaks, falls silent, or tells of something we can't join on to.
 * @throws {ChatError} what the backend refused it with, where that concerns more than the connection (`unauthorized`,
 *   `cursor-expired` …).
 */
export async function follow(options: LiveOptions): Promise<LiveEnd> {
  const { clock, signal, way } = options;
  const watchdog = createWatchdog(clock, signal);
  const progress: Progress = { isUseful: false, hasMoved: false };
  const ended = (askedMs: number, isHopeless = false): LiveEnd => {
    const restMs = Math.min(Math.max(askedMs, shortestRestMs), longestRestMs) * (1 + clock.random() / 2);
    return { type: "stream-ended", isUseful: progress.isUseful, isHopeless, restMs };
  };
  try {
    const end = await ways[way]({ ...options, signal: watchdog.signal }, watchdog, progress);
    return end === "gap" ? { type: "gap", isUseful: progress.hasMoved } : ended(end);
  } catch (cause) {
    const error = toChatError(cause);
    if (signal.aborted || !concernsConnectionOnly(error)) throw error;
    const wasHeldBack = way === "sse" && !progress.isUseful && watchdog.signal.aborted;
    return ended(0, wasHeldBack || !isRetryable(error));
  } finally {
    watchdog.stop();
  }
}

/** Resolves to how long the server asked to wait, in milliseconds, or to `gap`. */
type Run = (options: LiveOptions, watchdog: Watchdog, progress: Progress) => Promise<number | "gap">;

const ways: Readonly<Record<LiveWay, Run>> = {
  sse: ({ backend, requests, ledger, signal, onTyping }, watchdog, progress) =>
    requests.run(signal, async (call, turn) => {
      watchdog.feed(firstSilenceMs);
      for await (const event of backend.stream?.({ ...call, after: ledger.cursor() ?? "" }) ?? []) {
        watchdog.feed(silenceMs);
        if (signal.aborted) break;
        if (!progress.isUseful) turn.answered();
        progress.isUseful = true;
        if (event.type === "bye") return event.retryAfterMs;
        if (event.type === "typing") onTyping(event.author, event.on);
        if (event.type === "hours") ledger.hours(event.hours);
        if (event.type !== "change") continue;
        if (!ledger.delta(event.delta)) return "gap";
        progress.hasMoved = true;
      }
      return 0;
    }),

  // Ends now and then, so that a better way can have its chance.
  longPoll: async ({ backend, requests, ledger, clock, signal }, watchdog, progress) => {
    const endsAt = clock.monotonic() + demotedMs;
    while (!signal.aborted && clock.monotonic() < endsAt) {
      const begunAt = clock.monotonic();
      const asked = ledger.unproven();
      const delta = await requests.run(signal, async (call, { isProbe }) => {
        watchdog.feed(silenceMs);
        const wait = { ...call, after: ledger.cursor() ?? "", waitSeconds: isProbe ? 1 : waitSeconds };
        return (await backend.waitForChanges?.(wait)) ?? null;
      });
      watchdog.stop();
      const before = ledger.cursor();
      if (delta && !ledger.delta(delta, { asked })) return "gap";
      const hasMoved = ledger.cursor() !== before;
      // An answer of nothing, at once, is no waiting.
      if (!hasMoved && clock.monotonic() - begunAt < shortestRestMs) return 0;
      progress.hasMoved ||= hasMoved;
      progress.isUseful = true;
    }
    return 0;
  },
};

/** Broken, silent or not there: the cursor still tells everything. */
function concernsConnectionOnly(error: ChatError): boolean {
  return isRetryable(error) || error.code === "unsupported" || error.code === "not-found";
}

interface Watchdog {
  readonly signal: AbortSignal;
  /** From now on it may be silent for that long. */
  feed(ms: number): void;
  stop(): void;
}

/** Aborts its signal when nothing was fed for too long; sleeps until the first feeding. */
function createWatchdog(clock: Clock, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    feed: (ms) => {
      cancel();
      cancel = clock.setTimer(() => controller.abort(), ms);
    },
    stop: () => cancel(),
  };
}
