// The simulation's command line:
//   npm run sim                                  300 histories of the engine as it is
//   npm run sim -- --seeds 2000 [--from 301]     as many as that
//   npm run sim -- --variants                    every broken variant, each until it is caught
//   npm run sim -- --variant ignore-410          that one, with its mix
//   npm run sim -- --seed 42 [--variant x] --verbose    one history, with every word

import { parseArgs } from "node:util";
import { performAll } from "./pool.ts";
import { variants } from "./variants.ts";
import type { Violation } from "./verdict.ts";
import { type Report, type Task, tell, variantOf } from "./work.ts";

const chunkSeeds = 10;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    variant: { type: "string" },
    variants: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const variant = values.variant ?? null;
if (values.seed !== undefined) await runOne(Number(values.seed));
else if (values.variants) await runVariants(Object.keys(variants));
else if (variant !== null) await runVariants([variant]);
else await runMany(Number(values.from), Number(values.seeds ?? 300));

async function runOne(seed: number): Promise<void> {
  const { violation, lines } = await tell(variant, seed);
  if (values.verbose || violation) for (const line of lines) console.log(line);
  console.log(`seed ${seed}: ${violation ? describe(violation) : "nothing violated"}`);
  process.exitCode = violation ? 1 : 0;
}

async function runMany(first: number, count: number): Promise<void> {
  const beganMs = performance.now();
  const tasks: Task[] = [];
  for (let seed = first; seed < first + count; seed += chunkSeeds)
    tasks.push({
      variant: null,
      firstSeed: seed,
      lastSeed: Math.min(seed + chunkSeeds, first + count) - 1,
      stopsAtFirst: false,
    });
  const reports = await performAll(tasks);
  const bad = reports.flatMap((report) => report.bad);
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
  // The first one in full; the others by their seeds.
  const worst = bad[0];
  if (worst) for (const line of (await tell(null, worst.seed)).lines) console.log(line);
  for (const { seed, violation } of bad) if (violation) console.log(`seed ${seed}: ${describe(violation)}`);
  const seconds = (performance.now() - beganMs) / 1000;
  console.log(
    `${count} histories from seed ${first} on: ${bad.length} with a violation. ${sum(({ messages }) => messages)} messages, ` +
      `${sum(({ events }) => events)} events, ${(sum(({ virtualMs }) => virtualMs) / 3_600_000).toFixed(0)} hours of virtual time ` +
      `in ${seconds.toFixed(1)} s; at most ${Math.max(...reports.map(({ worstExcess }) => worstExcess))} requests a minute without a reason`,
  );
  process.exitCode = bad.length > 0 ? 1 : 0;
}

/** A broken variant must be caught; a harmless one must not. */
async function runVariants(names: readonly string[]): Promise<void> {
  const tasks = names.map((name) => ({
    variant: name,
    firstSeed: Number(values.from),
    lastSeed: Number(values.from) + Number(values.seeds ?? variantOf(name).seeds) - 1,
    stopsAtFirst: values.seeds === undefined,
  }));
  const reports = await performAll(tasks);
  const results = reports.map(({ task, histories, bad }) => {
    const name = task.variant ?? "";
    const violation = bad[0]?.violation ?? null;
    const isFine = (violation === null) === variantOf(name).isHarmless;
    return { name, histories, badCount: bad.length, seed: bad[0]?.seed ?? null, violation, isFine };
  });
  if (values.json) console.log(JSON.stringify(results));
  else
    for (const { name, histories, badCount, seed, violation } of results) {
      const what = violation ? `seed ${seed}: ${describe(violation).slice(0, 150)}` : "not caught";
      console.log(
        `${name.padEnd(24)} ${String(badCount).padStart(3)} of ${String(histories).padStart(3)}  ${what}`,
      );
    }
  process.exitCode = results.every(({ isFine }) => isFine) ? 0 : 1;
}

function describe({ rule, what, atMs }: Violation): string {
  return `invariant ${rule} violated after ${(atMs / 1000).toFixed(1)} s: ${what}`;
}
