// One customer's truth in this tab: timeline, cursor, conversation, outbox, read position. Every change goes through here:
// merged by the model's rules, stored in the customer's partition, shown in the store. Asks nobody for anything.

import type { Capabilities, Delta, NewestPage, OlderPage, SendResult, Session } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { StoredUi, Wake } from "../identity/stored.ts";
import type { Partition } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import { coalesce } from "../lib/coalesce.ts";
import { type Conversation, newerConversation } from "../model/conversation.ts";
import type { Item } from "../model/item.ts";
import {
  changeOutbox,
  confirmedIds,
  nextToSend,
  type Outbox,
  type OutboxChange,
  type OutboxEntry,
  type OutboxFailure,
} from "../model/outbox.ts";
import {
  emptyTimeline,
  itemAt,
  mergeItems,
  mergePage,
  type Timeline,
  visibleItems,
} from "../model/timeline.ts";
import { isIncoming, unreadCount } from "../model/unread.ts";
import type { PendingMessage } from "../model/view.ts";
import type { Store } from "../store.ts";

export interface LedgerOptions {
  readonly partition: Partition;
  readonly store: Store;
  readonly clock: Clock;
  /** False once the browser's storage failed. */
  readonly isDurable: () => boolean;
  /** Another tab changed the browser's customer: nothing of ours may be written any more. */
  readonly onStale: () => void;
  /** Something changed that may matter for what to do next. */
  readonly onChange: () => void;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger({ partition, store, clock, isDurable, onStale, onChange }: LedgerOptions) {
  const { stored } = partition;
  let timeline: Timeline = emptyTimeline;
  /** Confirmed before the transcript was here; shown alone until it is. */
  let sentWhileCold: readonly Item[] = [];
  let cursor: string | null = null;
  let before: string | null = null;
  let conversation: Conversation | null | undefined;
  let capabilities: Capabilities | null = null;
  let told: { count: number; readPos: number } | null = null;
  let ui: StoredUi = stored.ui ?? { open: false, draft: "", lastSeenPos: -1 };
  let hasSeenAny = stored.ui !== null;
  let outbox: Outbox = stored.outbox;
  let savedIds: ReadonlySet<string> = new Set(isDurable() ? stored.outbox.map(({ id }) => id) : []);
  let goneIds: ReadonlySet<string> = new Set();
  let sendingId: string | null = null;
  let ownerName = partition.owner.name;
  let shownPending: readonly PendingMessage[] = [];
  let isClosed = false;

  const saveState = coalesce(async () => {
    if (isClosed) return;
    const head = cursor ?? stored.head?.cursor;
    const isSaved = await partition.save({
      ui,
      wake: wake(),
      name: ownerName,
      ...(head !== undefined && {
        head: {
          cursor: head,
          conversation: conversation
            ? { id: conversation.id, state: conversation.state }
            : shownConversation(),
          unread: unread(),
          savedAt: clock.now(),
        },
      }),
    });
    if (!isSaved && !isClosed) onStale();
  });

  /** One write holds all that this tab has not settled, so a browser that lost some of it gets it back. */
  const saveOutbox = coalesce(async () => {
    if (isClosed) return;
    const mine = outbox;
    const gone = goneIds;
    const isSaved = await partition.saveOutbox(mine, gone);
    if (isClosed) return;
    if (!isSaved) return onStale();
    goneIds = new Set([...goneIds].filter((id) => !gone.has(id)));
    savedIds = new Set(isDurable() ? mine.map(({ id }) => id) : []);
    publish();
  });

  function readPos(): number {
    return Math.max(ui.lastSeenPos, conversation?.customerRead ?? -1);
  }

  function unread(): number {
    if (conversation === undefined && told === null) return stored.head?.unread ?? 0;
    return unreadCount({ timeline, readPos: readPos(), told });
  }

  function shownConversation() {
    return conversation === undefined ? (stored.head?.conversation ?? null) : conversation;
  }

  function wake(): Wake {
    if (ui.open) return 2;
    return hasReasonToWatch() ? 1 : 0;
  }

  function hasReasonToWatch(): boolean {
    const state = shownConversation()?.state;
    const goesOn = state !== undefined && state !== "closed";
    return goesOn || unread() > 0 || outbox.length > 0;
  }

  function toPending(entry: OutboxEntry): PendingMessage {
    const { id, text, at, failure } = entry;
    const state = failure ? "failed" : id === sendingId ? "sending" : "queued";
    return { id, text, at, state, failure: failure && toError(failure), saved: savedIds.has(id) };
  }

  /** The same list as before when nothing in it changed, so that nothing is drawn again. */
  function pending(): readonly PendingMessage[] {
    const now = outbox.map(toPending);
    const isSame =
      now.length === shownPending.length && now.every((entry, index) => isAlike(entry, shownPending[index]));
    if (!isSame) shownPending = now;
    return shownPending;
  }

  function publish(change: Parameters<Store["apply"]>[0] = {}): void {
    if (isClosed) return;
    store.apply({
      items: timeline === emptyTimeline ? sentWhileCold : visibleItems(timeline),
      pending: pending(),
      conversation,
      unreadCount: unread(),
      capabilities,
      ...change,
    });
    onChange();
  }

  function change(step: OutboxChange): void {
    outbox = changeOutbox(outbox, step);
  }

  /** Whatever is on the server is settled, however we come to know. */
  function settle(items: readonly Item[]): boolean {
    const ids = confirmedIds(items);
    const settled = outbox.filter(({ id }) => ids.has(id)).map(({ id }) => id);
    if (settled.length === 0) return false;
    change({ type: "settled", ids: new Set(settled) });
    goneIds = new Set([...goneIds, ...settled]);
    return true;
  }

  function takeSession(session: Session): void {
    capabilities = session.capabilities;
    conversation = session.conversation
      ? newerConversation(conversation, session.conversation)
      : (conversation ?? null);
    ownerName = session.customer.name;
    told = session.unread === null ? null : { count: session.unread, readPos: readPos() };
  }

  function finish(isOutboxChanged: boolean, shown?: Parameters<Store["apply"]>[0]): void {
    publish(shown);
    void saveState();
    if (isOutboxChanged) void saveOutbox();
  }

  publish({ draft: ui.draft, isOpen: ui.open || store.signals.isOpen.peek() });

  return {
    owner: partition.owner,
    name: () => ownerName,
    cursor: () => cursor,
    conversation: () => conversation,
    capabilities: () => capabilities,
    readPos,
    isWarm: () => cursor !== null,
    /** Something may come while the panel is closed; or nothing was ever heard of this customer here, so one look is due. */
    wantsWatching: () => hasReasonToWatch() || (stored.head === null && conversation === undefined),
    nextToSend: () => nextToSend(outbox),
    unsentIds: () => outbox.map(({ id }) => id),
    loadedCount: () => timeline.known.length,
    before: () => before,

    /** `/session`, while the transcript is not wanted. Tells whether there is more than this tab knows. */
    checked(session: Session): { readonly isBehind: boolean } {
      takeSession(session);
      finish(false);
      return { isBehind: session.head !== cursor };
    },

    /** The start of a transcript: what was there before is replaced at once, unsent messages stay. */
    restored(session: Session, page: NewestPage): void {
      // The page may have been read before a message of ours was written, and told after it was confirmed.
      timeline = mergeItems(mergePage(emptyTimeline, page.items, page.before === null), sentWhileCold);
      sentWhileCold = [];
      cursor = page.cursor;
      before = page.before;
      conversation = page.conversation;
      takeSession(session);
      const newest = timeline.known.at(-1)?.pos ?? -1;
      // A device that never counted, on a backend that does not either: what is there is not news.
      if (!hasSeenAny && told === null) ui = { ...ui, lastSeenPos: newest };
      hasSeenAny = true;
      finish(settle(page.items), {
        history: before === null ? "complete" : "restoring",
        newAfter: unread() > 0 ? readPos() : store.signals.newAfter.peek(),
      });
    },

    older(page: OlderPage): void {
      timeline = mergePage(timeline, page.items, page.before === null);
      before = page.before;
      finish(settle(page.items), { history: before === null ? "complete" : "restoring" });
    },

    /** False: it does not begin where we are, so nothing was applied. */
    delta(delta: Delta): boolean {
      if (delta.from !== cursor) return false;
      const isNew = ({ pos }: Item) => pos >= timeline.floor && !itemAt(timeline.known, pos);
      const received = delta.items.filter(isIncoming).filter(isNew);
      timeline = mergeItems(timeline, delta.items);
      cursor = delta.cursor;
      conversation = newerConversation(conversation, delta.conversation) ?? null;
      finish(settle(delta.items), received.length > 0 ? { received } : {});
      return true;
    },

    /** Our own message's confirmation. Moves no cursor: others may have written between. */
    sent({ item, conversation: told }: SendResult): void {
      sendingId = null;
      if (cursor === null) sentWhileCold = [...sentWhileCold, item];
      else timeline = mergeItems(timeline, [item]);
      conversation = newerConversation(conversation, told) ?? null;
      const isMessage = item.kind === "message" && !item.deleted;
      finish(settle([item]), isMessage ? { sent: [item] } : {});
    },

    sending(id: string | null): void {
      sendingId = id;
      publish();
    },

    refused(id: string, failure: OutboxFailure): void {
      sendingId = null;
      change({ type: "refused", id, failure });
      const failed = outbox.find((entry) => entry.id === id);
      finish(true, failed ? { failed: toPending(failed) } : {});
    },

    /** Resolves when it is stored, or storage has failed. */
    add(entry: Omit<OutboxEntry, "order" | "failure">): Promise<void> {
      change({ type: "added", entry });
      publish();
      void saveState();
      return saveOutbox();
    },

    retry(id: string): Promise<void> {
      change({ type: "retried", id });
      publish();
      return saveOutbox();
    },

    /** Gives the refused message's text back; null when there is none with this id. */
    async remove(id: string): Promise<string | null> {
      const entry = outbox.find((candidate) => candidate.id === id && candidate.failure !== null);
      if (!entry) return null;
      change({ type: "removed", id });
      goneIds = new Set([...goneIds, id]);
      finish(false);
      await saveOutbox();
      return entry.text;
    },

    markRead(pos: number): boolean {
      if (pos <= readPos()) return false;
      ui = { ...ui, lastSeenPos: pos };
      finish(false);
      return true;
    },

    setOpen(open: boolean): void {
      ui = { ...ui, open };
      if (open && cursor !== null) publish({ newAfter: unread() > 0 ? readPos() : null });
      void saveState();
    },

    setDraft(draft: string): void {
      if (draft === ui.draft) return;
      ui = { ...ui, draft };
      void saveState();
    },

    /** The cursor is void: the transcript must be loaded anew. Unsent messages stay. */
    expire(): void {
      cursor = null;
    },

    /** Nothing is shown or written from now on. */
    close(): void {
      isClosed = true;
    },
  };
}

function isAlike(a: PendingMessage, b: PendingMessage | undefined): boolean {
  return a.id === b?.id && a.state === b.state && a.saved === b.saved && a.failure?.code === b.failure?.code;
}

function toError({ code, problem }: OutboxFailure): ChatError {
  return new ChatError(code, "The backend refused the message", problem === null ? {} : { problem });
}
