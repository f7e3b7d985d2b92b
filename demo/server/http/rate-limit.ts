// How many messages one customer may send in a minute. Counted per process: a brake, not a promise.

import { Problem } from "./problem.ts";

const WINDOW_MS = 60_000;
const CUSTOMERS_MAX = 10_000;

export type RateLimit = (customer: string) => void;

/** @throws {Problem} rate-limited, from the returned function, with the seconds until one message more is allowed */
export function createRateLimit(perMinute: number | null, now: () => Date): RateLimit {
  const sentAtMs = new Map<string, number[]>();
  return (customer) => {
    if (perMinute === null) return;
    const nowMs = now().getTime();
    const recent = (sentAtMs.get(customer) ?? []).filter((at) => at > nowMs - WINDOW_MS);
    const [oldest] = recent;
    if (recent.length >= perMinute && oldest !== undefined) {
      throw new Problem("rate-limited", { retryAfter: Math.ceil((oldest + WINDOW_MS - nowMs) / 1000) });
    }
    if (sentAtMs.size > CUSTOMERS_MAX) sentAtMs.clear();
    sentAtMs.set(customer, [...recent, nowMs]);
  };
}
