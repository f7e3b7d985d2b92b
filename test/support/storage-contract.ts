// What every storage must do, run on each there is.

import { describe, expect, it } from "vitest";
import type { Storage } from "../../src/storage/storage.ts";

export function storageContract(name: string, create: () => Storage | Promise<Storage>): void {
  describe(`${name} as a storage`, () => {
    it("is empty at first", async () => {
      const storage = await create();
      expect(await storage.readAll()).toEqual(new Map());
    });

    it("gives back what was written, and drops what was set to undefined", async () => {
      const storage = await create();
      expect(
        await storage.update(
          () =>
            new Map<string, unknown>([
              ["a", { b: [1] }],
              ["c", 2],
            ]),
        ),
      ).toBe(true);
      await storage.update(() => new Map([["c", undefined]]));
      expect(await storage.readAll()).toEqual(new Map([["a", { b: [1] }]]));
    });

    it("writes nothing when the decision is null, and says so", async () => {
      const storage = await create();
      expect(await storage.update(() => null)).toBe(false);
      expect(await storage.readAll()).toEqual(new Map());
    });

    it("shows each decision all that was written before it, however many come at once", async () => {
      const storage = await create();
      const count = () => storage.update((all) => new Map([["n", Number(all.get("n") ?? 0) + 1]]));
      await Promise.all(Array.from({ length: 25 }, count));
      expect((await storage.readAll()).get("n")).toBe(25);
    });

    it("writes all of a change or nothing of it", async () => {
      const storage = await create();
      const change = new Map<string, unknown>([
        ["a", 1],
        ["b", () => "not storable"],
      ]);
      await expect(storage.update(() => change)).rejects.toThrow();
      expect(await storage.readAll()).toEqual(new Map());
    });
  });
}
