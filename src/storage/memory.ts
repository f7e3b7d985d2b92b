// Storage that forgets with the page: the fallback where the browser's is forbidden, full or broken.

import type { Entries, Storage } from "./storage.ts";

export function memoryStorage(initial: Entries = new Map()): Storage {
  const values = new Map(initial);
  return {
    readAll: () => Promise.resolve(new Map(values)),
    update: (decide) => {
      const changes = decide(new Map(values));
      for (const [key, value] of changes ?? []) {
        if (value === undefined) values.delete(key);
        else values.set(key, structuredClone(value));
      }
      return Promise.resolve(changes !== null);
    },
  };
}
