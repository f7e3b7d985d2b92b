// The count that the long runs are judged by finds what it must find.

import { expect, it } from "vitest";
import { countArrivals } from "../support/arrivals.ts";

const written = { one: ["a1", "a2", "a3"], other: ["b1", "b2"] };
const accepted = new Set(["a1", "a2", "a3", "b1"]);

it("finds nothing wrong with tabs that wrote at the same time, and a text that never was accepted", () => {
  expect(countArrivals({ written, accepted, server: ["a1", "b1", "a2", "a3"] })).toEqual({
    acceptedCount: 4,
    arrivedCount: 4,
    lost: [],
    doubled: [],
    outOfOrder: [],
    strange: [],
  });
  expect(countArrivals({ written, accepted, server: ["a1", "b1", "b2", "a2", "a3"] })).toMatchObject({
    arrivedCount: 5,
    lost: [],
    strange: [],
  });
});

it("finds what is lost, there twice, behind a later one, or nobody's", () => {
  expect(countArrivals({ written, accepted, server: ["a1", "b1", "a3"] }).lost).toEqual(["a2"]);
  expect(
    countArrivals({ written, accepted, server: ["a1", "a2", "b1", "a3", "a1", "b2", "b2"] }).doubled,
  ).toEqual(["a1", "b2"]);
  expect(countArrivals({ written, accepted, server: ["a2", "a3", "b1", "a1"] }).outOfOrder).toEqual(["a1"]);
  expect(countArrivals({ written, accepted, server: ["b2", "a1", "a3", "b1", "a2"] }).outOfOrder).toEqual([
    "a2",
    "b1",
  ]);
  expect(countArrivals({ written, accepted, server: ["a1", "a2", "c", "b1", "a3"] }).strange).toEqual(["c"]);
});
