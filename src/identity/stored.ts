// The stored values' shapes, and reading them back with suspicion: older versions, other scripts or a crash may have left
// anything there. What does not fit counts as absent. Pure.

import { toCount, toRecord, toText } from "../lib/raw.ts";
import { type Conversation, conversationStates } from "../model/conversation.ts";
import type { ChatErrorCode } from "../errors.ts";
import type { OutboxFile } from "../model/attachment.ts";
import { mergeOutboxes, type Outbox, type OutboxEntry, type OutboxFailure } from "../model/outbox.ts";

/** 0: nothing to do. 1: something to watch. 2: the panel was left open. */
export type Wake = 0 | 1 | 2;

/** Where the customer's timeline stood when it was last looked at. May lag behind; never the start of a delta. */
export interface StoredHead {
  readonly cursor: string;
  readonly conversation: Pick<Conversation, "id" | "state"> | null;
  readonly unread: number;
  /** Milliseconds since 1970, by this device's clock. */
  readonly savedAt: number;
}

export interface StoredUi {
  readonly open: boolean;
  readonly draft: string;
  /** In the composer beside it. */
  readonly files: readonly OutboxFile[];
  /** The highest `pos` seen on this device; -1 for none. */
  readonly lastSeenPos: number;
}

export function toGeneration(value: unknown): number {
  return toCount(toRecord(value)?.gen) ?? 0;
}

export function toIdentity(value: unknown): { readonly sub: string; readonly name: string } | null {
  const raw = toRecord(value);
  if (typeof raw?.sub !== "string") return null;
  return { sub: raw.sub, name: toText(raw.name) ?? raw.sub };
}

export function toHead(value: unknown): StoredHead | null {
  const raw = toRecord(value);
  if (typeof raw?.cursor !== "string") return null;
  const conversation = toRecord(raw.conversation);
  const state = conversationStates.find((known) => known === conversation?.state);
  return {
    cursor: raw.cursor,
    conversation: typeof conversation?.id === "string" && state ? { id: conversation.id, state } : null,
    unread: toCount(raw.unread) ?? 0,
    savedAt: typeof raw.savedAt === "number" ? raw.savedAt : 0,
  };
}

export function toUi(value: unknown): StoredUi | null {
  const raw = toRecord(value);
  if (!raw) return null;
  return {
    open: raw.open === true,
    draft: toText(raw.draft) ?? "",
    files: toFiles(raw.files),
    lastSeenPos: toCount(raw.lastSeenPos) ?? -1,
  };
}

export function toOutbox(value: unknown): Outbox {
  if (!Array.isArray(value)) return [];
  const entries = value.map(toEntry).filter((entry) => entry !== null);
  return mergeOutboxes([], entries);
}

function toEntry(value: unknown): OutboxEntry | null {
  const raw = toRecord(value);
  const context = toRecord(raw?.context);
  if (
    typeof raw?.id !== "string" ||
    typeof raw.text !== "string" ||
    typeof raw.order !== "number" ||
    typeof raw.at !== "string" ||
    !context
  )
    return null;
  const { id, text, order, at } = raw;
  return {
    id,
    text,
    files: toFiles(raw.files),
    order,
    at,
    context: context as OutboxEntry["context"],
    failure: toFailure(raw.failure),
    // Whatever an older version left unsaid: it may have been sent.
    tried: raw.tried !== false,
    releasedAt: toText(raw.releasedAt),
    rev: toCount(raw.rev) ?? 0,
  };
}

function toFiles(value: unknown): readonly OutboxFile[] {
  return Array.isArray(value) ? value.map(toFile).filter((file) => file !== null) : [];
}

function toFile(value: unknown): OutboxFile | null {
  const raw = toRecord(value);
  if (typeof raw?.id !== "string" || typeof raw.name !== "string") return null;
  return {
    id: raw.id,
    name: raw.name,
    type: toText(raw.type) ?? "",
    bytes: toCount(raw.bytes) ?? 0,
    uploaded: raw.uploaded === true,
  };
}

function toFailure(value: unknown): OutboxFailure | null {
  const raw = toRecord(value);
  if (typeof raw?.code !== "string") return null;
  return { code: raw.code as ChatErrorCode, problem: toText(raw.problem) };
}
