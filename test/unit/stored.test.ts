import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGeneration, toHead, toIdentity, toOutbox, toUi } from "../../src/identity/stored.ts";
import { hostileJson, spoiled } from "../support/hostile.ts";

const sound = {
  version: { schema: 1, gen: 3 },
  identity: { sub: "ana", name: "Ana", authAt: 1_800_000_000_000 },
  head: {
    cursor: "e1.4",
    conversation: { id: "cv_1", state: "open" },
    unread: 2,
    savedAt: 1_800_000_000_000,
  },
  ui: {
    open: true,
    draft: "half a sentence",
    files: [{ id: "f", name: "a.png", type: "image/png", bytes: 70, uploaded: true }],
    lastSeenPos: 4,
  },
  outbox: [
    {
      id: "b",
      text: "second",
      files: [{ id: "f", name: "a.png", type: "image/png", bytes: 70, uploaded: true }],
      order: 2,
      at: "2026-11-22T06:00:01Z",
      context: { page: "/" },
      failure: null,
      tried: true,
      releasedAt: null,
      rev: 0,
    },
    {
      id: "a",
      text: "first",
      files: [],
      order: 1,
      at: "2026-11-22T06:00:00Z",
      context: {},
      failure: { code: "rejected", problem: null },
      tried: false,
      releasedAt: "2026-11-22T07:00:00Z",
      rev: 3,
    },
  ],
};

/** What a structured clone can bring back, and what another version of ours may have left. */
const garbage = fc.oneof(
  hostileJson,
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true }),
);
const garbageFor = (value: unknown) => fc.oneof(garbage, { arbitrary: spoiled(value, garbage), weight: 4 });

const wholeNumber = expect.toSatisfy(Number.isSafeInteger);
const text = expect.any(String);

/** Reads whatever is there, and checks what comes out. */
function always<T>(value: unknown, read: (value: unknown) => T, check: (result: T) => void): void {
  fc.assert(
    fc.property(garbageFor(value), (anything) => {
      check(read(anything));
    }),
    { numRuns: 500 },
  );
}

describe("what is stored, read back with garbage in it", () => {
  it("has a generation that is a whole number", () => {
    always(sound.version, toGeneration, (gen) => expect(gen).toEqual(wholeNumber));
    expect(toGeneration(sound.version)).toBe(3);
  });

  it("names a customer, or nobody", () => {
    always(sound.identity, toIdentity, (identity) =>
      expect([null, { sub: text, name: text }]).toContainEqual(identity),
    );
    expect(toIdentity(sound.identity)).toEqual({ sub: "ana", name: "Ana" });
  });

  it("has a head with a cursor, or none", () => {
    const conversations = ["open", "active", "waiting", "closed"].map((state) => ({ id: text, state }));
    always(sound.head, toHead, (head) => {
      expect([
        null,
        { ...head, cursor: text, unread: wholeNumber, savedAt: expect.any(Number) },
      ]).toContainEqual(head);
      expect(head?.unread ?? 0).toBeGreaterThanOrEqual(0);
      expect(Object.keys(head ?? sound.head).sort()).toEqual(["conversation", "cursor", "savedAt", "unread"]);
      expect([null, ...conversations]).toContainEqual(head?.conversation ?? null);
    });
    expect(toHead(sound.head)).toEqual(sound.head);
  });

  it("has a panel that is open or not, with some text and some files", () => {
    const file = { id: text, name: text, type: text, bytes: wholeNumber, uploaded: expect.any(Boolean) };
    always(sound.ui, toUi, (ui) => {
      const files = ui?.files.map(() => file);
      const whole = { open: expect.any(Boolean), draft: text, files, lastSeenPos: wholeNumber };
      expect([null, whole]).toContainEqual(ui);
    });
    expect(toUi(sound.ui)).toEqual(sound.ui);
  });

  it("has unsent messages that are whole, and no others", () => {
    always(sound.outbox, toOutbox, (outbox) => {
      for (const entry of outbox) {
        expect(entry).toMatchObject({ id: text, text, order: expect.any(Number), at: text });
        expect(entry.context).toEqual(expect.any(Object));
        expect([null, text]).toContainEqual(entry.failure && entry.failure.code);
      }
    });
    expect(toOutbox(sound.outbox).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("loses no sound message to a broken one beside it", () => {
    fc.assert(
      fc.property(fc.array(garbage), fc.array(garbage), (before, behind) => {
        const [second, first] = sound.outbox;
        const read = toOutbox([...before, second, ...behind, first]);
        expect(read).toContainEqual(second);
        expect(read).toContainEqual(first);
      }),
    );
  });
});
