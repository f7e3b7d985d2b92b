import { describe, expect, it } from "vitest";
import type { StoredUi } from "../../src/identity/stored.ts";
import { createVault } from "../../src/identity/vault.ts";
import type { Outbox } from "../../src/model/outbox.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { storageContract } from "../support/storage-contract.ts";

storageContract("memory", memoryStorage);

const none: ReadonlySet<string> = new Set();
const outbox = (...texts: string[]): Outbox =>
  texts.map((text, index) => ({
    id: text,
    text,
    order: index + 1,
    at: "2026-11-22T06:00:00Z",
    context: {},
    failure: null,
    tried: false,
    releasedAt: null,
    rev: 0,
  }));
const ui = (draft: string): StoredUi => ({ open: true, draft, lastSeenPos: 4 });
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
    await before.save({ ui: ui("half a sentence"), head, wake: 2 });
    await before.saveOutbox(outbox("unsent"), none);
    const after = await vault.adopt("ana", null);
    expect(after.owner).toEqual({ sub: "ana", name: "Ana" });
    expect(after.stored).toMatchObject({ ui: ui("half a sentence"), head, outbox: outbox("unsent") });
    expect(await vault.look()).toEqual({ owner: { sub: "ana", name: "Ana" }, wake: 2 });
  });

  it("is gone before another customer is the one", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana canary");
    await ana.save({ ui: ui("canary"), head });
    await ana.saveOutbox(outbox("canary"), none);
    await vault.adopt("bob", "Bob");
    expect(await everything()).not.toMatch(/canary|ana/);
  });

  it("takes no late write of a customer who is not the one any more", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await vault.adopt("bob", "Bob");
    expect(await ana.save({ ui: ui("canary") })).toBe(false);
    expect(await ana.saveOutbox(outbox("canary"), none)).toBeNull();
    expect(await everything()).not.toContain("canary");
  });

  it("takes no late write after a sign-out, not even of the same customer", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await ana.saveOutbox(outbox("one", "two"), none);
    expect(await vault.clear()).toEqual(["one", "two"]);
    expect(await ana.save({ ui: ui("canary") })).toBe(false);
    expect(await everything()).not.toMatch(/canary|ana/);
  });

  it("keeps unsent messages, and nothing else, when nobody is signed in any more", async () => {
    const { vault, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana Ferreira");
    await ana.save({ ui: ui("draft"), head, wake: 1 });
    await ana.saveOutbox(outbox("unsent"), none);
    await vault.leave();
    expect(await everything()).not.toMatch(/Ferreira|draft|e1\.4/);
    expect(await vault.look()).toEqual({ owner: null, wake: 0 });
    expect((await vault.adopt("ana", null)).stored.outbox).toEqual(outbox("unsent"));
  });

  it("drops unsent messages a day after nobody was signed in any more", async () => {
    const { vault, clock, everything } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await ana.saveOutbox(outbox("unsent"), none);
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
    await ana.saveOutbox(outbox("unsent"), none);
    expect((await vault.look()).wake).toBe(1);
  });

  it("leaves another tab's unsent messages alone", async () => {
    const { vault } = setUp();
    const one = await vault.adopt("ana", "Ana");
    const two = await vault.adopt("ana", "Ana");
    await one.saveOutbox(outbox("from one"), none);
    await two.saveOutbox(outbox("from two"), none);
    await one.saveOutbox([], new Set(["from one"]));
    expect((await vault.adopt("ana", null)).stored.outbox.map(({ text }) => text)).toEqual(["from two"]);
  });

  it("is written anew by a tab whose browser lost it", async () => {
    const { vault, storage } = setUp();
    const ana = await vault.adopt("ana", "Ana");
    await storage.update((all) => new Map([...all.keys()].map((key) => [key, undefined])));
    expect(await ana.saveOutbox(outbox("kept"), none)).not.toBeNull();
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
    expect(await ana.saveOutbox(outbox("fine"), none)).not.toBeNull();
  });
});
