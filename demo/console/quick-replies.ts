// The line in which an agent writes quick replies: separated by commas, within what the server takes. Pure.

import { codePointCount } from "../../src/lib/text.ts";

/** The server's limits. */
export const mostQuickReplies = 10;
export const quickReplyChars = 80;

/** Each once. */
export function toQuickReplies(line: string): readonly string[] {
  const replies = line.split(/[,،、，]/).map((reply) => reply.trim());
  return [...new Set(replies)].filter((reply) => reply !== "");
}

/** What is wrong with the line, for the agent; null when nothing is. */
export function quickRepliesProblem(replies: readonly string[]): string | null {
  if (replies.length > mostQuickReplies) return `At most ${mostQuickReplies} quick replies.`;
  const long = replies.find((reply) => codePointCount(reply) > quickReplyChars);
  return long === undefined ? null : `A quick reply has at most ${quickReplyChars} characters.`;
}
