// `npm run ten-thousand -- [--messages 10000] [--seed 1]`: writes that many messages through everything that can go wrong, counts
// them on the server, prints one line, and fails if a single one is lost, there twice or out of order.

import { parseArgs } from "node:util";
import { storm } from "../support/message-storm.ts";
import { isWrong, summary } from "../support/storm-summary.ts";

const { values } = parseArgs({
  options: { messages: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
const messages = Number(values.messages);
const seed = Number(values.seed);

const outcome = await storm({
  messages,
  seed,
  messagesPerBlow: Math.max(20, Math.round(messages / 100)),
  timeoutMs: 5 * 60_000 + messages * 500,
  onProgress: (accepted) => console.error(`${accepted} accepted`),
});
for (const text of [...outcome.lost, ...outcome.doubled, ...outcome.outOfOrder, ...outcome.strange].slice(
  0,
  20,
))
  console.error(`wrong: ${text}`);
for (const problem of outcome.problems.slice(0, 20)) console.error(problem);
console.log(summary(outcome));
process.exitCode = isWrong(outcome) ? 1 : 0;
