// One customer's unsettled messages as this tab knows them: the outbox, what of it is stored, which one is on its way. Every
// change is shown as the list of pending messages, and stored with all that is not settled. Writes nothing itself.

import { ChatError } from "../errors.ts";
import type { Partition } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import {
  changeOutbox,
  isHeld,
  isRemovable,
  mergeOutboxes,
  type NewEntry,
  nextToSend,
  type Outbox,
  type OutboxChange,
  type OutboxEntry,
  type OutboxFailure,
} from "../model/outbox.ts";
import type { PendingMessage } from "../model/view.ts";

export interface MailboxOptions {
  readonly partition: Pick<Partition, "stored">;
  readonly clock: Clock;
  /** Stores everything; resolves when that is done. */
  readonly save: () => Promise<void>;
  /** False once the browser's storage failed. */
  readonly isDurable: () => boolean;
  /** What `pending()` gives has changed. */
  readonly onChange: () => void;
  /** What is stored has changed; these are settled or discarded. */
  readonly onStored: (gone: readonly string[]) => void;
}

export function createMailbox(options: MailboxOptions) {
  const { partition, clock, save, isDurable, onChange, onStored } = options;
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
  let shown: readonly PendingMessage[] = [];
  let isClosed = false;

  /** What other tabs have stored is this tab's to show, and to send. */
  function take(stored: Outbox): void {
    storedIds = idsOf(stored);
    if (isClosed) return;
    outbox = mergeOutboxes(
      outbox,
      stored.filter(({ id }) => !buried.has(id)),
    );
    onChange();
  }

  function change(step: OutboxChange): Promise<void> {
    outbox = changeOutbox(outbox, step);
    isChanged = true;
    onChange();
    return save();
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
      state: failure ? "failed" : isHeld(entry, now) ? "held" : id === sendingId ? "sending" : "queued",
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
    next: () => nextToSend(outbox, clock.now()),
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
      sendingId = id;
      onChange();
    },

    /** Resolves to true when it is stored, or storage has failed; to false when the customer went before. */
    async add(entry: NewEntry): Promise<boolean> {
      await change({ type: "added", entry });
      return storedIds.has(entry.id) || buried.has(entry.id);
    },
    /** Resolves when it is stored that the server may have it from now on. */
    tried: (id: string) => change({ type: "tried", id }),
    retry: (id: string) => change({ type: "retried", id, at: new Date(clock.now()).toISOString() }),

    refused(id: string, failure: OutboxFailure): PendingMessage | null {
      sendingId = null;
      void change({ type: "refused", id, failure });
      return pending().find((entry) => entry.id === id) ?? null;
    },

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

    /** Gives the message's text back; null when there is none with this id that may be taken back. */
    async remove(id: string): Promise<string | null> {
      const entry = outbox.find((candidate) => candidate.id === id && isRemovable(candidate, clock.now()));
      if (!entry) return null;
      bury([id]);
      goneIds = [...goneIds, id];
      await change({ type: "removed", id });
      return entry.text;
    },

    /** Another tab has settled or discarded these. */
    hear(gone: readonly string[]): void {
      bury(gone);
      outbox = changeOutbox(outbox, { type: "settled", ids: new Set(gone) });
    },
    take,

    close(): void {
      isClosed = true;
    },
  };
}

function idsOf(outbox: Outbox): ReadonlySet<string> {
  return new Set(outbox.map(({ id }) => id));
}

function isAlike(a: PendingMessage, b: PendingMessage | undefined): boolean {
  return (
    a.id === b?.id &&
    a.state === b.state &&
    a.saved === b.saved &&
    a.removable === b.removable &&
    a.failure?.code === b.failure?.code
  );
}

function toError({ code, problem }: OutboxFailure): ChatError {
  return new ChatError(code, "The backend refused the message", problem === null ? {} : { problem });
}
