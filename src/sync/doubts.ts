// How often it was in doubt whose page this is. Two pages of a browser whose hosts name different customers would make each other
// ask without an end; so doubts that come soon after each other wait longer and longer.

import type { Clock } from "../lib/clock.ts";
import { backoffMs } from "./backoff.ts";

/** A doubt is forgotten when no other followed it for so long. */
const memoryMs = 60_000;

export interface Doubts {
  note(): void;
  /** How long to wait before the host is asked, in milliseconds; 0 for the first doubt in a while. */
  waitMs(): number;
  forget(): void;
}

export function createDoubts(clock: Clock): Doubts {
  let notedAt = Number.NEGATIVE_INFINITY;
  let count = 0;

  const isFresh = () => clock.monotonic() - notedAt < memoryMs;

  return {
    note: () => {
      count = isFresh() ? count + 1 : 0;
      notedAt = clock.monotonic();
    },
    waitMs: () => (count > 0 && isFresh() ? backoffMs(count, clock.random(), null) : 0),
    forget: () => {
      count = 0;
    },
  };
}
