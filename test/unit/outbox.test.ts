import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changeOutbox,
  confirmedIds,
  isRemovable,
  mergeOutboxes,
  nextToSend,
  type Outbox,
  type OutboxChange,
} from "../../src/model/outbox.ts";
import { message } from "../support/items.ts";

const written = "2026-11-22T06:00:00Z";
const hoursLater = (hours: number) => Date.parse(written) + hours * 3_600_000;
const entry = (id: string, text = id) => ({ id, text, at: written, context: {} });
const add = (id: string, text = id): OutboxChange => ({ type: "added", entry: entry(id, text) });
const after = (...changes: OutboxChange[]) => changes.reduce<Outbox>(changeOutbox, []);
const refuse = (id: string): OutboxChange => ({
  type: "refused",
  id,
  failure: { code: "rejected", problem: "invalid-text" },
});

const id = fc.constantFrom("a", "b", "c", "d");
const anyChange: fc.Arbitrary<OutboxChange> = fc.oneof(
  fc.tuple(id, fc.constantFrom("hello", "other", "")).map(([value, text]) => add(value, text)),
  id.map(refuse),
  id.map((value): OutboxChange => ({ type: "tried", id: value })),
  id.map((value): OutboxChange => ({ type: "retried", id: value, at: written })),
  fc
    .subarray(["a", "b", "c", "d"])
    .map((values): OutboxChange => ({ type: "settled", ids: new Set(values) })),
  id.map((value): OutboxChange => ({ type: "removed", id: value })),
);

/** What nothing may change about an entry. */
const essence = ({ id, text, at, context, order }: Outbox[number]) => ({ id, text, at, context, order });

describe("the outbox", () => {
  it("loses a text only when it is settled or removed", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), (changes) => {
        let outbox: Outbox = [];
        for (const change of changes) {
          const next = changeOutbox(outbox, change);
          const dropped =
            change.type === "settled" ? [...change.ids] : change.type === "removed" ? [change.id] : [];
          const kept = outbox.filter((before) => !dropped.includes(before.id));
          // Those, as they were written, and nobody else but one that was just added behind them.
          expect(next.slice(0, kept.length).map(essence)).toEqual(kept.map(essence));
          const added = change.type === "added" && !outbox.some((before) => before.id === change.entry.id);
          expect(next.slice(kept.length).map(({ id: each }) => each)).toEqual(added ? [change.entry.id] : []);
          outbox = next;
        }
      }),
    );
  });

  it("keeps the order of writing and holds each id once", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), (changes) => {
        const outbox = after(...changes);
        const orders = outbox.map(({ order }) => order);
        expect(orders).toEqual([...orders].sort((a, b) => a - b));
        expect(new Set(outbox.map((each) => each.id)).size).toBe(outbox.length);
      }),
    );
  });

  it("has something to send unless every entry was refused", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), (changes) => {
        const outbox = after(...changes);
        const sendable = outbox.filter(({ failure }) => failure === null);
        expect(nextToSend(outbox, hoursLater(1))).toBe(sendable[0]);
      }),
    );
  });

  it("sends the oldest first, and passes over one that was refused", () => {
    const outbox = after(add("a"), add("b"), refuse("a"));
    expect(nextToSend(outbox, hoursLater(1))?.id).toBe("b");
    const retried = changeOutbox(outbox, { type: "retried", id: "a", at: written });
    expect(nextToSend(retried, hoursLater(1))?.id).toBe("a");
  });

  it("holds what is older than a day until the customer lets it go, and then for another day", () => {
    const outbox = after(add("a"));
    expect(nextToSend(outbox, hoursLater(24))?.id).toBe("a");
    expect(nextToSend(outbox, hoursLater(25))).toBeUndefined();
    const at = new Date(hoursLater(30)).toISOString();
    const released = changeOutbox(outbox, { type: "retried", id: "a", at });
    expect(nextToSend(released, hoursLater(31))?.id).toBe("a");
    expect(nextToSend(released, hoursLater(55))).toBeUndefined();
  });

  it("gives back only what the server can't have: a refused message, or a held one that was never on its way", () => {
    const isFree = (outbox: Outbox, hours: number) =>
      outbox.map((each) => isRemovable(each, hoursLater(hours)));
    expect(isFree(after(add("a")), 1)).toEqual([false]);
    expect(isFree(after(add("a")), 25)).toEqual([true]);
    expect(isFree(after(add("a"), { type: "tried", id: "a" }), 25)).toEqual([false]);
    expect(isFree(after(add("a"), { type: "tried", id: "a" }, refuse("a")), 1)).toEqual([true]);
  });

  it("is the same whichever tab's copy is merged into which, and keeps the latest copy of each", () => {
    const mine = after(add("a"), add("b"));
    const theirs = changeOutbox(mine.slice(0, 1), { type: "tried", id: "a" });
    expect(mergeOutboxes(mine, theirs)).toEqual(mergeOutboxes(theirs, mine));
    expect(mergeOutboxes(mine, theirs).map(({ tried }) => tried)).toEqual([true, false]);
  });

  it("knows what the server has by the client ids in its items", () => {
    const mine = message(3, { clientId: "a", author: { role: "customer", id: "ana", name: "Ana" } });
    expect(confirmedIds([mine, message(4)])).toEqual(new Set(["a"]));
  });
});
