// What every storage must do, run on each there is.

import { describe, expect, it } from "vitest";
import type { Storage } from "../../src/storage/storage.ts";

const write = (storage: Storage, changes: Record<string, unknown>) =>
  storage.update(() => new Map(Object.entries(changes)));

export function storageContract(name: string, create: () => Storage | Promise<Storage>): void {
  describe(`${name} as a storage`, () => {
    it("is empty at first", async () => {
      const storage = await create();
      expect(await storage.readAll()).toEqual(new Map());
    });

    it("gives back what was written, and drops what was set to undefined", async () => {
      const storage = await create();
      expect(await write(storage, { a: { b: [1] }, c: 2, d: 3 })).toBe(true);
      expect(await write(storage, { c: undefined, d: 4, e: null, "never there": undefined })).toBe(true);
      expect(await storage.readAll()).toEqual(
        new Map<string, unknown>([
          ["a", { b: [1] }],
          ["d", 4],
          ["e", null],
        ]),
      );
    });

    it("gives a decision everything there is, before it writes", async () => {
      const storage = await create();
      await write(storage, { a: 1, b: { c: 2 } });
      let seen: unknown;
      await storage.update((all) => {
        seen = new Map(all);
        return new Map([["a", 5]]);
      });
      expect(seen).toEqual(
        new Map<string, unknown>([
          ["a", 1],
          ["b", { c: 2 }],
        ]),
      );
    });

    it("writes nothing when the decision is null, and says so", async () => {
      const storage = await create();
      await write(storage, { a: 1 });
      expect(await storage.update(() => null)).toBe(false);
      expect(await storage.readAll()).toEqual(new Map([["a", 1]]));
    });

    it("shows each decision all that was written before it, however many come at once", async () => {
      const storage = await create();
      const count = () => storage.update((all) => new Map([["n", Number(all.get("n") ?? 0) + 1]]));
      await Promise.all(Array.from({ length: 25 }, count));
      expect((await storage.readAll()).get("n")).toBe(25);
    });

    it("shows a reader all of a change or nothing of it, whatever is written at that time", async () => {
      const storage = await create();
      const move = () =>
        storage.update((all) => {
          const n = Number(all.get("left") ?? 0) + 1;
          return new Map([
            ["left", n],
            ["right", n],
          ]);
        });
      const work = Array.from({ length: 20 }, () => [move(), storage.readAll()] as const);
      for (const [, reading] of work) {
        const all = await reading;
        expect(all.get("left")).toBe(all.get("right"));
      }
      await Promise.all(work.map(([moving]) => moving));
    });

    it("writes all of a change or nothing of it, and goes on", async () => {
      const storage = await create();
      const change = { a: 1, b: () => "not storable", c: 3 };
      await expect(write(storage, change)).rejects.toThrow();
      expect(await storage.readAll()).toEqual(new Map());
      expect(await write(storage, { a: 2 })).toBe(true);
      expect(await storage.readAll()).toEqual(new Map([["a", 2]]));
    });

    it("writes nothing when the decision throws, rejects with that, and goes on", async () => {
      const storage = await create();
      await expect(storage.update(undecided)).rejects.toThrow(new RangeError("undecided"));
      expect(await storage.readAll()).toEqual(new Map());
      expect(await write(storage, { a: 2 })).toBe(true);
      expect(await storage.readAll()).toEqual(new Map([["a", 2]]));
    });

    it("keeps copies: what the caller changes afterwards is not stored", async () => {
      const storage = await create();
      const written = { list: [1] };
      await write(storage, { a: written });
      written.list.push(2);
      const read = (await storage.readAll()) as Map<string, typeof written>;
      read.get("a")?.list.push(3);
      read.delete("a");
      await storage.update((all) => {
        (all.get("a") as typeof written).list.push(4);
        (all as Map<string, unknown>).delete("a");
        return null;
      });
      expect(await storage.readAll()).toEqual(new Map([["a", { list: [1] }]]));
    });

    it("keeps values as they were, but for what no storage could keep", async () => {
      const storage = await create();
      const values = {
        text: "ä€🙂\u0000",
        number: -0.5,
        yes: true,
        none: null,
        list: [1, [2, { three: 3 }]],
        odd: { constructor: "own", toJSON: 1 },
      };
      await write(storage, { values });
      expect((await storage.readAll()).get("values")).toEqual(values);
    });

    it("keeps any key apart from any other", async () => {
      const storage = await create();
      const keys = ["", " ", "s/ana/out", "s/ana", "__proto__", "constructor", "ä", "🙂", "0"];
      await storage.update(() => new Map(keys.map((key) => [key, { key }])));
      expect(await storage.readAll()).toEqual(new Map(keys.map((key) => [key, { key }])));
    });
  });
}

/** What a storage must do that is no fallback (that one begins anew in memory at the first failure). */
export function storageFailureContract(name: string, create: () => Storage | Promise<Storage>): void {
  describe(`${name} after a failed change`, () => {
    it("has what it had before", async () => {
      const storage = await create();
      await write(storage, { a: 1, b: 2 });
      await expect(storage.update(undecided)).rejects.toThrow("undecided");
      await expect(write(storage, { a: 3, b: undefined, c: () => "not storable" })).rejects.toThrow();
      expect(await storage.readAll()).toEqual(
        new Map([
          ["a", 1],
          ["b", 2],
        ]),
      );
    });

    it("has what was changed beside it", async () => {
      const storage = await create();
      const changes = [
        storage.update(undecided),
        write(storage, { a: 1 }),
        write(storage, { a: 2, b: () => "not storable" }),
        write(storage, { c: 3 }),
      ];
      const outcomes = await Promise.allSettled(changes);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "rejected",
        "fulfilled",
        "rejected",
        "fulfilled",
      ]);
      expect(await storage.readAll()).toEqual(
        new Map([
          ["a", 1],
          ["c", 3],
        ]),
      );
    });
  });
}

function undecided(): never {
  throw new RangeError("undecided");
}
