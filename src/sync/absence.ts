// How long the page was away, and whether it could hear anything meanwhile.

import type { Clock } from "../lib/clock.ts";
import type { PageState } from "./wake.ts";

/** A page out of view for longer asks the host again who is signed in, before it paints or sends. */
const longAwayMs = 60_000;

export interface Absence {
  /** `long` or `short` when the page is back in view, null else. Frozen or cached it heard nothing: that is always long. */
  note(page: PageState): "long" | "short" | null;
}

export function createAbsence(clock: Clock): Absence {
  let hiddenSince: number | null = null;
  let wasSuspended = false;

  return {
    note: ({ isVisible, isSuspended }) => {
      wasSuspended ||= isSuspended;
      if (!isVisible) hiddenSince ??= clock.monotonic();
      if (!isVisible || hiddenSince === null) return null;
      const isLong = wasSuspended || clock.monotonic() - hiddenSince >= longAwayMs;
      hiddenSince = null;
      wasSuspended = false;
      return isLong ? "long" : "short";
    },
  };
}
