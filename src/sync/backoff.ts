// One backoff for all of a customer's requests. While things fail, a single request at a time goes out as a probe, after a
// jittered wait; the first that succeeds lets all of them through again. So a storm of 429s costs one request per wait.

import { ChatError } from "../errors.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { abortable } from "../lib/abortable.ts";

const shortestWaitMs = 1000;
const longestWaitMs = 60_000;
/** A server that asks for more is asked again sooner than it likes, but a broken clock can't silence the chat for a day. */
const longestAskedWaitMs = 15 * 60_000;

/**
 * Milliseconds to wait before try number `attempt` (1 is the first after a failure): half fixed, half jitter. What the server
 * asked for is kept to, up to a limit, with a little jitter on top.
 */
export function backoffMs(attempt: number, random: number, askedMs: number | null): number {
  if (askedMs !== null)
    return Math.min(Math.max(askedMs, shortestWaitMs), longestAskedWaitMs) + random * shortestWaitMs;
  const ceiling = Math.min(longestWaitMs, shortestWaitMs * 2 ** attempt);
  return ceiling / 2 + (random * ceiling) / 2;
}

/** Does the same request have a chance later? Anything unknown does: unknown is not failed. */
export function isRetryable(error: ChatError): boolean {
  switch (error.code) {
    case "network":
    case "server":
    case "rate-limited":
    case "bad-response":
    case "token":
    case "aborted":
      return true;
    default:
      return false;
  }
}

/** A request's leave to go out. */
export interface Turn {
  /** Everybody waits for its outcome: a request that the server would hold must be a short one. */
  readonly isProbe: boolean;
  /** For a request that goes on after its answer began (a stream). */
  answered(): void;
}

export interface Gate {
  /**
   * Runs `request` when it may go out, in the order of the calls. A retryable failure raises the wait for everybody and is thrown
   * on; any other outcome is an answer, and clears it.
   * @throws {ChatError} `aborted` when the signal aborts first.
   */
  run<T>(signal: AbortSignal, request: (turn: Turn) => Promise<T>): Promise<T>;
  /** Somebody has a reason to think that it works again: go now, unless the server asked to wait. */
  hurry(): void;
  /** Waits begun, for tests and for deciding what to show. 0 while all is well. */
  failures(): number;
}

export function createGate(clock: Clock, onChange: () => void): Gate {
  let failures = 0;
  /** Grows with each failure that counts, so that requests which failed side by side count once. */
  let round = 0;
  let opensAt = 0;
  let isAsked = false;
  let probing: Promise<unknown> | null = null;
  /** Resolves when all who wait have had their turn: a request that fails again and again must not be the probe each time. */
  let line: Promise<unknown> = Promise.resolve();
  let alarm = new AbortController();

  function note(error: ChatError | null, begunIn: number): void {
    const before = failures;
    // What began before the last failure says nothing about now: a wait that the server asked for is kept.
    if (begunIn !== round) return;
    if (!error) failures = 0;
    else {
      round += 1;
      failures += 1;
      isAsked = error.retryAfterMs !== undefined;
      opensAt = clock.monotonic() + backoffMs(failures, clock.random(), error.retryAfterMs ?? null);
    }
    if (before !== failures) onChange();
  }

  /** Resolves when it is this request's turn: with the probe that it is to be, or null while all is well. */
  async function turn(signal: AbortSignal): Promise<PromiseWithResolvers<void> | null> {
    if (failures === 0) return null;
    const ahead = line;
    const place = Promise.withResolvers<unknown>();
    line = place.promise;
    await abortable(ahead, signal).catch(noop);
    try {
      while (failures > 0 && !signal.aborted) {
        const waitMs = opensAt - clock.monotonic();
        if (waitMs > 0) await sleep(clock, waitMs, AbortSignal.any([signal, alarm.signal]));
        else if (probing) await abortable(probing, signal).catch(noop);
        else {
          const probe = Promise.withResolvers<void>();
          probing = probe.promise;
          return probe;
        }
      }
      return null;
    } finally {
      // Whoever gave up leaves those behind where they are.
      place.resolve(ahead);
    }
  }

  return {
    run: async (signal, request) => {
      const probe = await turn(signal);
      const begunIn = round;
      const release = () => {
        probe?.resolve();
        if (probe && probing === probe.promise) probing = null;
      };
      const answered = (error: ChatError | null = null) => {
        note(error, begunIn);
        release();
      };
      try {
        if (signal.aborted) throw new ChatError("aborted", "The request was stopped before it began");
        const result = await request({ isProbe: probe !== null, answered: () => answered() });
        answered();
        return result;
      } catch (cause) {
        const error = toChatError(cause);
        // Stopped by ourselves: it says nothing about the server.
        if (!signal.aborted) answered(isRetryable(error) ? error : null);
        throw error;
      } finally {
        release();
      }
    },
    hurry: () => {
      if (isAsked || failures === 0) return;
      opensAt = clock.monotonic();
      alarm.abort();
      alarm = new AbortController();
    },
    failures: () => failures,
  };
}

/** Again and again while the failure may pass; the gate makes each try wait longer. */
export async function untilAnswered<T>(
  signal: AbortSignal,
  ask: () => Promise<T>,
  onFailure?: () => void,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      const error = toChatError(cause);
      if (signal.aborted || !isRetryable(error)) throw error;
      onFailure?.();
    }
  }
}

/** Whatever a custom backend throws: unknown, so worth trying again. */
export function toChatError(cause: unknown): ChatError {
  return cause instanceof ChatError
    ? cause
    : new ChatError("bad-response", "The backend failed unexpectedly", { cause });
}

function noop(): void {
  // Whoever waits for a probe only wants to know that it ended; its caller handles the outcome.
}
