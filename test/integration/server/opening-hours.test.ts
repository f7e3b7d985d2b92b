import { expect, test } from "vitest";
import { nextOpening } from "../../../demo/server/store/opening-hours.ts";

test.each([
  ["later the same morning", "2026-11-22T06:50:00Z", "2026-11-22T09:00:00.000Z"],
  ["the next day once it is nine", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00.000Z"],
  ["an hour earlier in UTC during summer time", "2026-07-01T12:00:00Z", "2026-07-02T08:00:00.000Z"],
  [
    "by the new clock after the night that summer time begins",
    "2026-03-28T20:00:00Z",
    "2026-03-29T08:00:00.000Z",
  ],
  [
    "by the new clock after the night that summer time ends",
    "2026-10-24T20:00:00Z",
    "2026-10-25T09:00:00.000Z",
  ],
  ["on the Lisbon date, not the UTC one", "2026-07-01T23:30:00Z", "2026-07-02T08:00:00.000Z"],
  ["over the end of a year", "2026-12-31T23:59:59Z", "2027-01-01T09:00:00.000Z"],
])("the doors open %s", (_, now, opensAt) => {
  expect(nextOpening(new Date(now)).toISOString()).toBe(opensAt);
});
