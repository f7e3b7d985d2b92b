// `GET /v1/timeline?after=…&wait=…`: the delta as soon as there is something in it, else 204 at the end of the wait.

import type { Context } from "hono";
import type { Demo } from "../demo.ts";
import { Problem } from "../http/problem.ts";
import { toWaitMs } from "../http/validate.ts";
import { concerns } from "../live/bus.ts";
import { longPoll } from "../live/long-poll.ts";
import { readChanges } from "../store/customer-reads.ts";
import type { CustomerEnv } from "./env.ts";

export interface WaitQuery {
  readonly after: string | undefined;
  readonly wait: string;
  /** Most items in the answer. */
  readonly count: number;
}

export async function customerWait(
  demo: Demo,
  context: Context<CustomerEnv>,
  { after, wait, count }: WaitQuery,
): Promise<Response> {
  if (!demo.live.includes("longPoll")) throw new Problem("not-supported", { detail: "No long-poll here." });
  const waitMs = toWaitMs(wait);
  if (after === undefined) throw new Problem("invalid-request", { detail: "`wait` goes with `after`." });
  const { sub, expiresAtMs } = context.var.customer;
  const untilExpiryMs = expiresAtMs - demo.store.now().getTime();
  // Still good for a call, by the tolerance for clocks, but not for a wait; a 204 would only bring the same call back at once.
  if (untilExpiryMs <= 0) throw new Problem("unauthorized");

  // An expired cursor is answered as an error at the first look, without a wait.
  const look = async () => {
    const delta = await readChanges(demo.store, sub, after, count);
    return delta.cursor === after ? null : delta;
  };
  const subscribe = (wake: () => void) =>
    demo.bus.subscribe((announcement) => {
      if (concerns(announcement, sub)) wake();
    });
  demo.held.polls += 1;
  try {
    const delta = await longPoll(
      { subscribe, look },
      {
        waitMs: Math.min(waitMs, demo.times.longPollMs, untilExpiryMs),
        gone: context.req.raw.signal,
        closing: demo.closing,
      },
    );
    return delta ? context.json(delta) : context.body(null, 204);
  } finally {
    demo.held.polls -= 1;
  }
}
