// As Firefox fails: for ever, at that address.

import { expect, it } from "vitest";
import { importAgain } from "../../src/lib/import-again.ts";

it("asks another address after the one that Firefox names, and again another after that", async () => {
  const asked: string[] = [];
  const load = (address: string) => () => {
    asked.push(address);
    return Promise.reject<{ readonly a: number }>(
      new TypeError(`error loading dynamically imported module: ${address}`),
    );
  };
  const there = load("data:text/javascript,export%20const%20a=1//");
  await expect(importAgain(there)).rejects.toThrow("error loading");
  expect((await importAgain(there)).a).toBe(1);
  expect((await importAgain(there)).a).toBe(1);
  expect(asked).toHaveLength(1);
});

it("loads as before what another browser could not load", async () => {
  let tries = 0;
  const load = () => {
    tries += 1;
    return tries === 1
      ? Promise.reject(new TypeError("Failed to fetch dynamically imported module: https://x/a.js"))
      : Promise.resolve(tries);
  };
  await expect(importAgain(load)).rejects.toThrow("Failed");
  expect(await importAgain(load)).toBe(2);
});
