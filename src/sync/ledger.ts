// One customer's truth in this tab: timeline, cursor, conversation, read position. Every change goes through here: merged by
// the model's rules, stored in the customer's partition, shown in the store. Asks nobody for anything.

import type {
  Capabilities,
  Delta,
  Hours,
  NewestPage,
  OlderPage,
  SendResult,
  Session,
} from "../backend/backend.ts";
import type { StoredHead, StoredUi } from "../identity/stored.ts";
import type { Partition } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import { coalesce } from "../lib/coalesce.ts";
import { type Conversation, newerConversation, type Rating } from "../model/conversation.ts";
import type { Author, Item, Message } from "../model/item.ts";
import { confirmedIds, type OutboxFailure } from "../model/outbox.ts";
import { ItemList } from "../model/item-list.ts";
import { emptyTimeline, mergeItems, mergePage, type Timeline, visibleItems } from "../model/timeline.ts";
import { isIncoming, unreadCount } from "../model/unread.ts";
import type { HistoryState } from "../model/view.ts";
import type { Store, StoreValues } from "../store.ts";
import { createMailbox } from "./mailbox.ts";
import type { Uploads } from "./uploads.ts";
import type { News } from "./tab-messages.ts";

export interface LedgerOptions {
  readonly partition: Partition;
  readonly store: Store;
  readonly clock: Clock;
  readonly uploads: Uploads;
  /** False once the browser's storage failed. */
  readonly isDurable: () => boolean;
  /** Another tab changed the browser's customer: nothing of ours may be written any more. */
  readonly onStale: () => void;
  /** Something changed that may matter for what to do next. */
  readonly onChange: () => void;
  /** Something changed that the customer's other tabs do not know. */
  readonly onNews: (news: News) => void;
  /** The server's history is another than the one that is here: it must be loaded anew. */
  readonly onFork: () => void;
}

/** How many of the cursors that were held are remembered, to know an old delta from a gap. */
const passedCursors = 50;

const nothing: ReadonlySet<string> = new Set();

interface DeltaOptions {
  readonly isHeard?: boolean;
  /** What was unproven when it was asked for. */
  readonly asked?: readonly Item[];
}

interface RestoredOptions {
  /** What was unproven when the page was asked for. */
  readonly asked: readonly Item[];
  /** How far the customer had read when the session was asked for. */
  readonly readPos: number;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(options: LedgerOptions) {
  const { partition, store, clock, uploads, isDurable, onStale, onChange, onNews, onFork } = options;
  const { stored } = partition;
  let timeline: Timeline = emptyTimeline;
  /**
   * Messages whose sending the server confirmed and that no pull has told yet. Shown, but believed only until a pull that was
   * begun later does not know them: a server that went back to a backup has lost them.
   */
  let unproven: readonly Item[] = [];
  let cursor: string | null = null;
  let passed: readonly string[] = [];
  /** Where `/session` said that the timeline stands. Only stored, so that the next page load knows that it was asked. */
  let heardHead: string | null = null;
  let before: string | null = null;
  let conversation: Conversation | null | undefined;
  let capabilities: Capabilities | null = null;
  /** What the backend announced and does not do: off for this page load. */
  let lacking: Partial<Capabilities> = {};
  let told: { count: number; readPos: number } | null = null;
  let ui: StoredUi = stored.ui ?? { open: false, draft: "", lastSeenPos: -1 };
  /** As of the last write, or as another tab has told since. */
  let writtenUi = ui;
  let hasSeenAny = stored.ui !== null;
  let ownerName = partition.owner.name;
  /** The server may have gone back behind what was seen; then the stored read position must go back too. */
  let mayRewind = false;
  /** On their way from this tab: each is told to be sent once, however that comes to be known. */
  const posted = new Set<string>();
  let historyCount = 1;
  /** Where each message of the customer's own stands, by its client's id. */
  const places = new Map<string, number>();
  let cancelSave: (() => void) | null = null;
  let isConcealed = false;
  let isClosed = false;

  const mailbox = createMailbox({
    partition,
    clock,
    uploads,
    save: () => save(),
    isDurable,
    onChange: () => publish(),
    onStored: (gone) => onNews({ type: "outbox", gone }),
  });
  /** One write holds all that this tab knows and has not settled: a browser that lost some of it gets it back. */
  const save = coalesce(async () => {
    if (isClosed) return;
    const rewind = mayRewind && cursor !== null;
    if (rewind) mayRewind = false;
    const { onWritten, ...mail } = mailbox.write();
    const now = { ui, uiBefore: writtenUi, isWatching: hasReasonToWatch() };
    const stored = await partition.save({ name: ownerName, head: toHead(), rewind, ...now, ...mail });
    if (stored) writtenUi = now.ui;
    // Also when the customer left meanwhile: whoever wrote must know that it was stored.
    if (stored) onWritten(stored);
    else if (!isClosed) onStale();
  });

  function toHead(): StoredHead | null {
    const known = cursor ?? heardHead ?? stored.head?.cursor;
    if (known === undefined) return null;
    const shown = shownConversation();
    return {
      cursor: known,
      conversation: shown && { id: shown.id, state: shown.state },
      unread: unread(),
      savedAt: clock.now(),
    };
  }

  function readPos(): number {
    return Math.max(ui.lastSeenPos, conversation?.customerRead ?? -1);
  }

  /** Of the newest item that is here; -1 when there is none. */
  function lastPos(): number {
    return timeline.known.at(-1)?.pos ?? -1;
  }

  function historyState(): HistoryState {
    if (cursor === null) return "none";
    return before === null ? "complete" : "restoring";
  }

  /** Where "new messages" begin; null when all was read. */
  function newAfter(): number | null {
    return unread() > 0 ? readPos() : null;
  }

  function doubtHistory(): void {
    mayRewind = true;
    historyCount += 1;
  }

  /** What the server says was read; of one that says nothing, no more than there is. */
  function seenOfNewHistory(): number {
    return conversation?.customerRead ?? Math.min(ui.lastSeenPos, lastPos());
  }

  function unread(): number {
    if (conversation === undefined && told === null) return stored.head?.unread ?? 0;
    return unreadCount({ timeline, readPos: readPos(), told });
  }

  function shownConversation(): StoredHead["conversation"] {
    return conversation === undefined ? (stored.head?.conversation ?? null) : conversation;
  }

  function hasReasonToWatch(): boolean {
    const state = shownConversation()?.state;
    const goesOn = state !== undefined && state !== "closed";
    return goesOn || unread() > 0 || !mailbox.isEmpty();
  }

  function publish(change: Partial<StoreValues> = {}): void {
    if (isClosed || isConcealed) return;
    store.apply({
      transcript:
        timeline === emptyTimeline ? ItemList.of(unproven) : visibleItems(mergeItems(timeline, unproven)),
      pending: mailbox.pending(),
      attachments: uploads.drafts(),
      conversation,
      unreadCount: unread(),
      capabilities,
      ...change,
    });
    onChange();
  }

  /** `readPos`: as it was when the session was asked for, so when its unread messages were counted. */
  function takeSession(session: Session, readPos: number): void {
    capabilities = { ...session.capabilities, ...lacking };
    conversation = newerConversation(conversation, session.conversation) ?? null;
    ownerName = session.customer.name;
    heardHead = session.head;
    const counted = Math.max(readPos, session.conversation?.customerRead ?? -1);
    told = session.unread === null ? null : { count: session.unread, readPos: counted };
  }

  function take(merged: Timeline, items: readonly Item[]): void {
    timeline = merged;
    for (const item of items)
      if (item.kind === "message" && item.clientId !== null) places.set(item.clientId, item.pos);
  }

  /** A message as the transcript has it, wherever that is. */
  function ownItem(item: Item): Item | undefined {
    const pos = item.kind === "message" && item.clientId !== null ? places.get(item.clientId) : undefined;
    return pos === undefined ? undefined : timeline.known.find(pos);
  }

  /** Several tabs may tell of one message, in any order. */
  function takeSent({ item, conversation: told }: SendResult): void {
    const place = timeline.known.find(item.pos);
    const isElsewhere = (other: Item | undefined) =>
      other !== undefined && other.pos !== item.pos && isSameMessage(other, item);
    // Another message stood there, or this one stood elsewhere: the server has gone back to a backup, and what came from there on
    // is not there any more.
    const isFork =
      (place !== undefined && !isSameItem(place, item)) ||
      unproven.some(isElsewhere) ||
      isElsewhere(ownItem(item));
    if (isFork) {
      const isKept = (other: Item) => other.pos < item.pos && !isElsewhere(other);
      timeline = { ...timeline, known: ItemList.of([...timeline.known].filter(isKept)) };
      unproven = unproven.filter(isKept);
    }
    unproven = [...mergeItems({ ...emptyTimeline, known: ItemList.of(unproven) }, [item]).known];
    conversation = newerConversation(isFork ? null : conversation, told) ?? null;
    if (isFork) onFork();
  }

  /** A pull told `items`; it was begun when `asked` were unproven, and told all that there is of them. */
  function prove(items: readonly Item[], asked: readonly Item[]): void {
    const isTold = ({ pos, seq }: Item) => items.some((item) => item.pos === pos && item.seq >= seq);
    unproven = unproven.filter((item) => !asked.includes(item) && !isTold(item));
  }

  /** A pull told of these: what was on its way has arrived, though its answer may be lost. */
  function arrived(items: readonly Item[]): Partial<StoreValues> {
    const isPosted = (item: Item): item is Message =>
      item.kind === "message" && item.clientId !== null && posted.delete(item.clientId) && !item.deleted;
    const sent = items.filter(isPosted);
    return sent.length > 0 ? { sent } : {};
  }

  /** What is confirmed is settled; then all of it is shown at once. Tells whether any message was settled. */
  function show(confirmed: ReadonlySet<string>, shown?: Partial<StoreValues>): boolean {
    let isSettled = false;
    store.together(() => {
      isSettled = mailbox.settle(confirmed);
      publish(shown);
    });
    return isSettled;
  }

  /** And stored: what settles a message at once, or the next page would send it again; else soon, since it would come again. */
  function finish(confirmed: ReadonlySet<string>, shown?: Partial<StoreValues>): void {
    if (show(confirmed, shown)) return void save();
    cancelSave ??= clock.setIdle(() => {
      cancelSave = null;
      void save();
    });
  }

  /** Stored by the tab where it is typed. */
  function hearDraft(draft: string): void {
    ui = { ...ui, draft };
    writtenUi = { ...writtenUi, draft };
    publish({ draft });
  }

  /** Takes what other tabs have stored, and gives the draft among it. */
  async function readAgain(): Promise<string | undefined> {
    const now = await partition.read();
    if (isClosed) return;
    if (now) mailbox.take(now.outbox);
    else onStale();
    return now?.ui?.draft;
  }

  /** What was typed before it was known by whom stays in the composer. */
  function draftNow(): string {
    return store.signals.draft.peek() || ui.draft;
  }

  publish({ draft: draftNow(), isOpen: ui.open || store.signals.isOpen.peek() });

  return {
    owner: partition.owner,
    name: () => ownerName,
    cursor: () => cursor,
    before: () => before,
    conversation: () => conversation,
    capabilities: () => capabilities,
    lack(capability: "typing" | "rating"): void {
      lacking = { ...lacking, ...(capability === "typing" ? { typing: false } : { rating: null }) };
      capabilities = capabilities && { ...capabilities, ...lacking };
      publish();
    },
    readPos,
    /** Grows when the server's history may have become another: positions of before mean nothing then. */
    historyCount: () => historyCount,
    isWarm: () => cursor !== null,
    loadedCount: () => timeline.known.length,
    /** Something may come while the panel is closed; or nothing was ever heard of this customer here, so one look is due. */
    wantsWatching: () => hasReasonToWatch() || (stored.head === null && conversation === undefined),
    nextToSend: mailbox.next,
    unsentIds: mailbox.ids,
    sending(id: string | null): void {
      if (id !== null) posted.add(id);
      mailbox.sending(id);
    },

    /** `/session`, while the transcript is not wanted. Tells whether there is more than this tab knows. */
    checked(session: Session): { readonly isBehind: boolean } {
      takeSession(session, readPos());
      finish(nothing);
      return { isBehind: session.head !== cursor };
    },

    /**
     * The newest page is here before the session is: it may be shown. There is no cursor yet, so nothing joins on to it. Not on a
     * device that never counted, where only the session says what is new; nor over a transcript that is there.
     */
    preview(page: NewestPage): void {
      if (isClosed || !hasSeenAny || timeline !== emptyTimeline) return;
      take(mergePage(emptyTimeline, page.items, page.before === null), page.items);
      conversation = newerConversation(conversation, page.conversation) ?? null;
      const shown = { history: "restoring", newAfter: newAfter() ?? store.signals.newAfter.peek() } as const;
      // Stored with the session, which is on its way.
      show(confirmedIds(page.items), { ...arrived(page.items), ...shown });
    },

    /** The start of a transcript: what was there before is replaced at once, unsent messages stay. */
    restored(session: Session, page: NewestPage, { asked, readPos: readBefore }: RestoredOptions): void {
      places.clear();
      take(mergePage(emptyTimeline, page.items, page.before === null), page.items);
      prove(page.items, asked);
      cursor = page.cursor;
      before = page.before;
      // Not what was known before: it may be of a history that the server has left.
      conversation = page.conversation;
      takeSession(session, readBefore);
      // A device that never counted, on a backend that does not either: what is there is not news.
      if (!hasSeenAny && told === null) ui = { ...ui, lastSeenPos: lastPos() };
      hasSeenAny = true;
      // Seen what is not there: the history went back before this page load had a cursor to know it by.
      if (ui.lastSeenPos > lastPos()) doubtHistory();
      if (mayRewind) ui = { ...ui, lastSeenPos: seenOfNewHistory() };
      finish(confirmedIds(page.items), {
        ...arrived(page.items),
        history: historyState(),
        newAfter: newAfter() ?? store.signals.newAfter.peek(),
      });
    },

    older(page: OlderPage): void {
      take(mergePage(timeline, page.items, page.before === null), page.items);
      before = page.before;
      finish(confirmedIds(page.items), { history: historyState() });
    },

    /** Has this tab been there? Then what leads there is old, and no gap. */
    hasPassed: (told: string) => told === cursor || passed.includes(told),

    /** Confirmed, and told by no pull yet. Remembered when a pull begins, and handed over with its answer as `asked`. */
    unproven: () => unproven,

    /** False: it does not begin where we are, so nothing was applied. `isHeard`: from another tab. */
    delta(delta: Delta, { isHeard = false, asked = [] }: DeltaOptions = {}): boolean {
      if (delta.from !== cursor) return false;
      const isNew = ({ pos }: Item) => pos >= timeline.floor && !timeline.known.find(pos);
      const received = delta.items.filter(isIncoming).filter(isNew);
      take(mergeItems(timeline, delta.items), delta.items);
      prove(delta.items, delta.more ? [] : asked);
      if (delta.cursor !== cursor) passed = [cursor, ...passed].slice(0, passedCursors);
      cursor = delta.cursor;
      conversation = newerConversation(conversation, delta.conversation) ?? null;
      finish(confirmedIds(delta.items), {
        ...arrived(delta.items),
        ...(received.length > 0 && { received }),
      });
      if (!isHeard && delta.cursor !== delta.from) onNews({ type: "delta", delta });
      return true;
    },

    /**
     * Our own message's confirmation. Moves no cursor: others may have written between. Settles the entry even where the
     * item does not name it, or a careless server would be sent the same message for ever.
     */
    sent(id: string, result: SendResult): void {
      const { item } = result;
      store.together(() => {
        takeSent(result);
        const isNews = posted.delete(id) && item.kind === "message" && !item.deleted;
        finish(new Set([id]), isNews ? { sent: [item] } : {});
      });
      onNews({ type: "sent", id, result });
    },

    /** Another tab sent it. */
    hearSent(id: string, result: SendResult): void {
      store.together(() => {
        takeSent(result);
        posted.delete(id);
        mailbox.hear([id]);
        finish(nothing);
      });
    },

    refused(id: string, failure: OutboxFailure): void {
      const failed = mailbox.refused(id, failure);
      if (failed) publish({ failed });
    },

    /** Resolves to true when it is stored, or storage has failed; to false when the customer went before. */
    add: mailbox.add,

    tried: mailbox.tried,
    retry: mailbox.retry,

    /** What is known of files has changed. */
    showFiles: () => publish(),
    /** Resolves when it is stored. */
    uploaded: async (fileId: string) => {
      if (mailbox.messageOf(fileId) !== undefined) await mailbox.uploaded(fileId);
    },
    fileRefused(fileId: string, failure: OutboxFailure): void {
      const id = mailbox.messageOf(fileId);
      const failed = id === undefined ? null : mailbox.refused(id, failure);
      if (failed) publish({ failed });
    },
    reattach: mailbox.reattach,

    readAgain,

    /** Another tab has stored something new; `gone` needs no sending any more. */
    hearOutbox(gone: readonly string[]): void {
      mailbox.hear(gone);
      void readAgain();
    },

    /** Looks for what other tabs did while this one could not hear them. */
    async verify(): Promise<void> {
      const draft = await readAgain();
      if (draft !== undefined && draft !== ui.draft && ui.draft === writtenUi.draft) hearDraft(draft);
    },

    /** Gives what it was made of back; null when there is none with this id that may be taken back. */
    remove: mailbox.remove,

    /** `isHeard`: in another tab. */
    markRead(pos: number, isHeard = false): boolean {
      if (pos <= readPos()) return false;
      ui = { ...ui, lastSeenPos: pos };
      finish(nothing);
      if (!isHeard) onNews({ type: "read", pos });
      return true;
    },

    setOpen(open: boolean): void {
      if (open && cursor !== null) publish({ newAfter: newAfter() });
      if (open === ui.open) return;
      ui = { ...ui, open };
      void save();
    },

    setDraft(draft: string): void {
      if (draft === ui.draft) return;
      ui = { ...ui, draft };
      void save();
      onNews({ type: "draft", draft });
    },

    /** What was in the composer is about to be added: it leaves with the same write. */
    takeDraft(): void {
      ui = { ...ui, draft: "" };
      onNews({ type: "draft", draft: "" });
    },

    hearDraft,

    /** They changed since the session said. `isHeard`: in another tab. */
    hours(hours: Hours, isHeard = false): void {
      if (!capabilities) return;
      capabilities = { ...capabilities, hours };
      publish();
      if (!isHeard) onNews({ type: "hours", hours });
    },

    /** The server has it; the next that is told of the conversation has it too. */
    rated(id: string, rating: Rating): void {
      if (conversation?.id !== id) return;
      conversation = { ...conversation, rating };
      publish();
    },

    /** Nothing but this changes: the transcript is not drawn for it. */
    showTyping(typing: Author | null): void {
      if (!isClosed && !isConcealed) store.apply({ typing });
    },

    /** The cursor is void: the transcript must be loaded anew. Unsent messages stay. */
    expire(): void {
      cursor = null;
      passed = [];
      doubtHistory();
      // A server restored from a backup counts anew: its lower versions must not lose against ours.
      conversation = undefined;
    },

    /** While concealed nothing is shown; all goes on otherwise. */
    conceal(isHidden: boolean): void {
      isConcealed = isHidden;
      if (isHidden) return;
      publish({ draft: draftNow(), history: historyState(), newAfter: newAfter() });
    },

    /** Nothing is shown or written from now on. */
    close(): void {
      isClosed = true;
      cancelSave?.();
      mailbox.close();
    },
  };
}

/** Ids may be made of places; then who wrote it, and the client's own id, tell. Not every server repeats the latter. */
function isSameItem(one: Item, other: Item): boolean {
  if (one.kind !== "message" || other.kind !== "message") return one.id === other.id;
  const isNamedAlike = !one.clientId || !other.clientId || one.clientId === other.clientId;
  return one.id === other.id && isNamedAlike && one.author.role === other.author.role;
}

/** By the client's own id. */
function isSameMessage(one: Item, other: Item): boolean {
  return (
    one.kind === "message" &&
    other.kind === "message" &&
    one.clientId !== null &&
    one.clientId === other.clientId
  );
}
