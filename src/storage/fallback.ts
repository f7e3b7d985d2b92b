// Makes any storage safe to rely on: a time limit on each call, and from the first failure on memory for this page load.

import type { Clock } from "../lib/clock.ts";
import { memoryStorage } from "./memory.ts";
import type { Entries, Storage } from "./storage.ts";

/** A healthy IndexedDB answers in a few milliseconds; one that is blocked by another tab never does. */
const timeoutMs = 1500;

export interface FallbackOptions {
  readonly clock: Clock;
  /** Called once, at the first failure. */
  readonly onDegraded: (error: unknown) => void;
}

export interface FallbackStorage extends Storage {
  /** False once the storage failed: what is written then is gone with the page. */
  isDurable(): boolean;
}

export function withFallback(primary: Storage, { clock, onDegraded }: FallbackOptions): FallbackStorage {
  const memory = memoryStorage();
  let isDurable = true;
  /** A failed storage may still delete (a full one does); one that can't is not asked again. */
  let canErase = true;

  const attempt = async <T>(
    call: (storage: Storage) => Promise<T>,
    fallBack: () => Promise<T>,
  ): Promise<T> => {
    if (!isDurable) return fallBack();
    try {
      return await withTimeout(call(primary), clock);
    } catch (error) {
      if (isDurable) {
        isDurable = false;
        onDegraded(error);
      }
      return fallBack();
    }
  };

  /** What is to be deleted goes from the failed storage too: it may hold what a sign-out must not leave behind. */
  async function erase(decide: (all: Entries) => Entries | null): Promise<void> {
    if (!canErase) return;
    const deletions = (all: Entries) => {
      const doomed = [...(decide(all) ?? [])].filter(([key, value]) => value === undefined && all.has(key));
      return doomed.length > 0 ? new Map(doomed) : null;
    };
    await withTimeout(primary.update(deletions), clock).catch(() => {
      canErase = false;
    });
  }

  return {
    isDurable: () => isDurable,
    readAll: () => attempt((storage) => storage.readAll(), memory.readAll),
    update: (decide) =>
      attempt(
        (storage) => storage.update(decide),
        async () => {
          // First: what `decide` learns on its way must be the memory's.
          await erase(decide);
          return memory.update(decide);
        },
      ),
    close: () => primary.close?.(),
  };
}

function withTimeout<T>(call: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => reject(new Error("The storage gave no answer in time")), timeoutMs);
    call.then(resolve, reject).finally(cancel);
  });
}
