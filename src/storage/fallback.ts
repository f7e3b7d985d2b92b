// Makes any storage safe to rely on: a time limit on each call, and from the first failure on memory for this page load.

import type { Clock } from "../lib/clock.ts";
import { memoryStorage } from "./memory.ts";
import type { Storage } from "./storage.ts";

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

  const attempt = async <T>(call: (storage: Storage) => Promise<T>): Promise<T> => {
    if (!isDurable) return call(memory);
    try {
      return await withTimeout(call(primary), clock);
    } catch (error) {
      if (isDurable) {
        isDurable = false;
        onDegraded(error);
      }
      return call(memory);
    }
  };

  return {
    isDurable: () => isDurable,
    readAll: () => attempt((storage) => storage.readAll()),
    update: (decide) => attempt((storage) => storage.update(decide)),
  };
}

function withTimeout<T>(call: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => reject(new Error("The storage gave no answer in time")), timeoutMs);
    call.then(resolve, reject).finally(cancel);
  });
}
