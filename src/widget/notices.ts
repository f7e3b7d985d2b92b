// What happened, in words: which notices the transcript shows, and what it says of them. Pure.

import type { Notice, NoticeKind } from "../model/item.ts";
import type { Dates } from "./dates.ts";
import { inSentence } from "./names.ts";
import type { Strings } from "./strings.ts";

/** A persistent chat says nothing of queues, whatever the server sends; nor of kinds that came later. */
const shownKinds: ReadonlySet<NoticeKind> = new Set([
  "opened",
  "agent-joined",
  "agent-changed",
  "waiting",
  "resumed",
  "closed",
]);

export function isShownNotice({ notice, text }: Notice): boolean {
  return shownKinds.has(notice) || (notice === "text" && Boolean(text));
}

/** A conversation began. */
export function openedText(at: string, strings: Strings, dates: Dates): string {
  return dates.isToday(at) ? strings.noticeOpenedToday : strings.noticeOpened(dates.date(at));
}

/** The words of a notice that is shown. */
export function noticeText(notice: Notice, strings: Strings, dates: Dates): string {
  const agent = notice.agentName === null ? strings.anAgent : inSentence(notice.agentName);
  switch (notice.notice) {
    case "opened":
      return openedText(notice.at, strings, dates);
    case "agent-joined":
      return strings.noticeJoined(agent);
    case "agent-changed":
      return strings.noticeChanged(agent);
    case "waiting":
      return strings.noticeWaiting(agent);
    case "resumed":
      return strings.noticeResumed(agent);
    case "closed":
      return notice.agentName === null ? strings.noticeClosedUnnamed : strings.noticeClosed(agent);
    case "text":
    case "queue-position":
    case "wait-time":
    default:
      return notice.text ?? "";
  }
}
