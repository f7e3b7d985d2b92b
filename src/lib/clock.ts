// Time and chance as arguments, so that tests and the simulation own them. The only file that touches the real ones.

export interface Clock {
  /** Wall clock in milliseconds since 1970, UTC. May jump; only for times shown to people and ages of days. */
  now(): number;
  /** Milliseconds that only grow; for durations. */
  monotonic(): number;
  /** Calls `fn` once after `ms`; the returned function cancels. */
  setTimer(fn: () => void, ms: number): () => void;
  /** At least 0, below 1. */
  random(): number;
  /** Fills a new array with random bytes. */
  randomBytes(length: number): Uint8Array;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (fn, ms) => {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
  random: () => Math.random(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** Resolves after `ms`, or at once when `signal` aborts: the caller looks at `signal.aborted`. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.setTimer(done, ms);
    signal.addEventListener("abort", done);
  });
}
