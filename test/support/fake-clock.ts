// A clock that stands still until a test moves it.

import type { Clock } from "../../src/lib/clock.ts";

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

export interface FakeClock extends Clock {
  /** Moves both clocks on and runs what falls due, in order, letting promises settle between. */
  advance(ms: number): Promise<void>;
  /** Timers that have not run. */
  pendingCount(): number;
}

export function createFakeClock({ wallMs = 1_800_000_000_000, random = 0.5 } = {}): FakeClock {
  let elapsed = 0;
  let timers: readonly Timer[] = [];
  let drawn = 0;

  const clock: FakeClock = {
    now: () => wallMs + elapsed,
    monotonic: () => elapsed,
    setTimer: (fn, ms) => {
      const timer = { at: elapsed + ms, fn };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    setIdle: (fn) => clock.setTimer(fn, 0),
    random: () => random,
    // Never the same twice: two tabs' ids must differ.
    randomBytes: (length) => new Uint8Array(length).fill((drawn = (drawn + 1) % 256)),
    pendingCount: () => timers.length,
    advance: async (ms) => {
      const until = elapsed + ms;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        elapsed = Math.max(elapsed, due.at);
        due.fn();
        await settle();
      }
      elapsed = until;
      await settle();
    },
  };
  return clock;
}

/** Lets everything that waits only for promises run to its next real wait. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}
