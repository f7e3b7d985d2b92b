// npm run sim -- [--seeds 2000] [--from 1] [--seed 7 --verbose]
import { parseArgs } from "node:util";
import { loadEngine } from "./engine.ts";
import { runHistory } from "./history.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const engine = await loadEngine(null);
const first = Number(values.seed ?? values.from);
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first;
const began = performance.now();
let events = 0;
let bad = 0;
let worst = -Infinity;
const kinds = new Map<string, number[]>();
for (let seed = first; seed <= last; seed += 1) {
  const result = await runHistory({ engine, seed, mix: {}, isVerbose: values.verbose });
  events += result.eventCount;
  worst = Math.max(worst, result.worstExcess);
  for (const line of result.lines) console.log(line);
  if (!result.violation) continue;
  bad += 1;
  console.log(`seed ${seed}: invariant ${result.violation.rule}: ${result.violation.what.slice(0, 300)}`);
}
console.log(`${last - first + 1} histories, ${bad} bad, ${events} events, worst ${worst}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
