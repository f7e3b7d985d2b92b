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
  let notedAt: number | null = null;
  let count = 0;

  return {
    note: () => {
      const now = clock.monotonic();
      count = notedAt !== null && now - notedAt < memoryMs ? count + 1 : 0;
      notedAt = now;
    },
    waitMs: () => (count === 0 ? 0 : backoffMs(count, clock.random(), null)),
    forget: () => {
      count = 0;
    },
  };
}
