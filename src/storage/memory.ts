// Storage that forgets with the page: the fallback where the browser's is forbidden, full or broken.

import type { Entries, Storage } from "./storage.ts";

/** Copies whatever goes in or out, as a database would: what the caller changes afterwards is not stored. */
export function memoryStorage(initial: Entries = new Map()): Storage {
  const values = new Map(structuredClone(initial));
  return {
    readAll: async () => structuredClone(values),
    update: async (decide) => {
      const changes = decide(structuredClone(values));
      if (!changes) return false;
      // Copied before anything is written: all of it or nothing.
      for (const [key, value] of structuredClone(changes)) {
        if (value === undefined) values.delete(key);
        else values.set(key, value);
      }
      return true;
    },
  };
}
