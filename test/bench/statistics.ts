// Medians and what can be said about them. Pure.

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Share of samples for which such an interval holds the true median; below 0.95 where there are too few values. */
  readonly confidence: number;
}

/** NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function range(values: readonly number[]): { readonly low: number; readonly high: number } {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/**
 * The narrowest interval between two of the values, equally far from both ends, that holds the true median with at least 95 %
 * confidence. It follows from the binomial distribution alone and assumes nothing of how the values are spread. With fewer
 * than six values none reaches 95 %: it is then the range, and `confidence` says what that is worth.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = ascending(values);
  const count = sorted.length;
  let dropped = 0; // at each end
  while (dropped + 1 <= (count - 1) / 2 && confidenceWithout(dropped + 1, count) >= 0.95) dropped += 1;
  return {
    low: sorted[dropped] ?? Number.NaN,
    high: sorted[count - 1 - dropped] ?? Number.NaN,
    confidence: count === 0 ? 0 : confidenceWithout(dropped, count),
  };
}

/** 1 - 2 · P(at most `dropped` of `count` fair coins show heads). */
function confidenceWithout(dropped: number, count: number): number {
  let ways = 1;
  let tail = 0;
  for (let heads = 0; heads <= dropped; heads += 1) {
    tail += ways;
    ways = (ways * (count - heads)) / (heads + 1);
  }
  return Math.max(0, 1 - 2 * tail * 0.5 ** count);
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
