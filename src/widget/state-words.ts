// How the conversation stands, in plain words for the header. Unknown is never shown as closed.

import type { Hours } from "../backend/backend.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Dates } from "./dates.ts";
import { inSentence } from "./names.ts";
import type { Strings } from "./strings.ts";

export function stateWords(
  conversation: Conversation | null | undefined,
  hours: Hours | null,
  strings: Strings,
  dates: Dates,
): string {
  if (conversation === undefined) return strings.stateNone;
  if (conversation === null) return hoursWords(hours, strings, dates) ?? strings.stateNone;
  const agent = conversation.agent ? inSentence(conversation.agent.name) : undefined;
  switch (conversation.state) {
    case "open":
      return hoursWords(hours, strings, dates) ?? strings.stateOpen;
    case "active":
      return agent === undefined ? strings.stateActiveUnnamed : strings.stateActive(agent);
    case "waiting":
      return withHours(
        agent === undefined ? strings.stateWaitingUnnamed : strings.stateWaiting(agent),
        hours,
        strings,
        dates,
      );
    case "closed":
      return withHours(closedWords(conversation.closedAt, strings, dates), hours, strings, dates);
  }
}

/** Nobody is there to be told now: then the customer should know from when. */
function withHours(words: string, hours: Hours | null, strings: Strings, dates: Dates): string {
  const opensAt = upcomingOpening(hours);
  if (opensAt === null) return words;
  const also = strings.hoursAlso(dates.upcoming(opensAt));
  // As the language ends its sentences, which in some leaves no space.
  const stop = /[.。।]$/.exec(also)?.[0] ?? "";
  const first = stop === "" || words.endsWith(stop) ? words : words + stop;
  return stop === "。" ? first + also : `${first} ${also}`;
}

/** Null within hours, and once what the backend said has passed. */
export function upcomingOpening(hours: Hours | null): string | null {
  if (!hours || hours.open || hours.opensAt === null) return null;
  return Date.parse(hours.opensAt) > Date.now() ? hours.opensAt : null;
}

function closedWords(at: string | null, strings: Strings, dates: Dates): string {
  if (at === null) return strings.stateClosedUndated;
  return dates.isToday(at) ? strings.stateClosedToday : strings.stateClosed(dates.date(at));
}

/** Null within hours, and when the backend keeps none. What it said may be hours old: `opensAt` may have passed. */
function hoursWords(hours: Hours | null, strings: Strings, dates: Dates): string | null {
  if (!hours || hours.open) return null;
  if (hours.opensAt === null) return strings.hoursClosed;
  const opensAt = upcomingOpening(hours);
  return opensAt === null ? null : strings.hoursFrom(dates.upcoming(opensAt));
}
