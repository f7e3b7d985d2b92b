// One browser's IndexedDB: slow, shared by its tabs, one transaction at a time, and able to fail in every way that was seen.
// What is being written when a page dies is there afterwards wholly or not at all.

import type { Entries, Storage } from "../../src/storage/storage.ts";
import type { Agenda } from "./agenda.ts";
import type { Life } from "./life.ts";
import type { Page } from "./tab.ts";
import type { Random } from "./random.ts";

/** `silent`: no call is ever answered. `full`: only deletions succeed. */
export type DiskMode = "fine" | "slow" | "forbidden" | "full" | "silent";

export interface Commit {
  readonly before: Entries;
  readonly after: Entries;
  readonly writer: Page;
}

export interface Disk {
  /** A page's way to it. `onLateWrite` hears of what a disposed page began to write; deleting it may. */
  open(page: Page, onLateWrite: () => void): Storage;
  setMode(mode: DiskMode): void;
  /** The customer or the browser clears it, under live pages. */
  wipe(): void;
  /** What is stored now. */
  entries(): Entries;
  /** How often it was wiped. */
  wipeCount(): number;
}

export interface DiskOptions {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly onCommit: (commit: Commit) => void;
  readonly onWiped: () => void;
}

export function createDisk({ agenda, random, onCommit, onWiped }: DiskOptions): Disk {
  const waiting: ((done: () => void) => void)[] = [];
  let values: Entries = new Map();
  let mode: DiskMode = "fine";
  let isBusy = false;
  let wipeCount = 0;

  const stepMs = () => (mode === "slow" ? random.between(50, 700) : random.between(0.2, 6));

  function next(): void {
    const job = waiting.shift();
    isBusy = job !== undefined;
    job?.(next);
  }

  function enqueue(job: (done: () => void) => void): void {
    waiting.push(job);
    if (!isBusy) next();
  }

  /** False: the call fails by itself, or never ends. */
  function isReached(life: Life, reject: (error: Error) => void): boolean {
    if (mode === "forbidden")
      agenda.after(1, () => life.run(() => reject(new Error("SecurityError: forbidden"))));
    return mode !== "forbidden" && mode !== "silent";
  }

  function write(changes: Entries, writer: Page): void {
    const before = values;
    const after = new Map(before);
    for (const [key, value] of changes) {
      if (value === undefined) after.delete(key);
      else after.set(key, copy(value));
    }
    values = after;
    onCommit({ before, after, writer });
  }

  return {
    open: (page, onLateWrite) => ({
      readAll: () => {
        const { promise, resolve, reject } = Promise.withResolvers<Entries>();
        if (!isReached(page.life, reject)) return promise;
        enqueue((done) => {
          agenda.after(stepMs(), () => {
            const found = new Map(values);
            page.life.run(() => resolve(found));
            done();
          });
        });
        return promise;
      },

      update: (decide) => {
        const { promise, resolve, reject } = Promise.withResolvers<boolean>();
        const isLate = page.state === "disposed";
        if (!isReached(page.life, reject)) return promise;
        const fail = (error: unknown) => page.life.run(() => reject(error));
        enqueue((done) => {
          agenda.after(stepMs(), () => {
            if (!page.life.isAlive()) return done();
            const changes = attempt(() => decide(new Map(values)), fail);
            const puts = [...(changes?.values() ?? [])].some((value) => value !== undefined);
            if (isLate && puts) onLateWrite();
            if (puts && mode === "full") {
              fail(new Error("QuotaExceededError: full"));
              return done();
            }
            agenda.after(changes ? stepMs() : 0, () => {
              const isWritten = changes !== null && (page.life.isAlive() || random.chance(0.5));
              if (isWritten) write(changes, page);
              page.life.run(() => resolve(isWritten));
              done();
            });
          });
        });
        return promise;
      },
    }),
    setMode: (next) => {
      mode = next;
    },
    wipe: () =>
      enqueue((done) => {
        values = new Map();
        wipeCount += 1;
        onWiped();
        done();
      }),
    entries: () => values,
    wipeCount: () => wipeCount,
  };
}

/** Null when it threw, too: nothing is written then. */
function attempt(decide: () => Entries | null, fail: (error: unknown) => void): Entries | null {
  try {
    return decide();
  } catch (error) {
    fail(error);
    return null;
  }
}

/** As structuredClone, for the plain data that is stored here, and quicker. */
function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}
