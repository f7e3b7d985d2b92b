// `npm run soak -- [--minutes 30] [--seed 1]`: lets a tab live for that long among others, an agent and small faults; prints how much
// it holds beside a fresh tab with the same transcript, and fails if that grows or if the history of messages is wrong.

import { parseArgs } from "node:util";
import { tableHead, tableRow, trends, verdict } from "../support/soak-report.ts";
import { soak } from "../support/soak-world.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, seed: { type: "string", default: "1" } },
});

console.log(tableHead);
const { samples, problems, faults } = await soak({
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  onSample: (sample) => console.log(tableRow(sample)),
});
const found = Object.entries(trends(samples));
for (const [measure, trend] of found) console.log(verdict(measure, trend));
console.log(`${samples.at(-1)?.messageCount ?? 0} messages, ${faults} faults, ${problems.length} problems`);
for (const problem of problems.slice(0, 20)) console.error(problem);
process.exitCode = problems.length === 0 && found.every(([, trend]) => trend.isFlat) ? 0 : 1;
