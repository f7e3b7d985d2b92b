// A stream that was let through as the probe stays open long after its answer began; the gate must not take it for a probe then.

import { expect, it } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { createGate } from "../../src/sync/backoff.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const failure = () => Promise.reject(new ChatError("network", "lost"));

it("lets a request through after a failure while a stream is open that was the probe of an earlier one", async () => {
  const clock = createFakeClock();
  const gate = createGate(clock, () => undefined);
  const { signal } = new AbortController();
  await expect(gate.run(signal, failure)).rejects.toThrow("lost");
  const streaming = Promise.withResolvers<string>();
  const stream = gate.run(signal, ({ answered }) => {
    answered();
    return streaming.promise;
  });
  await clock.advance(5_000);
  expect(gate.failures()).toBe(0);
  await expect(gate.run(signal, failure)).rejects.toThrow("lost");

  const later = gate.run(impatient(1_000), async () => "sent");
  later.catch(() => undefined);
  await clock.advance(5_000);
  await expect(later).resolves.toBe("sent");
  streaming.resolve("bye");
  await stream;
});

/** A signal that ends a wait which goes round and round without ever giving the page a turn: no time limit could end that. */
function impatient(mostWaits: number): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const listen = signal.addEventListener.bind(signal);
  let waits = 0;
  signal.addEventListener = (...args: Parameters<typeof listen>) => {
    waits += 1;
    if (waits > mostWaits) controller.abort();
    listen(...args);
  };
  return signal;
}
