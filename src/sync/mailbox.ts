// One customer's unsettled messages as this tab knows them: the outbox, what of it is stored, which one is on its way. Every
// change is shown as the list of pending messages, and stored with all that is not settled. Writes nothing itself.

import { ChatError } from "../errors.ts";
import type { Partition } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import {
  changeOutbox,
  hasLostFiles,
  isHeld,
  isRemovable as mayGo,
  mergeOutboxes,
  type NewEntry,
  nextToSend,
  type Outbox,
  type OutboxChange,
  type OutboxEntry,
  type OutboxFailure,
  unfinished,
} from "../model/outbox.ts";
import type { OutboxFile } from "../model/attachment.ts";
import { areAlike, type PendingMessage } from "../model/view.ts";
import type { ComposerFiles } from "./records.ts";
import type { Uploads } from "./uploads.ts";

export interface MailboxOptions {
  readonly partition: Pick<Partition, "stored">;
  readonly clock: Clock;
  readonly uploads: Pick<Uploads, "show" | "mind" | "lose" | "retry" | "isMissing" | "isOurs">;
  /** The files in the composer. A change of them is stored with the messages' next one. */
  readonly composer: () => ComposerFiles;
  /** Stores everything; resolves when that is done. */
  readonly save: () => Promise<void>;
  /** False once the browser's storage failed. */
  readonly isDurable: () => boolean;
  /** What `pending()` gives has changed; `failed`: one was refused just now. */
  readonly onChange: (shown?: { readonly failed: PendingMessage }) => void;
  /** What is stored has changed; these are settled or discarded. */
  readonly onStored: (gone: readonly string[]) => void;
}

/** What a backend refused a message or a file with. */
type Refusal = Pick<ChatError, "code"> & Partial<Pick<ChatError, "problem">>;

export type Mailbox = ReturnType<typeof createMailbox>;

export function createMailbox(options: MailboxOptions) {
  const { partition, clock, uploads, composer, save, isDurable, onStored } = options;
  /** Settled or discarded in this page load: whatever another tab still stores of these is not taken back. */
  const buried = new Set<string>();
  let outbox: Outbox = partition.stored.outbox;
  /** As of the last write. */
  let storedIds: ReadonlySet<string> = idsOf(outbox);
  /** Buried since the last write. */
  let goneIds: readonly string[] = [];
  /** Changed since the last write. */
  let isChanged = false;
  let sendingId: string | null = null;
  /** On their way from this tab: each is told to be sent once, however that comes to be known. */
  const posted = new Set<string>();
  let shown: readonly PendingMessage[] = [];
  let isClosed = false;

  function onChange(): void {
    mindFiles();
    options.onChange();
  }

  function mindFiles(): void {
    uploads.mind([...filesOf(outbox), ...composer().all()]);
  }

  /** A message whose files are not all there was never on its way; whoever has their bytes may take it back. */
  function isRemovable(entry: OutboxEntry, nowMs: number): boolean {
    const left = unfinished(entry);
    return mayGo(entry, nowMs) || (left.length > 0 && !entry.tried && left.every(uploads.isOurs));
  }

  function stateOf(entry: OutboxEntry, nowMs: number): PendingMessage["state"] {
    if (entry.failure) return "failed";
    if (isHeld(entry, nowMs)) return "held";
    if (unfinished(entry).some(uploads.isMissing)) return "incomplete";
    return entry.id === sendingId ? "sending" : "queued";
  }

  /** What other tabs have stored is this tab's to show, and to send. */
  function take(stored: Outbox): void {
    storedIds = idsOf(stored);
    if (isClosed) return;
    outbox = mergeOutboxes(
      outbox,
      stored.filter(({ id }) => !buried.has(id)),
    );
    // Another tab's customer may have said that one should be tried again whose files are here.
    for (const { failure, files } of outbox) if (!failure) uploads.retry(files);
    onChange();
  }

  function change(step: OutboxChange): Promise<void> {
    outbox = changeOutbox(outbox, step);
    isChanged = true;
    onChange();
    return save();
  }

  function refuse(id: string, { code, problem }: Refusal): void {
    if (id === sendingId) sendingId = null;
    const failure = { code, problem: problem ?? null };
    if (hasLostFiles(failure)) uploads.lose(filesOf(outbox.filter((entry) => entry.id === id)));
    void change({ type: "refused", id, failure });
    const failed = pending().find((entry) => entry.id === id);
    if (failed) options.onChange({ failed });
  }

  /** The message that this file goes with. */
  function messageOf(fileId: string): string | undefined {
    return outbox.find(({ files }) => files.some(({ id }) => id === fileId))?.id;
  }

  function bury(ids: readonly string[]): void {
    for (const id of ids) buried.add(id);
    if (sendingId !== null && buried.has(sendingId)) sendingId = null;
  }

  function toPending(entry: OutboxEntry): PendingMessage {
    const { id, text, at, failure } = entry;
    const now = clock.now();
    return {
      id,
      text,
      at,
      attachments: entry.files.map(uploads.show),
      state: stateOf(entry, now),
      failure: failure && toError(failure),
      saved: isDurable() && storedIds.has(id),
      removable: isRemovable(entry, now),
    };
  }

  /** The same list as before when nothing in it changed, so that nothing is drawn again. */
  function pending(): readonly PendingMessage[] {
    const now = outbox.map(toPending);
    const isSame = now.length === shown.length && now.every((entry, index) => isAlike(entry, shown[index]));
    if (!isSame) shown = now;
    return shown;
  }

  return {
    pending,
    next: () => nextToSend(outbox, clock.now(), uploads.isMissing),
    ids: () => outbox.map(({ id }) => id),
    isEmpty: () => outbox.length === 0,

    /** What is to be stored now; `onWritten` is for what is stored then. */
    write() {
      const told = isChanged ? goneIds : null;
      isChanged = false;
      goneIds = [];
      const onWritten = (stored: Outbox) => {
        take(stored);
        if (told && !isClosed) onStored(told);
      };
      return { outbox, gone: buried, onWritten };
    },

    sending(id: string | null): void {
      if (id !== null) posted.add(id);
      sendingId = id;
      onChange();
    },

    /** Resolves to true when it is stored, or storage has failed; to false when the customer went before. */
    async add(entry: NewEntry): Promise<boolean> {
      composer().remove((entry.files ?? []).map(({ id }) => id));
      await change({ type: "added", entry });
      return storedIds.has(entry.id) || buried.has(entry.id);
    },
    /** Resolves when it is stored that the server may have it from now on. */
    tried: (id: string) => change({ type: "tried", id }),
    retry(id: string): Promise<void> {
      uploads.retry(outbox.find((entry) => entry.id === id)?.files ?? []);
      return change({ type: "retried", id, at: new Date(clock.now()).toISOString() });
    },

    /** Resolves when it is stored. */
    uploaded: async (fileId: string) => {
      if (messageOf(fileId) !== undefined) await change({ type: "uploaded", fileId });
    },
    reattach: (id: string, fileId: string, file: OutboxFile) =>
      change({ type: "reattached", id, fileId, file }),

    refused: refuse,
    fileRefused(fileId: string, refusal: Refusal): void {
      const id = messageOf(fileId);
      if (id !== undefined) refuse(id, refusal);
    },

    /** True once for each message that was on its way from this tab. */
    arrived: (id: string) => posted.delete(id),

    /** Whatever is on the server is settled, however we come to know. Tells whether any of it was ours; then the caller saves. */
    settle(confirmed: ReadonlySet<string>): boolean {
      const settled = outbox.map(({ id }) => id).filter((id) => confirmed.has(id));
      // Those that are not ours too: another tab may have stored one that was told here first.
      bury([...confirmed]);
      if (settled.length === 0) return false;
      goneIds = [...goneIds, ...settled];
      outbox = changeOutbox(outbox, { type: "settled", ids: new Set(settled) });
      isChanged = true;
      return true;
    },

    /** Gives what it was made of back; null when there is none with this id that may be taken back. `isEdit`: its files too. */
    async remove(id: string, isEdit: boolean): Promise<OutboxEntry | null> {
      const entry = outbox.find((candidate) => candidate.id === id && isRemovable(candidate, clock.now()));
      if (!entry) return null;
      if (isEdit) composer().put(entry.files);
      bury([id]);
      goneIds = [...goneIds, id];
      await change({ type: "removed", id });
      return entry;
    },

    /** Another tab has settled or discarded these. */
    hear(gone: readonly string[]): void {
      bury(gone);
      outbox = changeOutbox(outbox, { type: "settled", ids: new Set(gone) });
    },
    take,
    mindFiles,

    close(): void {
      isClosed = true;
    },
  };
}

function idsOf(outbox: Outbox): ReadonlySet<string> {
  return new Set(outbox.map(({ id }) => id));
}

function filesOf(outbox: Outbox): readonly OutboxFile[] {
  return outbox.flatMap(({ files }) => files);
}

function isAlike(a: PendingMessage, b: PendingMessage | undefined): boolean {
  return (
    a.id === b?.id &&
    a.state === b.state &&
    a.saved === b.saved &&
    a.removable === b.removable &&
    a.failure?.code === b.failure?.code &&
    areAlike(a.attachments, b.attachments)
  );
}

function toError({ code, problem }: OutboxFailure): ChatError {
  return new ChatError(code, "The backend refused the message", problem === null ? {} : { problem });
}
