// Time and chance as arguments, so that tests and the simulation own them. The only file that touches the real ones.

export interface Clock {
  /** Wall clock in milliseconds since 1970, UTC. May jump; only for times shown to people and ages of days. */
  now(): number;
  /** Milliseconds that only grow; for durations. */
  monotonic(): number;
  /** Calls `fn` once after `ms`; the returned function cancels. */
  setTimer(fn: () => void, ms: number): () => void;
  /** Calls `fn` once when there is nothing better to do, or after a second; the returned function cancels. */
  setIdle(fn: () => void): () => void;
  /** At least 0, below 1. */
  random(): number;
  /** Fills a new array with random bytes. */
  randomBytes(length: number): Uint8Array;
}

/** A page that is never idle must not keep its reader waiting for ever. */
const idleMs = 1000;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (fn, ms) => {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
  setIdle: (fn) => {
    // Safari has none.
    if (typeof requestIdleCallback === "undefined") return systemClock.setTimer(fn, 1);
    const id = requestIdleCallback(fn, { timeout: idleMs });
    return () => cancelIdleCallback(id);
  },
  random: () => Math.random(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** Resolves after `ms`, or at once when `signal` aborts: the caller looks at `signal.aborted`. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return until(signal, (done) => clock.setTimer(done, ms));
}

/** Resolves when there is nothing better to do, or at once when `signal` aborts. */
export function whenIdle(clock: Clock, signal: AbortSignal): Promise<void> {
  return until(signal, (done) => clock.setIdle(done));
}

function until(signal: AbortSignal, start: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = start(done);
    signal.addEventListener("abort", done);
  });
}
