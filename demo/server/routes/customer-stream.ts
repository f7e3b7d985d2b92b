// `GET /v1/stream`: the deltas that the same cursor would get, as soon as there are any.

import type { Context } from "hono";
import type { Demo } from "../demo.ts";
import { Problem } from "../http/problem.ts";
import { ANYTHING, concerns } from "../live/bus.ts";
import { eventStream, type Emit } from "../live/event-stream.ts";
import type { TypingNote } from "../live/typings.ts";
import { readChanges } from "../store/customer-reads.ts";
import { readHours } from "../store/opening-hours.ts";
import type { CustomerEnv } from "./env.ts";

const DELTA_ITEMS = 200;

export async function customerStream(demo: Demo, context: Context<CustomerEnv>): Promise<Response> {
  if (!demo.live.includes("sse")) throw new Problem("not-supported", { detail: "No stream here." });
  const { sub, expiresAtMs } = context.var.customer;
  const after = context.req.query("after");
  if (after === undefined) throw new Problem("invalid-request", { detail: "`after` is required." });
  let known = after;
  // An expired cursor is answered as an error, before there is a stream.
  await readChanges(demo.store, sub, known, 1);

  const typing: TypingNote[] = [];
  let isHoursDue = false;
  const pull = async (emit: Emit) => {
    for (const { agent, on } of typing.splice(0))
      await emit("typing", { author: { role: "agent", ...agent }, on });
    if (isHoursDue) {
      isHoursDue = false;
      await emit("hours", await readHours(demo.store.db.query, demo.store.now()));
    }
    for (let more = true; more;) {
      const delta = await readChanges(demo.store, sub, known, DELTA_ITEMS);
      if (delta.cursor !== known) await emit("change", delta, delta.cursor);
      known = delta.cursor;
      more = delta.more;
    }
  };
  const untilExpiryMs = Math.max(0, expiresAtMs - demo.store.now().getTime());
  demo.held.streams += 1;
  return eventStream(
    {
      pull,
      onEnd: async () => {
        demo.held.streams -= 1;
      },
      subscribe: (wake) => {
        const stopChanges = demo.bus.subscribe((announcement) => {
          if (!concerns(announcement, sub)) return;
          isHoursDue ||= announcement.hours === true || announcement === ANYTHING;
          wake();
        });
        const stopTyping = demo.typings.subscribe((note) => {
          if (note.customer !== sub || !note.agent) return;
          typing.push(note);
          wake();
        });
        return () => {
          stopChanges();
          stopTyping();
        };
      },
    },
    {
      pingMs: demo.times.pingMs,
      lifeMs: Math.min(demo.times.lifeMs, untilExpiryMs),
      gone: context.req.raw.signal,
      closing: demo.closing,
      onError: demo.report,
    },
  );
}
