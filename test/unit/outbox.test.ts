import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changeOutbox,
  confirmedIds,
  nextToSend,
  type Outbox,
  type OutboxChange,
} from "../../src/model/outbox.ts";
import { message } from "../support/items.ts";

const entry = (id: string, text = id) => ({ id, text, at: "2026-11-22T06:00:00Z", context: {} });
const add = (id: string): OutboxChange => ({ type: "added", entry: entry(id) });
const after = (...changes: OutboxChange[]) => changes.reduce<Outbox>(changeOutbox, []);
const refuse = (id: string): OutboxChange => ({
  type: "refused",
  id,
  failure: { code: "rejected", problem: "invalid-text" },
});

const id = fc.constantFrom("a", "b", "c", "d");
const anyChange: fc.Arbitrary<OutboxChange> = fc.oneof(
  id.map(add),
  id.map(refuse),
  id.map((value): OutboxChange => ({ type: "retried", id: value })),
  id.map((value): OutboxChange => ({ type: "settled", ids: new Set([value]) })),
  id.map((value): OutboxChange => ({ type: "removed", id: value })),
);

describe("the outbox", () => {
  it("loses a text only when it is settled or removed", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), (changes) => {
        let outbox: Outbox = [];
        for (const change of changes) {
          const next = changeOutbox(outbox, change);
          const lost = outbox.filter(
            (before) => !next.some((now) => now.id === before.id && now.text === before.text),
          );
          const mayLose =
            change.type === "settled" ? [...change.ids] : change.type === "removed" ? [change.id] : [];
          expect(lost.every((gone) => mayLose.includes(gone.id))).toBe(true);
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

  it("sends the oldest first, and passes over one that was refused", () => {
    const outbox = after(add("a"), add("b"), refuse("a"));
    expect(nextToSend(outbox)?.id).toBe("b");
    expect(nextToSend(changeOutbox(outbox, { type: "retried", id: "a" }))?.id).toBe("a");
  });

  it("knows what the server has by the client ids in its items", () => {
    const mine = message(3, { clientId: "a", author: { role: "customer", id: "ana", name: "Ana" } });
    expect(confirmedIds([mine, message(4)])).toEqual(new Set(["a"]));
  });
});
