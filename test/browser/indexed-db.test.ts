// The real IndexedDB of a real browser.

import { afterEach, expect, it } from "vitest";
import { databaseName, indexedDbStorage } from "../../src/storage/indexed-db.ts";
import { withFallback } from "../../src/storage/fallback.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { storageContract, storageFailureContract } from "../support/storage-contract.ts";

let count = 0;
const fresh = () => `test-${(count += 1)}-${Date.now()}`;
const { open } = IDBFactory.prototype;

afterEach(() => {
  IDBFactory.prototype.open = open;
});

storageContract("IndexedDB", () => indexedDbStorage(fresh()));
storageFailureContract("IndexedDB", () => indexedDbStorage(fresh()));
storageContract("a fallback around IndexedDB", () =>
  withFallback(indexedDbStorage(fresh()), { clock: systemClock, onDegraded: () => undefined }),
);

it("gives a second page what the first one wrote", async () => {
  const name = fresh();
  await indexedDbStorage(name).update(() => new Map([["a", 1]]));
  expect(await indexedDbStorage(name).readAll()).toEqual(new Map([["a", 1]]));
});

it("keeps to a database of its own, named after the backend", async () => {
  const name = fresh();
  await indexedDbStorage(name).update(() => new Map([["a", 1]]));
  const names = (await indexedDB.databases()).map((database) => database.name);
  expect(names).toContain(databaseName(name));
  expect(names).not.toContain("keyval-store");
});

it("goes on in memory, and says so once, where IndexedDB is forbidden", async () => {
  IDBFactory.prototype.open = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  const told: unknown[] = [];
  const storage = withFallback(indexedDbStorage(fresh()), {
    clock: systemClock,
    onDegraded: (e) => told.push(e),
  });
  expect(await storage.update(() => new Map([["a", 1]]))).toBe(true);
  expect(await storage.readAll()).toEqual(new Map([["a", 1]]));
  expect(storage.isDurable()).toBe(false);
  expect(told).toHaveLength(1);
});

it("goes on in memory where IndexedDB never answers", async () => {
  IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  const storage = withFallback(indexedDbStorage(fresh()), {
    clock: systemClock,
    onDegraded: () => undefined,
  });
  expect(await storage.readAll()).toEqual(new Map());
  expect(storage.isDurable()).toBe(false);
});

it("opens a new connection when the browser has closed the old one", async () => {
  const connections: IDBDatabase[] = [];
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    request.addEventListener("success", () => connections.push(request.result));
    return request;
  };
  const storage = indexedDbStorage(fresh());
  await storage.update(() => new Map([["a", 1]]));
  connections[0]?.close();
  expect(await storage.readAll()).toEqual(new Map([["a", 1]]));
  expect(connections).toHaveLength(2);
});

it("lets whoever deletes the database do so, and begins a new one", async () => {
  const name = fresh();
  const storage = indexedDbStorage(name);
  await storage.update(() => new Map([["a", 1]]));
  await new Promise((resolve, reject) => {
    const deletion = indexedDB.deleteDatabase(databaseName(name));
    deletion.onsuccess = resolve;
    deletion.onblocked = () => reject(new Error("blocked"));
  });
  expect(await storage.readAll()).toEqual(new Map());
  expect(await storage.update(() => new Map([["b", 2]]))).toBe(true);
});
