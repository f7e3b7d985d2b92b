// One customer's truth in this tab: transcript, conversation, what the session told, read position. Every change goes through here:
// merged by the model's rules, stored with the rest, shown in the store. Asks nobody for anything.

import type { Delta, Hours, NewestPage, OlderPage, SendResult, Session } from "../backend/backend.ts";
import type { Partition, PartitionValues } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import type { Rating } from "../model/conversation.ts";
import type { OutboxFile } from "../model/attachment.ts";
import type { Author, Item, Message } from "../model/item.ts";
import { confirmedIds } from "../model/outbox.ts";
import { areAlike, type Customer, type PendingAttachment } from "../model/view.ts";
import type { Store, StoreValues } from "../store.ts";
import type { Mailbox } from "./mailbox.ts";
import { createRecords } from "./records.ts";
import { createStanding, type Lacking } from "./standing.ts";
import type { News } from "./tab-messages.ts";
import { createTranscript } from "./transcript.ts";
import type { Uploads } from "./uploads.ts";

export interface LedgerOptions {
  readonly partition: Partition;
  readonly store: Store;
  readonly clock: Clock;
  readonly uploads: Pick<Uploads, "show">;
  readonly mailbox: Mailbox;
  /** Another tab changed the browser's customer: nothing of ours may be written any more. */
  readonly onStale: () => void;
  /** Something changed that may matter for what to do next. */
  readonly onChange: () => void;
  /** Something changed that the customer's other tabs do not know. */
  readonly onNews: (news: News) => void;
  /** The server's history is another than the one that is here: it must be loaded anew. */
  readonly onFork: () => void;
}

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
  const { partition, store, uploads, mailbox, onChange, onNews, onFork } = options;
  const { stored } = partition;
  const { signals } = store;
  const transcript = createTranscript();
  const records = createRecords({
    ...options,
    collect,
    onFilesStored: () => onNews({ type: "outbox", gone: [] }),
  });
  const standing = createStanding({ partition, transcript, seenPos: () => records.ui().lastSeenPos });
  let hasSeenAny = stored.ui !== null;
  /** The server may have gone back behind what was seen; then the stored read position must go back too. */
  let mayRewind = false;
  let historyCount = 1;
  let isConcealed = false;
  let attachments: readonly PendingAttachment[] = [];

  /** What is stored beside the outbox and the panel's own. */
  function collect(): Pick<PartitionValues, "name" | "head" | "rewind" | "isWatching"> {
    const rewind = mayRewind && transcript.isWarm();
    if (rewind) mayRewind = false;
    const head = standing.toHead(options.clock.now());
    return { name: standing.name(), head, rewind, isWatching: hasReasonToWatch() };
  }

  function hasReasonToWatch(): boolean {
    return standing.goesOn() || !mailbox.isEmpty();
  }

  function publish(change: Partial<StoreValues> = {}): void {
    if (isConcealed) return;
    store.apply({
      transcript: transcript.shown(),
      pending: mailbox.pending(),
      attachments: attachmentsNow(),
      conversation: standing.conversation(),
      unreadCount: standing.unread(),
      capabilities: standing.capabilities(),
      ...change,
    });
    onChange();
  }

  /** The same list as before when nothing in it changed. */
  function attachmentsNow(): typeof attachments {
    const now = records.files.all().map(uploads.show);
    if (!areAlike(now, attachments)) attachments = now;
    return attachments;
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
    if (show(confirmed, shown)) void records.save();
    else records.saveSoon();
  }

  /** A pull told of these: what was on its way has arrived, though its answer may be lost. */
  function arrived(items: readonly Item[]): Partial<StoreValues> {
    const isPosted = (item: Item): item is Message =>
      item.kind === "message" && item.clientId !== null && mailbox.arrived(item.clientId) && !item.deleted;
    const sent = items.filter(isPosted);
    return sent.length > 0 ? { sent } : {};
  }

  /** Several tabs may tell of one message, in any order. */
  function takeSent({ item, conversation }: SendResult): void {
    const isFork = transcript.sent(item);
    if (isFork) standing.restart(null);
    standing.hear(conversation);
    if (isFork) onFork();
  }

  function doubtHistory(): void {
    mayRewind = true;
    historyCount += 1;
  }

  /** What the server says was read; of one that says nothing, no more than there is. */
  function seenOfNewHistory(): number {
    return standing.conversation()?.customerRead ?? Math.min(records.ui().lastSeenPos, transcript.lastPos());
  }

  /** What was typed before it was known by whom stays in the composer. */
  function draftNow(): string {
    return signals.draft.peek() || records.ui().draft;
  }

  function hearDraft(draft: string): void {
    records.hearDraft(draft);
    publish({ draft });
  }

  publish({ draft: draftNow(), isOpen: records.ui().open || signals.isOpen.peek() });

  return {
    owner: partition.owner,
    customer: (): Customer => ({ id: partition.owner.sub, name: standing.name() }),
    cursor: transcript.cursor,
    before: transcript.before,
    unproven: transcript.unproven,
    hasPassed: transcript.hasPassed,
    isWarm: transcript.isWarm,
    loadedCount: transcript.count,
    conversation: standing.conversation,
    capabilities: standing.capabilities,
    readPos: standing.readPos,
    /** Grows when the server's history may have become another: positions of before mean nothing then. */
    historyCount: () => historyCount,
    /** Something may come while the panel is closed; or nothing was ever heard of this customer here, so one look is due. */
    wantsWatching: () => hasReasonToWatch() || standing.isUnheard(),

    /** What is known of unsent messages or files has changed. */
    publish,
    save: records.save,
    readAgain: records.readAgain,

    /** `/session`, while the transcript is not wanted. Tells whether there is more than this tab knows. */
    checked(session: Session): { readonly isBehind: boolean } {
      standing.take(session, standing.readPos());
      finish(nothing);
      return { isBehind: session.head !== transcript.cursor() };
    },

    /**
     * The newest page is here before the session is: it may be shown. There is no cursor yet, so nothing joins on to it. Not on a
     * device that never counted, where only the session says what is new; nor over a transcript that is there.
     */
    preview(page: NewestPage): void {
      if (!hasSeenAny || !transcript.isEmpty()) return;
      transcript.preview(page);
      standing.hear(page.conversation);
      const shown = {
        history: "restoring",
        newAfter: standing.newAfter() ?? signals.newAfter.peek(),
      } as const;
      // Stored with the session, which is on its way.
      show(confirmedIds(page.items), { ...arrived(page.items), ...shown });
    },

    /** The start of a transcript: what was there before is replaced at once, unsent messages stay. */
    restored(session: Session, page: NewestPage, { asked, readPos }: RestoredOptions): void {
      transcript.restored(page, asked);
      standing.restart(page.conversation);
      standing.take(session, readPos);
      // A device that never counted, on a backend that does not either: what is there is not news.
      if (!hasSeenAny && !standing.isCounted()) records.change({ lastSeenPos: transcript.lastPos() });
      hasSeenAny = true;
      // Seen what is not there: the history went back before this page load had a cursor to know it by.
      if (records.ui().lastSeenPos > transcript.lastPos()) doubtHistory();
      if (mayRewind) records.change({ lastSeenPos: seenOfNewHistory() });
      finish(confirmedIds(page.items), {
        ...arrived(page.items),
        history: transcript.history(),
        newAfter: standing.newAfter() ?? signals.newAfter.peek(),
      });
    },

    older(page: OlderPage): void {
      transcript.older(page);
      finish(confirmedIds(page.items), { history: transcript.history() });
    },

    /** False: it does not begin where we are, so nothing was applied. `isHeard`: from another tab. */
    delta(delta: Delta, { isHeard = false, asked = [] }: DeltaOptions = {}): boolean {
      const received = transcript.delta(delta, asked);
      if (!received) return false;
      standing.hear(delta.conversation);
      finish(confirmedIds(delta.items), {
        ...arrived(delta.items),
        ...(received.length > 0 && { received }),
      });
      if (!isHeard && delta.cursor !== delta.from) onNews({ type: "delta", delta });
      return true;
    },

    /**
     * Our own message's confirmation. Settles the entry even where the item does not name it, or a careless server would be sent the
     * same message for ever.
     */
    sent(id: string, result: SendResult): void {
      const { item } = result;
      store.together(() => {
        takeSent(result);
        const isNews = mailbox.arrived(id) && item.kind === "message" && !item.deleted;
        finish(new Set([id]), isNews ? { sent: [item] } : {});
      });
      onNews({ type: "sent", id, result });
    },

    /** Another tab sent it. */
    hearSent(id: string, result: SendResult): void {
      store.together(() => {
        takeSent(result);
        mailbox.arrived(id);
        mailbox.hear([id]);
        finish(nothing);
      });
    },

    /** `isHeard`: in another tab. */
    markRead(pos: number, isHeard = false): boolean {
      if (pos <= standing.readPos()) return false;
      records.change({ lastSeenPos: pos });
      finish(nothing);
      if (!isHeard) onNews({ type: "read", pos });
      return true;
    },

    setOpen(open: boolean): void {
      if (open && transcript.isWarm()) publish({ newAfter: standing.newAfter() });
      if (open === records.ui().open) return;
      records.change({ open });
      void records.save();
    },

    setDraft(draft: string): void {
      if (draft === records.ui().draft) return;
      records.change({ draft });
      void records.save();
      onNews({ type: "draft", draft });
    },

    /** What was in the composer is about to be added: it leaves with the same write. */
    takeDraft(): void {
      records.change({ draft: "" });
      onNews({ type: "draft", draft: "" });
    },

    hearDraft,

    /** In the composer, in the order they were attached. */
    files: records.files,

    attach(file: OutboxFile): void {
      records.files.put([file]);
      publish();
      void records.save();
    },

    /** Out of the composer, in whatever tab it was attached. */
    detach(id: string): void {
      records.files.remove([id]);
      mailbox.mindFiles();
      publish();
      void records.save();
    },

    /** Resolves when it is stored; at once where it is not in the composer. */
    async uploaded(id: string): Promise<void> {
      if (records.files.uploaded(id)) await records.save();
    },

    /** Looks for what other tabs did while this one could not hear them. */
    async verify(): Promise<void> {
      const draft = await records.readAgain();
      if (draft !== undefined) hearDraft(draft);
    },

    lack(what: Lacking): void {
      standing.lack(what);
      publish();
    },

    /** They changed since the session said. `isHeard`: in another tab. */
    hours(hours: Hours, isHeard = false): void {
      if (!standing.capabilities()) return;
      standing.hours(hours);
      publish();
      if (!isHeard) onNews({ type: "hours", hours });
    },

    /** The server has it; the next that is told of the conversation has it too. */
    rated(id: string, rating: Rating): void {
      standing.rated(id, rating);
      publish();
    },

    /** Nothing but this changes: the transcript is not drawn for it. */
    showTyping(typing: Author | null): void {
      if (!isConcealed) store.apply({ typing });
    },

    /** The cursor is void: the transcript must be loaded anew. Unsent messages stay. */
    expire(): void {
      transcript.expire();
      doubtHistory();
      standing.restart(undefined);
    },

    /** While concealed nothing is shown; all goes on otherwise. */
    conceal(isHidden: boolean): void {
      isConcealed = isHidden;
      if (isHidden) return;
      publish({ draft: draftNow(), history: transcript.history(), newAfter: standing.newAfter() });
    },

    /** Nothing is shown or written from now on. */
    close(): void {
      isConcealed = true;
      records.close();
      mailbox.close();
    },
  };
}
