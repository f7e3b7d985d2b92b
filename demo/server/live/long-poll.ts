// A call that is held until there is something to answer: the wait of a long-poll. Knows nothing of what is answered.

import { createAlarm } from "./alarm.ts";

export interface LongPollSource<Answer> {
  /** Starts listening; the returned function stops it. */
  subscribe(wake: () => void): () => void;
  /** What there is to answer; null while there is nothing. Asked at the start, after each wake, and once more at the end. */
  look(): Promise<Answer | null>;
}

export interface LongPollOptions {
  /** The longest that the call is held. */
  readonly waitMs: number;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
  /** Aborted when the server shuts down. */
  readonly closing: AbortSignal;
}

/** Null when there was nothing to the end, or nobody is there any more to be answered. */
export async function longPoll<Answer>(
  { subscribe, look }: LongPollSource<Answer>,
  { waitMs, gone, closing }: LongPollOptions,
): Promise<Answer | null> {
  const alarm = createAlarm();
  const ends = AbortSignal.any([gone, closing]);
  let isOver = ends.aborted;
  const end = () => {
    isOver = true;
    alarm.ring();
  };
  const timer = setTimeout(end, waitMs);
  ends.addEventListener("abort", end);
  // Before the first look: what happens in between rings the alarm.
  const unsubscribe = subscribe(alarm.ring);
  try {
    while (!gone.aborted) {
      const isLast = isOver;
      const answer = await look();
      if (answer !== null || isLast) return answer;
      await alarm.rung();
    }
    return null;
  } finally {
    clearTimeout(timer);
    ends.removeEventListener("abort", end);
    unsubscribe();
  }
}
