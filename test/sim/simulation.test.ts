// The simulation as a test: the engine as it is must come through, and each broken variant must be caught, or the simulation
// proves nothing. Runs in processes of its own, where a broken engine can be loaded beside the real one.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./variants.ts";

interface Result {
  readonly name: string;
  readonly histories: number;
  readonly seed: number | null;
  readonly violation: { readonly rule: number; readonly what: string } | null;
}

const program = fileURLToPath(new URL("run.ts", import.meta.url));
const timeoutMs = 120_000;

function run(...args: readonly string[]): Promise<{ readonly output: string; readonly isFine: boolean }> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      resolve({ output: stdout + stderr, isFine: error === null });
    });
  });
}

describe("the engine in a simulated world", () => {
  it(
    "violates nothing in 300 histories",
    async () => {
      const { output, isFine } = await run("--seeds", "300");
      // The whole output: it ends with the seeds that failed, and the first one's history.
      expect(isFine ? "" : output).toBe("");
      expect(output).toContain("300 histories from seed 1 on: 0 with a violation");
    },
    timeoutMs,
  );
});

describe("the simulation", () => {
  let results: readonly Result[] = [];
  const resultOf = (name: string): Result | undefined => results.find((result) => result.name === name);

  beforeAll(async () => {
    const { output } = await run("--variants", "--json");
    results = JSON.parse(output) as readonly Result[];
  }, timeoutMs);

  it.each(Object.entries(variants).filter(([, { isHarmless }]) => !isHarmless))("catches %s", (name) => {
    expect(resultOf(name)?.violation).toMatchObject({ what: expect.any(String) as string });
  });

  it.each(Object.entries(variants).filter(([, { isHarmless }]) => isHarmless))(
    "is content with %s",
    (name) => {
      expect(resultOf(name)?.violation).toBeNull();
    },
  );
});
