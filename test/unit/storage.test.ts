import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../../src/lib/clock.ts";
import { withFallback } from "../../src/storage/fallback.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { storageContract, storageFailureContract } from "../support/storage-contract.ts";

const broken: Storage = {
  readAll: () => Promise.reject(new Error("broken")),
  update: () => Promise.reject(new Error("broken")),
};
const silent: Storage = { readAll: () => new Promise(() => {}), update: () => new Promise(() => {}) };

/** Every wait is over as soon as it begins. */
const hasty: Clock = {
  ...createFakeClock(),
  setTimer: (fn) => {
    const id = setImmediate(fn);
    return () => clearImmediate(id);
  },
};

/** Breaks after some calls. */
function mortal(callCount: number): Storage {
  const memory = memoryStorage();
  let left = callCount;
  const die = () => left-- <= 0;
  return {
    readAll: () => (die() ? broken.readAll() : memory.readAll()),
    update: (decide) => (die() ? broken.update(decide) : memory.update(decide)),
  };
}

const guarded = (primary: Storage, clock: Clock = createFakeClock(), onDegraded = () => undefined) =>
  withFallback(primary, { clock, onDegraded });

storageContract("memory", memoryStorage);
storageFailureContract("memory", memoryStorage);
storageContract("a fallback around memory", () => guarded(memoryStorage()));
storageContract("a fallback around a broken storage", () => guarded(broken));
storageContract("a fallback around one that never answers", () => guarded(silent, hasty));

describe("memory", () => {
  it("begins with a copy of what it is given", async () => {
    const initial = new Map([["a", { list: [1] }]]);
    const storage = memoryStorage(initial);
    initial.get("a")?.list.push(2);
    expect(await storage.readAll()).toEqual(new Map([["a", { list: [1] }]]));
  });
});

describe("a fallback", () => {
  it("is durable until the storage fails, and says so once", async () => {
    const onDegraded = vi.fn(() => undefined);
    const storage = guarded(mortal(1), createFakeClock(), onDegraded);
    expect(await storage.update(() => new Map([["a", 1]]))).toBe(true);
    expect([storage.isDurable(), onDegraded.mock.calls.length]).toEqual([true, 0]);
    expect(await storage.update(() => new Map([["b", 2]]))).toBe(true);
    await storage.readAll();
    expect([storage.isDurable(), onDegraded.mock.calls.length]).toEqual([false, 1]);
  });
});
