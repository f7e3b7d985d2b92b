// A model of the server: each customer's timeline by the protocol's rules, in memory, with everything that it ever was kept for
// the checks. Knows no network: calls are answered or refused at once. One option makes it break one rule.

import type {
  Capabilities,
  Delta,
  NewestPage,
  OlderPage,
  OutgoingMessage,
  SendResult,
  Session,
} from "../../src/backend/backend.ts";
import type { ChatErrorCode } from "../../src/errors.ts";
import type { Conversation } from "../../src/model/conversation.ts";
import type { Author, Item, Message, NoticeKind } from "../../src/model/item.ts";

/**
 * - `no-dedupe`: the same id makes another message.
 * - `dedupe-per-token`: the same id makes another message under another token.
 * - `timestamp-cursor`: the cursor is a time of whole seconds.
 * - `last-n`: asked for what changed, it gives the last few changes, whatever the cursor.
 */
export type ServerFlaw = "no-dedupe" | "dedupe-per-token" | "timestamp-cursor" | "last-n";

export interface ServerOptions {
  readonly flaw: ServerFlaw | null;
  /** The most items in any answer. */
  readonly pageItems: number;
  readonly capabilities: Capabilities;
  readonly now: () => number;
  /** A customer's message was added; `isRepeated`: its text is there already. */
  readonly onCreated: (sub: string, message: Message, isRepeated: boolean) => void;
}

/** Everything of one epoch: each item's versions by `pos`, oldest first, and the conversation's. */
export interface Archive {
  readonly versions: ReadonlyMap<number, readonly Item[]>;
  readonly conversations: readonly Conversation[];
}

export type Tell = (delta: Delta) => void;

/** A refusal, as an HTTP status and its problem body would say it. */
export class Refusal extends Error {
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode) {
    super(code);
    this.code = code;
  }
}

/** What a backup holds, and what a thread starts from. */
interface Contents {
  readonly seq: number;
  readonly items: readonly Item[];
  readonly keys: ReadonlyMap<string, { readonly pos: number; readonly text: string }>;
  /** By customers, deleted ones too. */
  readonly texts: ReadonlySet<string>;
  readonly conversation: Conversation | null;
  readonly readPos: number;
}

interface MutableArchive {
  readonly versions: Map<number, Item[]>;
  readonly conversations: Conversation[];
}

interface Thread {
  contents: Contents;
  epoch: number;
  /** Cursors before this are expired. */
  oldest: number;
  readonly archives: Map<number, MutableArchive>;
  readonly listeners: Set<Tell>;
  backup: Contents | null;
  /** When each version was made, for the flaw that takes times for cursors. */
  readonly madeAt: Map<number, number>;
}

export type Server = ReturnType<typeof createServer>;

const nothing: Contents = {
  seq: 0,
  items: [],
  keys: new Map(),
  texts: new Set(),
  conversation: null,
  readPos: 0,
};
const agents = ["rui", "eva", "kim"] as const;
/** What the flaw `last-n` gives. */
const lastItems = 3;

export function createServer(options: ServerOptions) {
  const { flaw, pageItems, capabilities, now } = options;
  const threads = new Map<string, Thread>();
  const poison = new Set<string>();
  let presenceCount = 0;

  function of(sub: string): Thread {
    let thread = threads.get(sub);
    if (!thread) {
      thread = {
        contents: nothing,
        epoch: 1,
        oldest: 0,
        archives: new Map([[1, { versions: new Map(), conversations: [] }]]),
        listeners: new Set(),
        backup: null,
        madeAt: new Map(),
      };
      threads.set(sub, thread);
    }
    return thread;
  }

  function toCursor(thread: Thread, seq: number): string {
    if (flaw !== "timestamp-cursor") return `e${thread.epoch}.${seq}`;
    return `t${thread.epoch}.${Math.floor((thread.madeAt.get(seq) ?? 0) / 1000)}`;
  }

  /** One transaction: `change` gets the next version number as often as it asks. */
  function commit(
    sub: string,
    change: (
      next: () => number,
      before: Contents,
    ) => Partial<Contents> & { readonly changed?: readonly Item[] },
  ): void {
    const thread = of(sub);
    const before = thread.contents;
    let { seq } = before;
    const next = () => {
      seq += 1;
      thread.madeAt.set(seq, now());
      return seq;
    };
    const { changed = [], ...rest } = change(next, before);
    if (seq === before.seq) return;
    const items = changed.length > 0 ? replaceItems(before.items, changed) : before.items;
    thread.contents = { ...before, ...rest, items, seq };
    keep(thread, changed);
    const delta: Delta = {
      from: toCursor(thread, before.seq),
      items: flaw === "last-n" ? lastChanged(items) : changed.toSorted((a, b) => a.seq - b.seq),
      cursor: toCursor(thread, seq),
      more: false,
      conversation: thread.contents.conversation,
    };
    for (const tell of thread.listeners) tell(delta);
  }

  function keep(thread: Thread, changed: readonly Item[]): void {
    const archive = thread.archives.get(thread.epoch);
    if (!archive) return;
    for (const item of changed) {
      const versions = archive.versions.get(item.pos);
      if (versions) versions.push(item);
      else archive.versions.set(item.pos, [item]);
    }
    const { conversation } = thread.contents;
    if (conversation && archive.conversations.at(-1) !== conversation)
      archive.conversations.push(conversation);
  }

  function lastChanged(items: readonly Item[]): readonly Item[] {
    return items.toSorted((a, b) => a.seq - b.seq).slice(-lastItems);
  }

  const at = () => new Date(1_800_000_000_000 + now()).toISOString();
  const ownAuthor = (sub: string): Author => ({ role: "customer", id: sub, name: sub });

  function notice(seq: number, conversation: string, kind: NoticeKind): Item {
    return {
      id: `n_${seq}`,
      pos: seq,
      seq,
      conversation,
      kind: "notice",
      notice: kind,
      agentName: null,
      text: null,
      at: at(),
    };
  }

  function message(
    seq: number,
    conversation: string,
    author: Author,
    text: string,
    clientId: string | null,
  ): Message {
    return {
      id: `m_${seq}`,
      pos: seq,
      seq,
      conversation,
      kind: "message",
      deleted: false,
      author,
      clientId,
      text,
      format: "plain",
      attachments: [],
      quickReplies: [],
      editedAt: null,
      at: at(),
    };
  }

  /** The conversation after this change. A message to a closed one opens another. */
  function reopened(
    { conversation, readPos }: Contents,
    next: () => number,
  ): { readonly conversation: Conversation; readonly notices: readonly Item[] } {
    if (!conversation || conversation.state === "closed") {
      const seq = next();
      const id = `cv_${seq}`;
      const opened: Conversation = {
        id,
        seq,
        state: "open",
        agent: null,
        customerRead: capabilities.receipts ? readPos : null,
        agentRead: null,
        openedAt: at(),
        rating: null,
        closedAt: null,
      };
      return { conversation: opened, notices: [notice(seq, id, "opened")] };
    }
    if (conversation.state !== "waiting") return { conversation, notices: [] };
    const seq = next();
    // The agent may be away by now.
    const isBack = seq % 2 === 0;
    const resumed: Conversation = {
      ...conversation,
      seq,
      state: isBack ? "active" : "open",
      agent: isBack ? conversation.agent : null,
    };
    return { conversation: resumed, notices: [notice(seq, conversation.id, "resumed")] };
  }

  function since(thread: Thread, after: string, limit: number): Delta {
    const { contents } = thread;
    const match = /^([et])(\d+)\.(\d+)$/.exec(after);
    if (!match || Number(match[2]) !== thread.epoch) throw new Refusal("cursor-expired");
    const mark = Number(match[3]);
    const head = toCursor(thread, contents.seq);
    const delta = { from: after, cursor: head, more: false, conversation: contents.conversation };
    if (flaw === "last-n" && after !== head) return { ...delta, items: lastChanged(contents.items) };
    if (flaw === "timestamp-cursor") {
      const isLater = ({ seq }: Item) => Math.floor((thread.madeAt.get(seq) ?? 0) / 1000) > mark;
      return { ...delta, items: contents.items.filter(isLater) };
    }
    if (mark > contents.seq || mark < thread.oldest) throw new Refusal("cursor-expired");
    const changed = contents.items.filter(({ seq }) => seq > mark).sort((a, b) => a.seq - b.seq);
    const page = changed.slice(0, Math.min(limit, pageItems));
    const last = page.at(-1);
    if (!last || page.length === changed.length) return { ...delta, items: page };
    return { ...delta, items: page, cursor: toCursor(thread, last.seq), more: true };
  }

  function pageOf(thread: Thread, items: readonly Item[], limit: number): OlderPage {
    const page = items.slice(-Math.min(limit, pageItems));
    const first = page[0];
    return {
      items: page,
      before: first && page.length < items.length ? `${thread.epoch}:${first.pos}` : null,
    };
  }

  function unreadOf({ contents: { items, readPos } }: Thread): number | null {
    if (!capabilities.receipts) return null;
    return items.filter((item) => item.pos > readPos && isByAgent(item)).length;
  }

  return {
    // What the customer's calls do.

    session: (sub: string): Session => {
      const thread = of(sub);
      const { contents } = thread;
      return {
        customer: { id: sub, name: sub },
        workstream: { id: "support", mode: "persistent" },
        conversation: contents.conversation,
        head: toCursor(thread, contents.seq),
        unread: unreadOf(thread),
        capabilities,
      };
    },

    newest: (sub: string, limit: number): NewestPage => {
      const thread = of(sub);
      const { items, seq, conversation } = thread.contents;
      return { ...pageOf(thread, items, limit), cursor: toCursor(thread, seq), conversation };
    },

    older: (sub: string, before: string, limit: number): OlderPage => {
      const thread = of(sub);
      const [epoch, pos] = before.split(":").map(Number);
      if (epoch !== thread.epoch || pos === undefined) throw new Refusal("cursor-expired");
      return pageOf(
        thread,
        thread.contents.items.filter((item) => item.pos < pos),
        limit,
      );
    },

    changes: (sub: string, after: string, limit: number): Delta => since(of(sub), after, limit),

    send: (sub: string, token: string, { id, text }: OutgoingMessage): SendResult => {
      const thread = of(sub);
      const key = flaw === "no-dedupe" ? null : flaw === "dedupe-per-token" ? `${token} ${id}` : id;
      const known = key === null ? undefined : thread.contents.keys.get(key);
      if (known && known.text !== text) throw new Refusal("id-reused");
      if (!known) {
        if (poison.has(text)) throw new Refusal("rejected");
        let created: Message | null = null;
        commit(sub, (next, before) => {
          const { conversation, notices } = reopened(before, next);
          created = message(next(), conversation.id, ownAuthor(sub), text, id);
          const keys = new Map(before.keys);
          if (key !== null) keys.set(key, { pos: created.pos, text });
          options.onCreated(sub, created, before.texts.has(text));
          const texts = new Set(before.texts).add(text);
          return { conversation, keys, texts, changed: [...notices, created] };
        });
        if (created) return { item: created, conversation: thread.contents.conversation };
      }
      const item = thread.contents.items.find(({ pos }) => pos === known?.pos);
      if (!item) throw new Error("The model server lost a message");
      return { item, conversation: thread.contents.conversation };
    },

    markRead: (sub: string, pos: number): void =>
      commit(sub, (next, { readPos, items, conversation }) => {
        const reached = Math.min(pos, items.at(-1)?.pos ?? 0);
        if (reached <= readPos) return {};
        return {
          readPos: reached,
          conversation: conversation && { ...conversation, seq: next(), customerRead: reached },
        };
      }),

    presence: (): void => {
      presenceCount += 1;
    },

    /** Tells of each later change, until the returned function is called. What is missing up to now comes first. */
    follow: (sub: string, after: string, tell: Tell): (() => void) => {
      const thread = of(sub);
      const missed = since(thread, after, Number.POSITIVE_INFINITY);
      if (missed.cursor !== missed.from) tell(missed);
      thread.listeners.add(tell);
      return () => thread.listeners.delete(tell);
    },

    // What the agents do. Nothing where there is nothing to do it to.

    say: (sub: string, text: string): void =>
      commit(sub, (next, { conversation }) => {
        if (!conversation || conversation.state === "closed") return {};
        const name = conversation.agent?.id ?? agents[0];
        if (conversation.state === "active")
          return {
            changed: [message(next(), conversation.id, { role: "agent", id: name, name }, text, null)],
          };
        const seq = next();
        const joined: Conversation = {
          ...conversation,
          seq,
          state: "active",
          agent: { id: name, name, avatarUrl: null },
        };
        const said = message(next(), conversation.id, { role: "agent", id: name, name }, text, null);
        return { conversation: joined, changed: [notice(seq, conversation.id, "agent-joined"), said] };
      }),

    edit: (sub: string, which: number): void =>
      commit(sub, (next, { items }) => {
        const found = pickMessage(items, which);
        if (!found || found.deleted || found.author.role !== "agent") return {};
        const seq = next();
        return { changed: [{ ...found, seq, text: `${found.text} (${seq})`, editedAt: at() }] };
      }),

    remove: (sub: string, which: number): void =>
      commit(sub, (next, { items }) => {
        const found = pickMessage(items, which);
        if (!found || found.deleted) return {};
        const { id, pos, conversation, author, clientId, at: sentAt } = found;
        const tombstone: Item = {
          id,
          pos,
          seq: next(),
          conversation,
          kind: "message",
          deleted: true,
          author,
          clientId,
          at: sentAt,
        };
        return { changed: [tombstone] };
      }),

    setState: (sub: string, state: "waiting" | "closed"): void =>
      commit(sub, (next, { conversation }) => {
        if (!conversation || conversation.state === "closed" || conversation.state === state) return {};
        const seq = next();
        return {
          conversation: { ...conversation, seq, state, closedAt: state === "closed" ? at() : null },
          changed: [notice(seq, conversation.id, state)],
        };
      }),

    takeOver: (sub: string): void =>
      commit(sub, (next, { conversation }) => {
        if (!conversation || conversation.state === "closed") return {};
        const seq = next();
        const id = agents[seq % agents.length] ?? agents[0];
        return {
          conversation: { ...conversation, seq, state: "active", agent: { id, name: id, avatarUrl: null } },
          changed: [notice(seq, conversation.id, "agent-changed")],
        };
      }),

    // What happens to the machine.

    /** Texts that are refused for good. */
    poison,
    /** Notices everything of now, to be gone back to. */
    backUp: (): void => {
      for (const thread of threads.values()) thread.backup = thread.contents;
    },
    /** Goes back to the backup, under a new epoch. False: there is none. */
    restoreBackup: (): boolean => {
      const backedUp = [...threads.values()].filter(({ backup }) => backup !== null);
      for (const thread of backedUp) {
        if (!thread.backup) continue;
        const { seq } = thread.backup;
        const archive = thread.archives.get(thread.epoch);
        thread.epoch += 1;
        thread.oldest = 0;
        thread.contents = thread.backup;
        thread.archives.set(thread.epoch, cut(archive, seq));
      }
      return backedUp.length > 0;
    },
    /** Cursors of before now are forgotten. */
    expireCursors: (): void => {
      for (const thread of threads.values()) thread.oldest = thread.contents.seq;
    },

    // What the checks look at.

    /** Is this text, or what is left of it, in the timeline of now? */
    hasText: (sub: string, text: string): boolean => of(sub).contents.texts.has(text),
    items: (sub: string): readonly Item[] => of(sub).contents.items,
    conversation: (sub: string): Conversation | null => of(sub).contents.conversation,
    readPos: (sub: string): number => of(sub).contents.readPos,
    epoch: (sub: string): number => of(sub).epoch,
    archives: (sub: string): ReadonlyMap<number, Archive> => of(sub).archives,
    presenceCount: () => presenceCount,
  };
}

export function isByAgent(item: Item): boolean {
  return item.kind === "message" && !item.deleted && item.author.role === "agent";
}

function pickMessage(items: readonly Item[], which: number) {
  const messages = items.filter((item) => item.kind === "message");
  return messages[which % Math.max(1, messages.length)];
}

/** In order of `pos`. */
function replaceItems(items: readonly Item[], changed: readonly Item[]): readonly Item[] {
  const byPos = new Map(items.map((item) => [item.pos, item]));
  for (const item of changed) byPos.set(item.pos, item);
  return [...byPos.values()].sort((a, b) => a.pos - b.pos);
}

function cut(archive: MutableArchive | undefined, seq: number): MutableArchive {
  const versions = new Map<number, Item[]>();
  for (const [pos, all] of archive?.versions ?? []) {
    const kept = all.filter((item) => item.seq <= seq);
    if (kept.length > 0) versions.set(pos, kept);
  }
  return {
    versions,
    conversations: (archive?.conversations ?? []).filter((conversation) => conversation.seq <= seq),
  };
}
