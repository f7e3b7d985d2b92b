// How the conversation stands, in plain words for the header. Unknown is never shown as closed.

import type { Hours } from "../backend/backend.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Dates } from "./dates.ts";
import type { Strings } from "./strings.ts";

export function stateWords(
  conversation: Conversation | null | undefined,
  hours: Hours | null,
  strings: Strings,
  dates: Dates,
): string {
  if (conversation === undefined) return strings.stateNone;
  if (conversation === null) return hoursWords(hours, strings, dates) ?? strings.stateNone;
  const agent = conversation.agent?.name;
  switch (conversation.state) {
    case "open":
      return hoursWords(hours, strings, dates) ?? strings.stateOpen;
    case "active":
      return agent === undefined ? strings.stateActiveUnnamed : strings.stateActive(agent);
    case "waiting":
      return agent === undefined ? strings.stateWaitingUnnamed : strings.stateWaiting(agent);
    case "closed":
      return closedWords(conversation.closedAt, strings, dates);
  }
}

function closedWords(at: string | null, strings: Strings, dates: Dates): string {
  if (at === null) return strings.stateClosedUndated;
  return dates.isToday(at) ? strings.stateClosedToday : strings.stateClosed(dates.date(at));
}

/** Null within hours, and when the backend keeps none. What it said may be hours old: `opensAt` may have passed. */
function hoursWords(hours: Hours | null, strings: Strings, dates: Dates): string | null {
  if (!hours || hours.open) return null;
  if (hours.opensAt === null) return strings.hoursClosed;
  return Date.parse(hours.opensAt) > Date.now() ? strings.hoursFrom(dates.upcoming(hours.opensAt)) : null;
}
