import { describe, expect, it, vi } from "vitest";
import type { StoredUi } from "../../src/identity/stored.ts";
import { createVault, type PartitionValues } from "../../src/identity/vault.ts";
import type { Outbox } from "../../src/model/outbox.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const outbox = (...texts: string[]): Outbox =>
  texts.map((text, index) => ({
    id: text,
    text,
    files: [],
    order: index + 1,
    at: "2026-11-22T06:00:00Z",
    context: {},
    failure: null,
    tried: false,
    releasedAt: null,
    rev: 0,
  }));
const ui = (draft: string): StoredUi => ({ open: true, draft, files: [], lastSeenPos: 4 });
const noUi: StoredUi = { open: false, draft: "", files: [], lastSeenPos: -1 };
const values = (change: Partial<PartitionValues> = {}): PartitionValues => ({
  name: "Ana",
  head: null,
  ui: noUi,
  uiBefore: noUi,
  isWatching: false,
  outbox: [],
  gone: new Set(),
  rewind: false,
  ...change,
});
const head = { cursor: "e1.4", conversation: null, unread: 0, savedAt: 0 };

function setUp() {
  const storage = memoryStorage();
  const clock = createFakeClock();
  const everything = async () => JSON.stringify([...(await storage.readAll())]);
  return { storage, clock, vault: createVault(storage, clock), everything };
}

describe("what is kept in the browser", () => {
  it("comes back to the same customer", async () => {
    const { vault } = setUp();
    const before = await vault.adopt("ana", "Ana");
    await before.save(values({ ui: ui("half a sentence"), head, outbox: outbox("unsent") }));
    const after = await vault.adopt("ana", null);
    expect(after.owner).toEqual({ sub: "ana", name: "Ana" });
    expect(after.stored).toMatchObject({ ui: ui("half a sentence"), head, outbox: outbox("unsent") });
    expect(await vault.look()).toEqual({ owner: { sub: "ana", name: "Ana" }, wake: 2 });
  });

  it("is only read where the same customer comes back", async () => {
    const { storage, vault } = setUp();
    await (await vault.adopt("ana", "Ana")).save(values({ ui: ui("half a sentence") }));
    const before = new Map(await storage.readAll());
    const update = vi.spyOn(storage, "update");
    await vault.adopt("ana", "Ana");
    await expect(update.mock.results[0]?.value).resolves.toBe(false);
    expect(await storage.readAll()).toEqual(before);
    await vault.adopt("ana", "Ana Ferreira");
    expect((await vault.look()).owner).toEqual({ sub: "ana", name: "Ana Ferreira" });
  });

  it("is gone before another customer is the one", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana canary");
    await ana.save(values({ name: "Ana canary", ui: ui("canary"), head, outbox: outbox("canary") }));
    await vault.adopt("bob", "Bob");
    expect(await everything()).not.toMatch(/canary|ana/);
  });

  it("takes no late write of a customer who is not the one any more", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await vault.adopt("bob", "Bob");
    expect(await ana.save(values({ ui: ui("canary"), outbox: outbox("canary") }))).toBeNull();
    expect(await everything()).not.toContain("canary");
  });

  it("takes no late write after a sign-out, not even of the same customer", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await ana.save(values({ outbox: outbox("one", "two") }));
    expect(await vault.clear()).toEqual(["one", "two"]);
    expect(await ana.save(values({ ui: ui("canary") }))).toBeNull();
    expect(await everything()).not.toMatch(/canary|ana/);
  });

  it("keeps unsent messages, and nothing else, when nobody is signed in any more", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana Ferreira");
    await ana.save(values({ name: "Ana Ferreira", ui: ui("draft"), head, outbox: outbox("unsent") }));
    await vault.leave();
    expect(await everything()).not.toMatch(/Ferreira|draft|e1\.4/);
    expect(await vault.look()).toEqual({ owner: null, wake: 0 });
    expect((await vault.adopt("ana", null)).stored.outbox).toEqual(outbox("unsent"));
  });

  it("drops unsent messages a day after nobody was signed in any more", async () => {
    const { vault, clock, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await ana.save(values({ outbox: outbox("unsent") }));
    await vault.leave();
    await clock.advance(23 * 3_600_000);
    await vault.look();
    expect(await everything()).toContain("unsent");
    await clock.advance(2 * 3_600_000);
    await vault.look();
    expect(await everything()).not.toContain("unsent");
  });

  it("says with the unsent messages themselves that there is something to do", async () => {
    const { vault } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await ana.save(values({ outbox: outbox("unsent") }));
    expect((await vault.look()).wake).toBe(1);
  });

  it("leaves another tab's unsent messages alone", async () => {
    const { vault } = setUp();
    const one = await vault.adopt("ana", "Ana");
    const two = await vault.adopt("ana", "Ana");
    await one.save(values({ outbox: outbox("from one") }));
    await two.save(values({ outbox: outbox("from two") }));
    await one.save(values({ gone: new Set(["from one"]) }));
    expect((await vault.adopt("ana", null)).stored.outbox.map(({ text }) => text)).toEqual(["from two"]);
  });

  it("is written anew by a tab whose browser lost it", async () => {
    const { vault, storage } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await storage.update((all) => new Map([...all.keys()].map((key) => [key, undefined])));
    expect(await ana.save(values({ outbox: outbox("kept") }))).not.toBeNull();
    expect((await vault.adopt("ana", null)).stored.outbox).toEqual(outbox("kept"));
  });

  it.each([
    ["text", "garbage"],
    ["a list of anything", [1, null, { id: 3 }, "x"]],
    ["half an entry", [{ id: "a", text: "b" }]],
    ["an empty object", {}],
  ])("survives %s where its own values should be", async (_, garbage) => {
    const { vault, storage } = setUp();
    const names = ["v", "id", "wake", "left", "s/ana/head", "s/ana/out", "s/ana/ui"];
    await storage.update(() => new Map(names.map((name) => [name, garbage])));
    expect((await vault.look()).wake).toBe(0);
    const ana = await vault.adopt("ana", null);
    expect(ana.stored.outbox).toEqual([]);
    expect(await ana.save(values({ outbox: outbox("fine") }))).not.toBeNull();
  });
});
