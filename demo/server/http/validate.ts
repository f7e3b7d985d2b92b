// What a call may contain. Each function returns the checked value or throws the problem with its own code.

import type { Rating } from "../agent-api.ts";
import type { Json } from "./read-body.ts";
import { Problem } from "./problem.ts";

export const TEXT_CHARS = 4_000;
export const RATING_MAX = 5;
const COMMENT_CHARS = 1_000;
const CONTEXT_BYTES = 2_048;
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface IncomingMessage {
  readonly id: string;
  readonly text: string;
  readonly context: Readonly<Record<string, string>> | null;
}

export function toMessage(body: Json): IncomingMessage {
  return { id: toId(body["id"]), text: toText(body["text"]), context: toContext(body["context"]) };
}

export function toId(value: unknown): string {
  if (typeof value !== "string" || !UUID.test(value)) throw new Problem("invalid-id");
  return value;
}

/** Well-formed and without U+0000, which no PostgreSQL text can hold. */
export function isStorable(text: string): boolean {
  // With the u flag only a surrogate without its partner matches.
  return !/\p{Surrogate}/u.test(text) && !text.includes("\0");
}

export function toText(value: unknown): string {
  if (typeof value !== "string") throw new Problem("invalid-text", { detail: "`text` must be a string." });
  if (value === "" || !isStorable(value)) throw new Problem("invalid-text");
  if (codePoints(value) > TEXT_CHARS)
    throw new Problem("invalid-text", { detail: `At most ${TEXT_CHARS} code points.` });
  return value;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function toContext(value: unknown): Readonly<Record<string, string>> | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) throw new Problem("invalid-context");
  if (Buffer.byteLength(JSON.stringify(value)) > CONTEXT_BYTES) throw new Problem("invalid-context");
  const context: Record<string, string> = {};
  for (const [key, text] of Object.entries(value) as [string, unknown][]) {
    if (!isStorable(key) || typeof text !== "string" || !isStorable(text))
      throw new Problem("invalid-context");
    Object.defineProperty(context, key, { value: text, enumerable: true });
  }
  return context;
}

export function requireNoAttachments(body: Json): void {
  const attachments = body["attachments"] ?? [];
  if (!Array.isArray(attachments) || attachments.length > 0) throw new Problem("invalid-attachments");
}

export function toPos(body: Json): number {
  const pos = body["pos"];
  if (typeof pos !== "number" || !Number.isSafeInteger(pos) || pos < 0) {
    throw new Problem("invalid-body", { detail: "`pos` must be a whole number." });
  }
  return pos;
}

export function toRating({ score, comment = null }: Json): Rating {
  if (typeof score !== "number" || !Number.isInteger(score) || score < 1 || score > RATING_MAX)
    throw new Problem("invalid-rating", { detail: `\`score\`: 1 to ${RATING_MAX}.` });
  if (comment === null || comment === "") return { score, comment: null };
  if (typeof comment !== "string" || !isStorable(comment) || codePoints(comment) > COMMENT_CHARS)
    throw new Problem("invalid-rating", { detail: `\`comment\`: at most ${COMMENT_CHARS} code points.` });
  return { score, comment };
}

/** Anything that can't be one of ours is answered here: the database would choke on U+0000. */
export function toConversationId(value: string): string {
  if (!/^cv_[0-9a-f-]{1,64}$/.test(value)) throw new Problem("not-found");
  return value;
}

export function toFlag(body: Json, name: string): boolean {
  const flag = body[name];
  if (typeof flag !== "boolean")
    throw new Problem("invalid-body", { detail: `\`${name}\` must be true or false.` });
  return flag;
}

/** Page size: more than the maximum is not an error, it just gives the maximum. */
export function toLimit(value: string | undefined, standard = LIMIT_DEFAULT, max = LIMIT_MAX): number {
  if (value === undefined) return standard;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new Problem("invalid-request", { detail: "`limit` must be a positive number." });
  return Math.min(Number(value), max);
}

/** How long to hold a call, given in seconds. As many as one likes: the server has a longest wait of its own. */
export function toWaitMs(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new Problem("invalid-request", { detail: "`wait` must be a positive number of seconds." });
  return Number(value) * 1000;
}

/** Empty, as in `?after=`, is from the start. */
export function toNotificationId(value: string): number {
  if (value === "") return 0;
  if (!/^\d{1,15}$/.test(value))
    throw new Problem("invalid-request", { detail: "`after` must be a number." });
  return Number(value);
}
