// One customer's unsettled messages in this tab: the outbox, what of it is stored, which one is on its way. Every change is
// stored together with all that this tab has not settled, and shown as the list of pending messages. Sends nothing.

import { ChatError } from "../errors.ts";
import type { Partition } from "../identity/vault.ts";
import { coalesce } from "../lib/coalesce.ts";
import {
  changeOutbox,
  nextToSend,
  type Outbox,
  type OutboxChange,
  type OutboxEntry,
  type OutboxFailure,
} from "../model/outbox.ts";
import type { PendingMessage } from "../model/view.ts";

export interface MailboxOptions {
  readonly partition: Partition;
  /** False once the browser's storage failed. */
  readonly isDurable: () => boolean;
  /** Another tab changed the browser's customer: nothing of ours may be written any more. */
  readonly onStale: () => void;
  /** What `pending()` gives has changed. */
  readonly onChange: () => void;
}

export function createMailbox({ partition, isDurable, onStale, onChange }: MailboxOptions) {
  let outbox: Outbox = partition.stored.outbox;
  /** As of the last write. */
  let storedIds: ReadonlySet<string> = idsOf(outbox);
  /** Settled or removed, and perhaps still stored. */
  let goneIds: ReadonlySet<string> = new Set();
  let sendingId: string | null = null;
  let shown: readonly PendingMessage[] = [];
  let isClosed = false;

  /** One write holds all that this tab has not settled, so a browser that lost some of it gets it back. */
  const save = coalesce(async () => {
    if (isClosed) return;
    const mine = outbox;
    const gone = goneIds;
    const isSaved = await partition.saveOutbox(mine, gone);
    if (isSaved) storedIds = idsOf(mine);
    if (isClosed) return;
    if (!isSaved) return onStale();
    goneIds = new Set([...goneIds].filter((id) => !gone.has(id)));
    onChange();
  });

  function change(step: OutboxChange): Promise<void> {
    outbox = changeOutbox(outbox, step);
    onChange();
    return save();
  }

  function toPending({ id, text, at, failure }: OutboxEntry): PendingMessage {
    const state = failure ? "failed" : id === sendingId ? "sending" : "queued";
    return {
      id,
      text,
      at,
      state,
      failure: failure && toError(failure),
      saved: isDurable() && storedIds.has(id),
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
    next: () => nextToSend(outbox),
    ids: () => outbox.map(({ id }) => id),
    isEmpty: () => outbox.length === 0,

    sending(id: string | null): void {
      sendingId = id;
      onChange();
    },

    /** Resolves to true when it is stored, or storage has failed; to false when the customer went before. */
    async add(entry: Omit<OutboxEntry, "order" | "failure">): Promise<boolean> {
      await change({ type: "added", entry });
      return storedIds.has(entry.id) || !outbox.some(({ id }) => id === entry.id);
    },
    retry: (id: string) => change({ type: "retried", id }),

    refused(id: string, failure: OutboxFailure): PendingMessage | null {
      sendingId = null;
      void change({ type: "refused", id, failure });
      return pending().find((entry) => entry.id === id) ?? null;
    },

    /** Whatever is on the server is settled, however we come to know. Ids that are not ours do nothing. */
    settle(confirmed: ReadonlySet<string>): void {
      const settled = new Set(outbox.map(({ id }) => id).filter((id) => confirmed.has(id)));
      if (settled.size === 0) return;
      if (sendingId !== null && settled.has(sendingId)) sendingId = null;
      goneIds = new Set([...goneIds, ...settled]);
      void change({ type: "settled", ids: settled });
    },

    /** Gives the refused message's text back; null when there is none with this id. */
    async remove(id: string): Promise<string | null> {
      const entry = outbox.find((candidate) => candidate.id === id && candidate.failure !== null);
      if (!entry) return null;
      goneIds = new Set([...goneIds, id]);
      await change({ type: "removed", id });
      return entry.text;
    },

    close(): void {
      isClosed = true;
    },
  };
}

function idsOf(outbox: Outbox): ReadonlySet<string> {
  return new Set(outbox.map(({ id }) => id));
}

function isAlike(a: PendingMessage, b: PendingMessage | undefined): boolean {
  return a.id === b?.id && a.state === b.state && a.saved === b.saved && a.failure?.code === b.failure?.code;
}

function toError({ code, problem }: OutboxFailure): ChatError {
  return new ChatError(code, "The backend refused the message", problem === null ? {} : { problem });
}
