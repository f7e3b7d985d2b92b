import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../demo/server/http/problem.ts";
import { isEpoch, parseCursor, toCursor } from "../../demo/server/store/cursor.ts";

const seq = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 20 }), fc.constant(Number.MAX_SAFE_INTEGER));
const epoch = fc.stringMatching(/^[a-z0-9]{1,40}$/);
const highest = Number.MAX_SAFE_INTEGER;

/** The number, or the code of the problem. */
function read(cursor: string, ofEpoch: string, head: number): number | string {
  try {
    return parseCursor(cursor, ofEpoch, head);
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

describe("the reference backend's cursor", () => {
  it("gives back every number of every epoch that it was made of", () => {
    fc.assert(
      fc.property(epoch, seq, seq, (name, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(isEpoch(name)).toBe(true);
        expect(read(toCursor(name, low), name, high)).toBe(low);
      }),
    );
  });

  it("is expired when it is ahead of the head", () => {
    fc.assert(
      fc.property(epoch, seq, seq, (name, a, b) => {
        fc.pre(a !== b);
        expect(read(toCursor(name, Math.max(a, b)), name, Math.min(a, b))).toBe("cursor-expired");
      }),
    );
  });

  it("is expired in every other epoch", () => {
    fc.assert(
      fc.property(epoch, epoch, seq, (name, other, number) => {
        fc.pre(name !== other);
        expect(read(toCursor(name, number), other, highest)).toBe("cursor-expired");
      }),
    );
  });

  it("is expired when it is no cursor, or one that was altered", () => {
    const foreign = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "",
        ".",
        "e1",
        "e1.",
        ".4",
        "e1.-1",
        "e1.+4",
        "e1.04",
        "e1.4.0",
        "e1.1e1",
        "e1.0x1",
        "E1.4",
      ),
      fc.constantFrom("e1. 4", " e1.4", "e1.4\n", "e1.٤", "e1.NaN", "e1.Infinity", "e1.9007199254740992"),
      fc.nat().map((number) => `e1.${"9".repeat(17)}${number}`),
    );
    fc.assert(
      fc.property(foreign, (cursor) => {
        fc.pre(!/^e1\.(0|[1-9]\d{0,14})$/.test(cursor));
        expect(read(cursor, "e1", highest)).toBe("cursor-expired");
      }),
    );
  });
});
