// Does something grow? For figures that are taken again and again while a program runs.

export interface Trend {
  /** Units per minute: the median of the slopes between all pairs of samples (Theil and Sen), so one odd sample changes nothing. */
  readonly perMinute: number;
  readonly growth: number;
  readonly allowed: number;
  readonly isFlat: boolean;
}

export interface TimedValue {
  readonly atMs: number;
  readonly value: number;
}

/**
 * Flat: the median of the last third of the samples is at most `allowed` over the median of the second third. The first third is
 * left out: caches fill and code is compiled then. Medians, since a single sample may fall into a moment of work. A leak goes on
 * for as long as the program runs, so a longer run has the same allowance for more growth, and finds smaller leaks.
 */
export function trendOf(samples: readonly TimedValue[], allowed: number): Trend {
  const third = Math.ceil(samples.length / 3);
  const values = samples.map(({ value }) => value);
  const growth = median(values.slice(-third)) - median(values.slice(-2 * third, -third));
  return { perMinute: slope(samples) * 60_000, growth, allowed, isFlat: growth <= allowed };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function slope(samples: readonly TimedValue[]): number {
  return median(
    samples.flatMap((one, index) =>
      samples.slice(index + 1).map((other) => (other.value - one.value) / (other.atMs - one.atMs)),
    ),
  );
}
