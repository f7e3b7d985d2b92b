// Messages that the server has not confirmed: what may happen to them, and in which order they go. Pure.

import type { ChatErrorCode } from "../errors.ts";
import { namesOf, type OutboxFile } from "./attachment.ts";
import type { Item } from "./item.ts";

/** One unsettled message, as it is stored. Text leaves the outbox only by `settled` or `removed`. */
export interface OutboxEntry {
  /** The client's id; the same at every try. */
  readonly id: string;
  readonly text: string;
  /** It goes once all of them are uploaded. */
  readonly files: readonly OutboxFile[];
  /** Place in the order of writing; grows within a customer's outbox, whatever the clock does. */
  readonly order: number;
  /** RFC 3339, UTC, by this device's clock. */
  readonly at: string;
  readonly context: Readonly<Record<string, string>>;
  /** Why the server refused it; null while it may still go. */
  readonly failure: OutboxFailure | null;
  /** Was it ever on its way? Then the server may have it, whatever came back. */
  readonly tried: boolean;
  /** When the customer said that it may still go: RFC 3339, UTC, by this device's clock. Null: never asked. */
  readonly releasedAt: string | null;
  /** Grows with each change of this entry: of two tabs' copies the higher one counts. */
  readonly rev: number;
}

/** What is known when a message is written. */
export type NewEntry = Pick<OutboxEntry, "id" | "text" | "at" | "context"> &
  Partial<Pick<OutboxEntry, "files">>;

/** Older unsent messages are held until the customer says that they may still go, in milliseconds. */
const heldAfterMs = 24 * 60 * 60 * 1000;

export interface OutboxFailure {
  readonly code: ChatErrorCode;
  readonly problem: string | null;
}

export type Outbox = readonly OutboxEntry[];

export type OutboxChange =
  | { readonly type: "added"; readonly entry: NewEntry }
  | { readonly type: "settled"; readonly ids: ReadonlySet<string> }
  | { readonly type: "refused"; readonly id: string; readonly failure: OutboxFailure }
  | { readonly type: "tried"; readonly id: string }
  | { readonly type: "uploaded"; readonly fileId: string }
  /** Another file in place of one whose bytes are gone; the message's text may name it. */
  | { readonly type: "reattached"; readonly id: string; readonly fileId: string; readonly file: OutboxFile }
  | { readonly type: "retried"; readonly id: string; readonly at: string }
  | { readonly type: "removed"; readonly id: string };

export function changeOutbox(outbox: Outbox, change: OutboxChange): Outbox {
  switch (change.type) {
    case "added":
      if (outbox.some((entry) => entry.id === change.entry.id)) return outbox;
      return [...outbox, { files: [], ...change.entry, ...untouched, order: lastOrder(outbox) + 1 }];
    case "settled":
      return outbox.some((entry) => change.ids.has(entry.id))
        ? outbox.filter((entry) => !change.ids.has(entry.id))
        : outbox;
    case "refused":
      return revise(outbox, change.id, {
        failure: change.failure,
        ...(hasLostFiles(change.failure) && { files: notUploaded(outbox, change.id) }),
      });
    case "tried":
      return revise(outbox, change.id, { tried: true });
    case "uploaded":
      return outbox.map((entry) => withFile(entry, change.fileId, (file) => ({ ...file, uploaded: true })));
    case "reattached":
      return outbox.map((entry) => (entry.id === change.id ? reattach(entry, change) : entry));
    case "retried":
      return revise(outbox, change.id, { failure: null, releasedAt: change.at });
    case "removed":
      return outbox.filter((entry) => entry.id !== change.id);
  }
}

/**
 * The oldest that may go. A refused or held one is passed over: it does not block those behind it. So is one with a file that nobody
 * has any more (`isMissing`); one whose files are still being uploaded is waited for.
 */
export function nextToSend(
  outbox: Outbox,
  nowMs: number,
  isMissing: (file: OutboxFile) => boolean = () => false,
): OutboxEntry | undefined {
  const isPassedOver = (entry: OutboxEntry) =>
    entry.failure !== null || isHeld(entry, nowMs) || unfinished(entry).some(isMissing);
  const next = outbox.find((entry) => !isPassedOver(entry));
  return next && unfinished(next).length === 0 ? next : undefined;
}

/** Refused because the backend does not have its files, or has them no longer. */
export function hasLostFiles({ problem }: OutboxFailure): boolean {
  return problem === "invalid-attachments";
}

/** Its files that are not uploaded. */
export function unfinished({ files }: OutboxEntry): readonly OutboxFile[] {
  return files.filter(({ uploaded }) => !uploaded);
}

/** Is it so old that the customer may not want it sent any more? */
export function isHeld({ at, releasedAt, failure }: OutboxEntry, nowMs: number): boolean {
  return failure === null && nowMs - Date.parse(releasedAt ?? at) > heldAfterMs;
}

/** May it be taken back? Not while the server may have it without our knowing. */
export function isRemovable(entry: OutboxEntry, nowMs: number): boolean {
  return entry.failure !== null || (isHeld(entry, nowMs) && !entry.tried);
}

/** What two tabs know of one outbox: every entry of either once, the latest copy of each, in the order of writing. */
export function mergeOutboxes(one: Outbox, other: Outbox): Outbox {
  const byId = new Map(one.map((entry) => [entry.id, entry]));
  for (const entry of other) {
    const known = byId.get(entry.id);
    if (!known || entry.rev > known.rev) byId.set(entry.id, entry);
  }
  return [...byId.values()].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** The ids of this customer's own messages among `items`: whatever carries them is on the server. */
export function confirmedIds(items: readonly Item[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const item of items) if (item.kind === "message" && item.clientId !== null) ids.add(item.clientId);
  return ids;
}

const untouched = { failure: null, tried: false, releasedAt: null, rev: 0 } as const;

function revise(outbox: Outbox, id: string, change: Partial<OutboxEntry>): Outbox {
  return outbox.map((entry) => (entry.id === id ? { ...entry, ...change, rev: entry.rev + 1 } : entry));
}

function notUploaded(outbox: Outbox, id: string): readonly OutboxFile[] {
  const files = outbox.find((entry) => entry.id === id)?.files ?? [];
  return files.map((file) => ({ ...file, uploaded: false }));
}

/** The same entry where none of its files is meant. */
function withFile(entry: OutboxEntry, fileId: string, change: (file: OutboxFile) => OutboxFile): OutboxEntry {
  if (entry.files.every(({ id }) => id !== fileId)) return entry;
  const files = entry.files.map((file) => (file.id === fileId ? change(file) : file));
  return { ...entry, files, rev: entry.rev + 1 };
}

function reattach(
  entry: OutboxEntry,
  { fileId, file }: { readonly fileId: string; readonly file: OutboxFile },
): OutboxEntry {
  const now = withFile(entry, fileId, () => file);
  return { ...now, text: entry.text === namesOf(entry.files) ? namesOf(now.files) : entry.text };
}

function lastOrder(outbox: Outbox): number {
  return outbox.reduce((last, entry) => Math.max(last, entry.order), 0);
}
