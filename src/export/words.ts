// The words of an exported file in English, for whoever brings none.

import type { Notice } from "../model/item.ts";
import type { TranscriptWords } from "./options.ts";

export const english: TranscriptWords = {
  lang: "en",
  locale: "en",
  dir: "ltr",
  exportTitle: "Chat transcript",
  exportedAt: (when) => `Saved on ${when}`,
  you: "You",
  edited: "edited",
  deleted: "Message deleted",
  sent: "Sent",
  read: "Read",
  queued: "On this device",
  sending: "Sending",
  failed: "Not sent",
  incomplete: "Not sent: a file is missing",
  held: "Not sent",
  notice: noticeWords,
};

function noticeWords({ notice, agentName, text, at }: Notice, date: (at: string) => string): string | null {
  const agent = agentName ?? "An agent";
  switch (notice) {
    case "opened":
      return `New conversation, ${date(at)}`;
    case "agent-joined":
      return `${agent} joined`;
    case "agent-changed":
      return `${agent} took over`;
    case "waiting":
      return `${agent} stepped away`;
    case "resumed":
      return `${agent} is here again`;
    case "closed":
      return `${agent} ended this conversation`;
    case "text":
      return text;
    case "queue-position":
    case "wait-time":
      return null;
  }
}
