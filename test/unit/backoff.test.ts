import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { backoffMs, createGate } from "../../src/sync/backoff.ts";
import { createFakeClock, settle } from "../support/fake-clock.ts";

const never = new AbortController().signal;
const down = () => Promise.reject(new ChatError("network", "down"));
const ignore = () => undefined;

function setUp() {
  const clock = createFakeClock();
  return { clock, gate: createGate(clock, ignore) };
}

describe("the wait", () => {
  const attempt = fc.integer({ min: 1, max: 10_000 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("stays between a second and a minute", () => {
    fc.assert(
      fc.property(attempt, random, (tries, chance) => {
        const ms = backoffMs(tries, chance, null);
        expect(ms).toBeGreaterThanOrEqual(1000);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it("begins with one to two seconds, doubles with each failure, and is jittered over half of it", () => {
    const range = (tries: number) => [backoffMs(tries, 0, null), backoffMs(tries, 1, null)];
    expect([1, 2, 3, 4, 5, 6, 7, 99].map(range)).toEqual([
      [1000, 2000],
      [2000, 4000],
      [4000, 8000],
      [8000, 16_000],
      [16_000, 32_000],
      [30_000, 60_000],
      [30_000, 60_000],
      [30_000, 60_000],
    ]);
  });

  it("is what the server asked for, and up to a second of jitter, if that is a second to a quarter of an hour", () => {
    const quarterMs = 15 * 60_000;
    const asked = fc.oneof(
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: Number.POSITIVE_INFINITY, noNaN: true }),
    );
    fc.assert(
      fc.property(attempt, random, asked, (tries, chance, askedMs) => {
        const ms = backoffMs(tries, chance, askedMs);
        expect(ms).toBeGreaterThanOrEqual(Math.max(1000, Math.min(askedMs, quarterMs)));
        expect(ms).toBeLessThanOrEqual(Math.max(1000, Math.min(askedMs, quarterMs)) + 1000);
      }),
    );
    expect(backoffMs(1, 0, 20_000)).toBe(20_000);
    expect(backoffMs(1, 0, 10 ** 9)).toBe(quarterMs);
  });
});

describe("the gate", () => {
  it("lets all requests through side by side while all is well", async () => {
    const { gate } = setUp();
    const request = vi.fn(() => new Promise(ignore));
    void gate.run(never, request);
    void gate.run(never, request);
    await settle();
    expect(request).toHaveBeenCalledTimes(2);
  });

  it("sends one probe at a time after a failure, and everybody once that is answered", async () => {
    const { gate, clock } = setUp();
    await expect(gate.run(never, down)).rejects.toMatchObject({ code: "network" });
    const answers: ((value: string) => void)[] = [];
    const request = vi.fn(() => new Promise<string>((resolve) => answers.push(resolve)));
    const all = Promise.all([gate.run(never, request), gate.run(never, request), gate.run(never, request)]);
    await settle();
    expect(request).toHaveBeenCalledTimes(0);
    await clock.advance(2000);
    expect(request).toHaveBeenCalledTimes(1);
    answers[0]?.("up");
    await settle();
    expect(request).toHaveBeenCalledTimes(3);
    answers.forEach((answer) => answer("up"));
    expect(await all).toEqual(["up", "up", "up"]);
  });

  it("counts requests that fail side by side as one failure", async () => {
    const { gate } = setUp();
    await Promise.allSettled([gate.run(never, down), gate.run(never, down), gate.run(never, down)]);
    expect(gate.failures()).toBe(1);
  });

  it("frees the others as soon as a stream has begun to answer", async () => {
    const { gate, clock } = setUp();
    await gate.run(never, down).catch(ignore);
    void gate.run(never, ({ answered }) => {
      answered();
      return new Promise(ignore);
    });
    await clock.advance(2000);
    expect(await gate.run(never, () => Promise.resolve("up"))).toBe("up");
  });

  it("does not spin when something fails while a stream is open that was the probe", async () => {
    const { gate, clock } = setUp();
    await gate.run(never, down).catch(ignore);
    void gate.run(never, ({ answered }) => {
      answered();
      return new Promise(ignore);
    });
    await clock.advance(2000);
    await gate.run(never, down).catch(ignore);
    const next = vi.fn(() => Promise.resolve());
    const controller = new AbortController();
    const waiting = gate.run(controller.signal, next).catch(ignore);
    await clock.advance(2000);
    // Or a test of a gate that spins would never end.
    controller.abort();
    await waiting;
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("lets the next in line be the probe when one has failed", async () => {
    const { gate, clock } = setUp();
    const again = async (): Promise<void> => gate.run(never, down).catch(again);
    void again();
    await clock.advance(0);
    const other = vi.fn(() => Promise.resolve());
    void gate.run(never, other);
    await clock.advance(10_000);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it("hurries when there is a reason, but not past what the server asked for", async () => {
    const { gate, clock } = setUp();
    await gate.run(never, down).catch(ignore);
    const soon = vi.fn(() => Promise.resolve());
    void gate.run(never, soon);
    gate.hurry();
    await settle();
    expect(soon).toHaveBeenCalledTimes(1);

    const busy = () => Promise.reject(new ChatError("rate-limited", "busy", { retryAfterMs: 20_000 }));
    await gate.run(never, busy).catch(ignore);
    const late = vi.fn(() => Promise.resolve());
    void gate.run(never, late);
    gate.hurry();
    await clock.advance(19_000);
    expect(late).not.toHaveBeenCalled();
    await clock.advance(2000);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it("keeps to what the server asked for, though a request of before is answered meanwhile", async () => {
    const { gate, clock } = setUp();
    const older = Promise.withResolvers<void>();
    const answered = gate.run(never, () => older.promise);
    const busy = () => Promise.reject(new ChatError("rate-limited", "busy", { retryAfterMs: 20_000 }));
    await gate.run(never, busy).catch(ignore);
    older.resolve();
    await answered;
    const next = vi.fn(() => Promise.resolve());
    void gate.run(never, next);
    await clock.advance(19_000);
    expect(next).not.toHaveBeenCalled();
    await clock.advance(2000);
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("takes a refusal for an answer: the server is there", async () => {
    const { gate } = setUp();
    await gate.run(never, down).catch(ignore);
    gate.hurry();
    await gate.run(never, () => Promise.reject(new ChatError("rejected", "no"))).catch(ignore);
    expect(gate.failures()).toBe(0);
  });

  it("leaves no timer behind when the one who waits is gone", async () => {
    const { gate, clock } = setUp();
    await gate.run(never, down).catch(ignore);
    const controller = new AbortController();
    const waiting = gate.run(controller.signal, () => Promise.resolve());
    waiting.catch(ignore);
    await settle();
    expect(clock.pendingCount()).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    expect(clock.pendingCount()).toBe(0);
  });
});
