// Operating hours: a switch that agents set, and when the doors open again. They never stop a customer from writing.

import type { Sql } from "../db/db.ts";
import { announce, type StoreContext } from "./context.ts";

export interface Hours {
  readonly open: boolean;
  readonly opensAt: string | null;
  readonly timeZone: string;
}

const TIME_ZONE = "Europe/Lisbon";
const OPENING_HOUR = 9;
const DAY_MS = 24 * 60 * 60_000;

export async function readHours(sql: Sql, now: Date): Promise<Hours> {
  const [row] = await sql<{ value: string }>("SELECT value FROM meta WHERE key = 'hours'");
  const open = row?.value !== "closed";
  return { open, opensAt: open ? null : nextOpening(now).toISOString(), timeZone: TIME_ZONE };
}

export async function setHours(ctx: StoreContext, open: boolean): Promise<void> {
  await ctx.db.transaction(async (sql) => {
    await sql("UPDATE meta SET value = $1 WHERE key = 'hours'", [open ? "open" : "closed"]);
    await announce(sql, { hours: true });
  });
}

/** The next 09:00 on a Lisbon clock that is later than `now`, on either side of a change to or from summer time. */
export function nextOpening(now: Date): Date {
  const today = wallClockMs(now);
  const morning = Math.floor(today / DAY_MS) * DAY_MS + OPENING_HOUR * 60 * 60_000;
  return fromWallClock(today < morning ? morning : morning + DAY_MS);
}

/** What Lisbon's clocks show, as if it were UTC. */
function wallClockMs(instant: Date): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: TIME_ZONE,
    dateStyle: "short",
    timeStyle: "medium",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** Lisbon's offset is that of the instant itself, not of now: clocks may change in between. */
function fromWallClock(wallMs: number): Date {
  const offsetMs = wallClockMs(new Date(wallMs)) - wallMs;
  return new Date(wallMs - offsetMs);
}
