// Storage that forgets with the page: the fallback where the browser's is forbidden, full or broken.

import type { Entries, Storage } from "./storage.ts";

export function memoryStorage(initial: Entries = new Map()): Storage {
  const values = new Map(initial);
  return {
    readAll: () => Promise.resolve(new Map(values)),
    update: async (decide) => {
      const changes = decide(new Map(values));
      if (!changes) return false;
      // Copied before anything is written, as a database would: all of it or nothing.
      for (const [key, value] of structuredClone(new Map(changes))) {
        if (value === undefined) values.delete(key);
        else values.set(key, value);
      }
      return true;
    },
  };
}
