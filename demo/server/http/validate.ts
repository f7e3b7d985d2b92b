// What a call may contain. Each function returns the checked value or throws the problem with its own code.

import type { Rating } from "../agent-api.ts";
import type { Json } from "./read-body.ts";
import { Problem } from "./problem.ts";

export const TEXT_CHARS = 4_000;
const QUICK_REPLIES = 10;
const QUICK_REPLY_CHARS = 80;
export const RATING_MAX = 5;
const COMMENT_CHARS = 1_000;
const CONTEXT_BYTES = 2_048;
const ATTACHMENTS_MAX = 10;
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface IncomingMessage {
  readonly id: string;
  readonly text: string;
  /** Ids of uploaded files. */
  readonly attachments: readonly string[];
  readonly context: Readonly<Record<string, string>> | null;
}

export function toMessage(body: Json): IncomingMessage {
  return {
    id: toId(body["id"]),
    text: toText(body["text"]),
    attachments: toAttachmentIds(body["attachments"]),
    context: toContext(body["context"]),
  };
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

export interface AgentText {
  readonly id: string;
  readonly text: string;
  readonly format: "plain" | "markdown";
  readonly quickReplies: readonly string[];
}

export function toAgentText(body: Json): AgentText {
  const { format = "plain", quickReplies = [] } = body;
  const text = toText(body["text"]);
  if (format !== "plain" && format !== "markdown")
    throw new Problem("invalid-body", { detail: "`format`: plain or markdown." });
  return { id: toId(body["id"]), text, format, quickReplies: toQuickReplies(quickReplies) };
}

function toQuickReplies(value: unknown): readonly string[] {
  const detail = `\`quickReplies\`: at most ${QUICK_REPLIES} texts, each once, of one line and 1 to ${QUICK_REPLY_CHARS} code points.`;
  const isSound = (reply: unknown) =>
    typeof reply === "string" &&
    reply.trim() !== "" &&
    isStorable(reply) &&
    !/\p{Cc}/u.test(reply) &&
    codePoints(reply) <= QUICK_REPLY_CHARS;
  if (!Array.isArray(value) || value.length > QUICK_REPLIES || !value.every(isSound))
    throw new Problem("invalid-body", { detail });
  if (new Set(value).size < value.length) throw new Problem("invalid-body", { detail });
  return value as readonly string[];
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

/** Which versions an `If-Match` header means. @throws {Problem} version-needed */
export function toVersionTest(ifMatch: string | undefined): (seq: number) => boolean {
  const tags = ifMatch?.split(",").map((tag) => tag.trim()) ?? [];
  if (tags.join("") === "") throw new Problem("version-needed");
  return (seq) => tags.includes("*") || tags.includes(`"${seq}"`);
}

/** Each once, in the order given. */
export function toAttachmentIds(value: unknown): readonly string[] {
  const ids: unknown = value ?? [];
  if (!Array.isArray(ids) || ids.length > ATTACHMENTS_MAX) throw new Problem("invalid-attachments");
  const isEach = ids.every((id) => typeof id === "string" && UUID.test(id));
  if (!isEach || new Set(ids).size < ids.length) throw new Problem("invalid-attachments");
  return ids as readonly string[];
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
