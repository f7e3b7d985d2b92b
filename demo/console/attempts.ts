// Steps that may fail: one at a time is under way, and one failure stands on screen until it is tried again, dismissed or passed by.

import { signal, type ReadonlySignal } from "@preact/signals";
import { failureWords } from "./words.ts";

export interface Failure {
  /** What was tried, for the button that tries again. */
  readonly label: string;
  readonly problem: string;
  readonly again: () => Promise<void>;
}

export interface Attempts {
  readonly failure: ReadonlySignal<Failure | null>;
  /** Whether a step is under way. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** False: it failed, and `failure` says why. */
  attempt(label: string, act: () => Promise<void>): Promise<boolean>;
  forget(): void;
}

export function createAttempts(): Attempts {
  const failure = signal<Failure | null>(null);
  const isBusy = signal(false);

  async function attempt(label: string, act: () => Promise<void>): Promise<boolean> {
    isBusy.value = true;
    failure.value = null;
    try {
      await act();
      return true;
    } catch (error) {
      const again = async () => void (await attempt(label, act));
      failure.value = { label, problem: failureWords(error), again };
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { failure, isBusy, attempt, forget: () => void (failure.value = null) };
}
