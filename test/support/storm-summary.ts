// The one line that a storm ends with, and whether it is a failure.

import type { StormOutcome } from "./message-storm.ts";

export function summary(outcome: StormOutcome): string {
  const { acceptedCount, arrivedCount, lost, doubled, outOfOrder, strange } = outcome;
  const { reloads, crashes, closedTabs, tokens, faults, seconds } = outcome;
  return [
    `${acceptedCount} messages accepted, ${arrivedCount} arrived`,
    `${lost.length} lost, ${doubled.length} doubled, ${outOfOrder.length} out of order, ${strange.length} strange`,
    `${reloads} reloads, ${crashes} crashes, ${closedTabs} tabs closed, ${tokens} tokens, ${faults} faults`,
    `${seconds} s`,
  ].join("; ");
}

export function isWrong({ lost, doubled, outOfOrder, strange, problems }: StormOutcome): boolean {
  return lost.length + doubled.length + outOfOrder.length + strange.length + problems.length > 0;
}
