// The stored values' shapes, and reading them back with suspicion: older versions, other scripts or a crash may have left
// anything there. What does not fit counts as absent. Pure.

import { type Conversation, conversationStates } from "../model/conversation.ts";
import type { Outbox, OutboxEntry } from "../model/outbox.ts";

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
  /** The highest `pos` seen on this device; -1 for none. */
  readonly lastSeenPos: number;
}

type Raw = Readonly<Record<string, unknown>>;

export function toGeneration(value: unknown): number {
  const gen = toRaw(value)?.gen;
  return Number.isSafeInteger(gen) ? (gen as number) : 0;
}

export function toIdentity(value: unknown): { readonly sub: string; readonly name: string } | null {
  const raw = toRaw(value);
  if (typeof raw?.sub !== "string") return null;
  return { sub: raw.sub, name: typeof raw.name === "string" ? raw.name : raw.sub };
}

export function toHead(value: unknown): StoredHead | null {
  const raw = toRaw(value);
  if (typeof raw?.cursor !== "string") return null;
  const conversation = toRaw(raw.conversation);
  const state = conversationStates.find((known) => known === conversation?.state);
  return {
    cursor: raw.cursor,
    conversation: typeof conversation?.id === "string" && state ? { id: conversation.id, state } : null,
    unread: Number.isSafeInteger(raw.unread) ? Math.max(0, raw.unread as number) : 0,
    savedAt: typeof raw.savedAt === "number" ? raw.savedAt : 0,
  };
}

export function toUi(value: unknown): StoredUi | null {
  const raw = toRaw(value);
  if (!raw) return null;
  return {
    open: raw.open === true,
    draft: typeof raw.draft === "string" ? raw.draft : "",
    lastSeenPos: Number.isSafeInteger(raw.lastSeenPos) ? (raw.lastSeenPos as number) : -1,
  };
}

export function toOutbox(value: unknown): Outbox {
  if (!Array.isArray(value)) return [];
  return value.filter(isEntry).sort((a, b) => a.order - b.order);
}

function isEntry(value: unknown): value is OutboxEntry {
  const raw = toRaw(value);
  return (
    typeof raw?.id === "string" &&
    typeof raw.text === "string" &&
    typeof raw.order === "number" &&
    typeof raw.at === "string" &&
    toRaw(raw.context) !== null &&
    (raw.failure === null || typeof toRaw(raw.failure)?.code === "string")
  );
}

function toRaw(value: unknown): Raw | null {
  return typeof value === "object" && value !== null ? (value as Raw) : null;
}
