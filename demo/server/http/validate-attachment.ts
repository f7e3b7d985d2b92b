// What may be announced as a file, and what is said of the limits beforehand.

import { KNOWN_TYPES } from "../files/scanner.ts";
import { Problem } from "./problem.ts";
import type { Json } from "./read-body.ts";
import { isStorable, toId } from "./validate.ts";

/** As in the session's capabilities. */
export const ATTACHMENT_LIMITS = { maxBytes: 5 * 1024 * 1024, types: KNOWN_TYPES } as const;

const NAME_CHARS = 200;
const SHA256 = /^[0-9a-f]{64}$/;

export interface AnnouncedFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** @throws {Problem} invalid-id, invalid-attachment */
export function toAnnouncedFile(body: Json): AnnouncedFile {
  const { name, type, bytes, sha256 } = body;
  const { maxBytes, types } = ATTACHMENT_LIMITS;
  const id = toId(body["id"]);
  if (!isFileName(name)) throw refused("`name`: a file's name without a path.");
  if (typeof type !== "string" || !types.includes(type)) throw refused(`\`type\`: ${types.join(", ")}.`);
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 1 || bytes > maxBytes)
    throw refused(`\`bytes\`: 1 to ${maxBytes}.`);
  if (typeof sha256 !== "string" || !SHA256.test(sha256)) throw refused("`sha256`: 64 digits in lower case.");
  return { id, name, type, bytes, sha256 };
}

/** Control characters and those that turn the writing direction would let a name lie about its ending. */
function isFileName(name: unknown): name is string {
  if (typeof name !== "string" || name === "" || name.length > NAME_CHARS || !isStorable(name)) return false;
  return !/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069/\\]/u.test(name);
}

const refused = (detail: string) => new Problem("invalid-attachment", { detail });
