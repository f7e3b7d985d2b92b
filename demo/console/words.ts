// States, notices, times and failures in words. Pure.

import type { AgentConversationState, AgentItem, AgentMe, Rating } from "../server/agent-api.ts";
import { ApiError } from "./api.ts";

const LOCALE = "en-GB";
const TIME = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });

export const STATE_WORDS: Record<AgentConversationState, string> = {
  open: "In the queue",
  active: "Active",
  waiting: "Waiting",
  "wrap-up": "Wrap-up",
  closed: "Closed",
};

export function ratingWords({ score }: Rating): string {
  return `${score} of 5`;
}

export function timeOf(at: string): string {
  return TIME.format(new Date(at));
}

export function dayOf(at: string, now = new Date()): string {
  const day = new Date(at);
  const days = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return day.getFullYear() === now.getFullYear() ? DAY.format(day) : DAY_AND_YEAR.format(day);
}

/** Short enough for a list: the time today, else the day. */
export function whenOf(at: string, now = new Date()): string {
  return midnight(new Date(at)) === midnight(now) ? timeOf(at) : SHORT_DAY.format(new Date(at));
}

/** In the roundest words that are still true; null under a minute, which is no time to speak of. Machines' clocks differ by a little. */
export function durationWords(since: string, nowMs: number): string | null {
  const minutes = Math.floor((nowMs - Date.parse(since)) / 60_000);
  if (minutes < 1) return null;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "1 day" : `${days} days`;
}

export function agoWords(since: string, nowMs: number): string {
  const words = durationWords(since, nowMs);
  return words === null ? "just now" : `${words} ago`;
}

/** What an agent with no place left can do, or what those who wait leave free; null: the numbers say it all. */
export function capacityWords({ used, max }: AgentMe["capacity"], waitingCount: number): string | null {
  if (used >= max)
    return `${used} of ${max} places are in use. Set a conversation to waiting, or end one, to free a place.`;
  if (waitingCount === 0) return null;
  return waitingCount === 1
    ? "The waiting one uses none of your places."
    : `The ${waitingCount} waiting ones use none of your places.`;
}

export function dayAndTimeOf(at: string): string {
  return `${dayOf(at)}, ${timeOf(at)}`;
}

export function dayAndTimeInText(at: string): string {
  return dayAndTimeOf(at).replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}

/** The agent's view of a notice; `null`: nothing an agent needs to be told. */
export function noticeWords({ notice, text, author }: AgentItem, customer: string): string | null {
  const who = author && author.role !== "system" ? author.name : null;
  switch (notice ?? "") {
    case "opened":
      return `${customer} started a conversation`;
    case "agent-joined":
      return who ? `${who} joined` : "An agent joined";
    case "agent-changed":
      return who ? `${who} took over` : "Another agent took over";
    case "waiting":
      return `${who ?? "The agent"} set the conversation to waiting`;
    case "resumed":
      return "The conversation goes on";
    case "closed":
      return who ? `${who} ended the conversation` : "The conversation was ended";
    case "text":
      return text ?? null;
    default:
      return null;
  }
}

/** What went wrong, and what it means for the agent. */
export function failureWords(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong on this page.";
  if (error.status === 0) return "The server can’t be reached.";
  if (error.status === 429) return "Too much at once: wait a moment.";
  if (error.status >= 500) return "The server has trouble.";
  return FAILURES[error.code] ?? `${error.message}.`.replace(/\.\.$/, ".");
}

const FAILURES: Readonly<Record<string, string>> = {
  "not-found": "It doesn’t exist any more.",
  "version-conflict": "It was changed meanwhile.",
  "capacity-full": "You are at capacity. Set a conversation to waiting, or end one, first.",
};

function midnight(at: Date): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
