// Storage in IndexedDB, in a database of its own per backend. The only importer of idb-keyval.

import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { Entries, Storage } from "./storage.ts";

/** The loader opens the same database by the same names, without this file. */
export const databaseName = (backendId: string) => `ajar:${backendId}`;
const objectStoreName = "kv";

/** Opens nothing until the first call. Where IndexedDB is forbidden, each call rejects (never throws). */
export function indexedDbStorage(backendId: string): Storage {
  let store: UseStore | null = null;
  let database: IDBDatabase | null = null;
  let callCount = 0;
  /** Nobody is expected to call any more. */
  let isClosing = false;

  /** Once more on a new connection when the browser has closed the old one. */
  async function use<T>(
    mode: IDBTransactionMode,
    work: (objectStore: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const attempt = () => {
      // createStore() throws at once where IndexedDB is forbidden; inside an async function that becomes a rejection.
      const opened = (store ??= createStore(databaseName(backendId), objectStoreName));
      return opened(mode, (objectStore) => {
        database = objectStore.transaction.db;
        database.onversionchange = letGo;
        return work(objectStore);
      });
    };
    callCount += 1;
    try {
      return await attempt();
    } catch (error) {
      if (!isClosed(error)) throw error;
      store = null;
      return await attempt();
    } finally {
      callCount -= 1;
      if (isClosing && callCount === 0) letGo();
    }
  }

  /** Whoever deletes the database (the host page, the browser's settings) must not wait for us. */
  function letGo(): void {
    store = null;
    database?.close();
    database = null;
  }

  return {
    readAll: () => use("readonly", readEntries),
    update: (decide) =>
      use("readwrite", async (objectStore) => {
        const changes = decide(await readEntries(objectStore));
        if (!changes) return false;
        writeEntries(objectStore, changes);
        await promisifyRequest(objectStore.transaction);
        return true;
      }),
    close: () => {
      isClosing = true;
      if (callCount === 0) letGo();
    },
  };
}

/** `transaction()` on a closed connection (Indexed Database API, section 4.5). */
function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === "InvalidStateError";
}

/** Both requests go out before either is awaited, so that the transaction stays alive. */
async function readEntries(objectStore: IDBObjectStore): Promise<Entries> {
  const keys = promisifyRequest(objectStore.getAllKeys());
  const values = promisifyRequest(objectStore.getAll());
  const [names, contents] = await Promise.all([keys, values]);
  const entries = names.map((name, index) => [name, contents[index]] as const);
  return new Map(entries.filter((entry): entry is [string, unknown] => typeof entry[0] === "string"));
}

/** All or nothing: a value that can't be stored must not leave the others behind. */
function writeEntries(objectStore: IDBObjectStore, changes: Entries): void {
  try {
    for (const [key, value] of changes) {
      if (value === undefined) objectStore.delete(key);
      else objectStore.put(value, key);
    }
  } catch (error) {
    objectStore.transaction.abort();
    throw error;
  }
}
