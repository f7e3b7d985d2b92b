// When to say that somebody types: once in 3 s at most, and an end only where the beginning is still believed. Says nothing itself.

import type { Clock } from "../lib/clock.ts";

/** Least time between two words of it. */
export const typingApartMs = 3000;
/** How long one is believed. */
export const typingLastsMs = 6000;

export interface TypingPace {
  /** The text changed; `isOn`: there is some. */
  typed(isOn: boolean): void;
  /** It was sent, which says enough. Also when nobody is to be told any more. */
  stop(): void;
}

export function createTypingPace(clock: Clock, tell: (on: boolean) => void): TypingPace {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let isTold = false;
  let cancel: (() => void) | null = null;

  function say(on: boolean): void {
    toldAtMs = clock.monotonic();
    isTold = on;
    tell(on);
  }

  function stop(): void {
    cancel?.();
    cancel = null;
  }

  return {
    typed: (isOn) => {
      stop();
      const ageMs = clock.monotonic() - toldAtMs;
      if (isOn && ageMs >= typingApartMs) return say(true);
      if (isOn || !isTold || ageMs >= typingLastsMs) return;
      cancel = clock.setTimer(() => say(false), Math.max(0, typingApartMs - ageMs));
    },
    stop: () => {
      stop();
      isTold = false;
    },
  };
}
