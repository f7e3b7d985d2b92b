// What this browser keeps of one customer: panel open or not, the draft, how far was read; and the one write that stores that with
// all else that this tab knows. Reads what other tabs have stored. Shows nothing.

import type { StoredUi } from "../identity/stored.ts";
import type { Partition, PartitionValues } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import { coalesce } from "../lib/coalesce.ts";
import { mergeFiles, type OutboxFile } from "../model/attachment.ts";
import type { Mailbox } from "./mailbox.ts";

export interface RecordsOptions {
  readonly partition: Partition;
  readonly clock: Clock;
  readonly mailbox: Pick<Mailbox, "write" | "take">;
  /** What else goes into a write that begins now. */
  readonly collect: () => Pick<PartitionValues, "name" | "head" | "rewind" | "isWatching">;
  /** Another tab changed the browser's customer: nothing of ours may be written any more. */
  readonly onStale: () => void;
  /** The composer's files are stored as they are now, which other tabs do not know. */
  readonly onFilesStored: () => void;
}

export type Records = ReturnType<typeof createRecords>;
export type ComposerFiles = Pick<Records["files"], "all" | "put" | "remove">;

export function createRecords(options: RecordsOptions) {
  const { partition, clock, mailbox, collect, onStale } = options;
  let ui: StoredUi = partition.stored.ui ?? { open: false, draft: "", files: [], lastSeenPos: -1 };
  /** As of the last write, or as another tab has told since. */
  let writtenUi = ui;
  let cancelSave: (() => void) | null = null;
  let isClosed = false;

  /** One write holds all that this tab knows and has not settled: a browser that lost some of it gets it back. */
  const save = coalesce(async () => {
    if (isClosed) return;
    const { onWritten, ...mail } = mailbox.write();
    const now = { ui, uiBefore: writtenUi };
    const stored = await partition.save({ ...collect(), ...now, ...mail });
    // What was heard meanwhile has been stored as well: taken out by its tab, it must not look put in by this one.
    const heard = writtenUi.files === now.uiBefore.files ? [] : writtenUi.files;
    if (stored) writtenUi = heard.length > 0 ? { ...now.ui, files: [...now.ui.files, ...heard] } : now.ui;
    if (stored && now.ui.files !== now.uiBefore.files && !isClosed) options.onFilesStored();
    // Also when the customer left meanwhile: whoever wrote must know that it was stored.
    if (stored) onWritten(stored);
    else if (!isClosed) onStale();
  });

  return {
    ui: () => ui,
    /** Not stored yet. */
    change(change: Partial<StoredUi>): void {
      ui = { ...ui, ...change };
    },
    /** Stored by the tab where it is typed. */
    hearDraft(draft: string): void {
      ui = { ...ui, draft };
      writtenUi = { ...writtenUi, draft };
    },

    /** In the composer. Not stored yet, either. */
    files: {
      all: () => ui.files,
      put: (added: readonly OutboxFile[]): void => {
        if (added.length > 0) ui = { ...ui, files: [...ui.files, ...added] };
      },
      remove(ids: readonly string[]): void {
        const files = ui.files.filter(({ id }) => !ids.includes(id));
        if (files.length < ui.files.length) ui = { ...ui, files };
      },
      /** False: it is not there. */
      uploaded(id: string): boolean {
        const isHere = ui.files.some((file) => file.id === id);
        if (isHere)
          ui = {
            ...ui,
            files: ui.files.map((file) => (file.id === id ? { ...file, uploaded: true } : file)),
          };
        return isHere;
      },
    },

    /** Resolves when it is stored, or storage has failed, or the customer went. */
    save,
    /** When there is nothing better to do. */
    saveSoon(): void {
      cancelSave ??= clock.setIdle(() => {
        cancelSave = null;
        void save();
      });
    },

    /** Takes what other tabs have stored of messages and files, and gives the draft among it where it is news here. */
    async readAgain(): Promise<string | undefined> {
      const now = await partition.read();
      if (isClosed) return;
      if (now?.ui) {
        const files = mergeFiles(ui.files, writtenUi.files, now.ui.files);
        ui = { ...ui, files };
        writtenUi = { ...writtenUi, files: now.ui.files };
      }
      if (now) mailbox.take(now.outbox);
      else onStale();
      const draft = now?.ui?.draft;
      return draft !== ui.draft && ui.draft === writtenUi.draft ? draft : undefined;
    },

    /** Nothing is written from now on. */
    close(): void {
      isClosed = true;
      cancelSave?.();
    },
  };
}
