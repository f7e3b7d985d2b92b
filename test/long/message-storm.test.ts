// The short form of `npm run ten-thousand`: the same storm, 300 messages. It takes its time, so it runs with `npm run faults`.

import { expect, it } from "vitest";
import { storm } from "../support/message-storm.ts";

it("brings every accepted message to the server once and in order, whatever happens to tabs, network and tokens", async () => {
  const outcome = await storm({ messages: 300, seed: 7, messagesPerBlow: 45, timeoutMs: 200_000 });
  expect(outcome).toMatchObject({ lost: [], doubled: [], outOfOrder: [], strange: [], problems: [] });
  expect(outcome.acceptedCount).toBeGreaterThanOrEqual(300);
  expect(outcome.arrivedCount).toBeGreaterThanOrEqual(outcome.acceptedCount);
  const { reloads, crashes, closedTabs } = outcome;
  expect({ reloads, crashes, closedTabs }).toEqual({ reloads: 1, crashes: 1, closedTabs: 1 });
  expect(outcome.faults).toBeGreaterThan(3);
}, 240_000);
