// A backend in memory for any number of customers, told apart by their tokens, and clients in Node that talk to it on a clock
// that stands still. Keeps the protocol; a test can spoil its answers, or replace calls with `alter`.

import { onTestFinished } from "vitest";
import type {
  Backend,
  CallOptions,
  Delta,
  MessageVersion,
  OutgoingFile,
  StreamEvent,
} from "../../src/backend/backend.ts";
import { assembleChat } from "../../src/chat.ts";
import { ChatError } from "../../src/errors.ts";
import { codePointCount } from "../../src/lib/text.ts";
import type { Attachment } from "../../src/model/attachment.ts";
import type { Conversation, Rating } from "../../src/model/conversation.ts";
import type { Item, Message } from "../../src/model/item.ts";
import { isIncoming } from "../../src/model/unread.ts";
import type { GetToken } from "../../src/options.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestPage, type TestClient } from "./client.ts";
import type { FakeBrowser } from "./fake-browser.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { message } from "./items.ts";

/** What a fake backend takes. */
export const fileLimits = { maxBytes: 1000, types: ["text/*", "image/png"] };

export interface FakeBackend extends Required<Backend> {
  /** Files that have arrived whole, by id. */
  readonly files: Map<string, OutgoingFile>;
  /** The calls so far: name, customer, and what it was about where that matters, as in "send ana Hello". */
  readonly calls: string[];
  /** How many calls begin with these words. */
  count(words: string): number;
  /** Throws instead of answering, while set. */
  fault: ChatError | null;
  /** Tokens that are refused. */
  readonly revoked: Set<string>;
  /** A customer's conversation as the agents have it. */
  of(sub: string): FakeCustomer;
  /** Ends the open streams as a server does that says good-bye. */
  bye(retryAfterMs: number): void;
  streamCount(): number;
}

export interface FakeCustomer {
  /** Adds an agent's message, and tells the open streams unless `isSilent`. */
  say(text: string, isSilent?: boolean): void;
  /** Tells the open streams something that is no change. */
  tellLive(event: StreamEvent): void;
  /** Tells no stream. */
  setState(state: Conversation["state"]): void;
}

/** What the server keeps of one customer. */
interface Thread extends FakeCustomer {
  readonly items: readonly Item[];
  cursor(): string;
  conversation(): Conversation | null;
  unreadCount(): number;
  since(cursor: string, limit?: number): Delta;
  append(change: Partial<Message>): Message;
  /** Changes one of the customer's own messages, or leaves its tombstone: null. */
  rewrite(message: MessageVersion, text: string | null): Item;
  /** Tells the open streams what happened since a cursor. */
  tell(from: string): void;
  markRead(pos: number): void;
  rate(rating: Rating): void;
  readonly streams: Set<(event: StreamEvent) => void>;
}

export interface FakeBackendOptions {
  readonly canStream?: boolean;
  readonly canLongPoll?: boolean;
}

const textChars = 4000;

export function createFakeBackend({
  canStream = true,
  canLongPoll = false,
}: FakeBackendOptions = {}): FakeBackend {
  const calls: string[] = [];
  const revoked = new Set<string>();
  const threads = new Map<string, Thread>();
  const files = new Map<string, OutgoingFile>();

  function toAttachment(id: string): Attachment {
    const file = files.get(id);
    if (!file) throw new ChatError("rejected", "no such file", { problem: "invalid-attachments" });
    return { id, name: file.name, type: file.type, bytes: file.bytes.byteLength, scan: "clean" };
  }

  function of(sub: string): Thread {
    const thread = threads.get(sub) ?? createThread();
    threads.set(sub, thread);
    return thread;
  }

  /** Notes the call, and gives whose it is. */
  function receive(name: string, { token, signal }: CallOptions, about: string | number = ""): string {
    if (signal.aborted) throw aborted();
    const sub = subOf(token);
    calls.push(`${name} ${sub} ${about}`.trim());
    if (fake.fault) throw fake.fault;
    if (revoked.has(token)) throw new ChatError("unauthorized", "revoked");
    return sub;
  }

  const fake: FakeBackend = {
    id: "https://chat.test",
    calls,
    count: (words) => calls.filter((call) => `${call} `.startsWith(`${words} `)).length,
    fault: null,
    revoked,
    files,
    of,
    bye: (retryAfterMs) => {
      for (const { streams } of threads.values())
        for (const tell of streams) tell({ type: "bye", retryAfterMs });
    },
    streamCount: () => [...threads.values()].reduce((sum, { streams }) => sum + streams.size, 0),

    session: async (options) => {
      const sub = receive("session", options);
      const thread = of(sub);
      return {
        customer: { id: sub, name: sub },
        workstream: { id: "support", mode: "persistent" },
        conversation: thread.conversation(),
        head: thread.cursor(),
        unread: thread.unreadCount(),
        capabilities: {
          live: [...(canStream ? ["sse" as const] : []), ...(canLongPoll ? ["longPoll" as const] : [])],
          receipts: true,
          presence: true,
          edit: true,
          attachments: fileLimits,
          typing: true,
          rating: { max: 5 },
          hours: null,
          limits: { textChars, sendPerMinute: null },
        },
      };
    },
    newest: async (options) => {
      const thread = of(receive("newest", options));
      const page = lastOf(thread.items, options.limit);
      return { ...page, cursor: thread.cursor(), conversation: thread.conversation() };
    },
    older: async (options) => {
      const { items } = of(receive("older", options, options.before));
      const before = numberIn(options.before, /^(\d+)$/, items.at(-1)?.pos ?? 0);
      return lastOf(
        items.filter(({ pos }) => pos < before),
        options.limit,
      );
    },
    changes: async (options) => of(receive("changes", options)).since(options.after, options.limit),
    send: async ({ id, text, attachments: ids = [] }, options) => {
      const sub = receive("send", options, text);
      const thread = of(sub);
      if (text === "" || codePointCount(text) > textChars) throw new ChatError("rejected", "no text");
      const known = thread.items.find((item) => item.kind === "message" && item.clientId === id);
      if (known && "text" in known && known.text !== text) throw new ChatError("id-reused", "other text");
      const from = thread.cursor();
      const attachments = ids.map(toAttachment);
      if (!thread.conversation()) thread.setState("open");
      const author = { role: "customer", id: sub, name: sub } as const;
      const item = known ?? thread.append({ text, clientId: id, author, attachments });
      if (!known) thread.tell(from);
      return { item, conversation: thread.conversation() };
    },
    waitForChanges: async (options) => {
      const thread = of(receive("wait", options));
      const missed = thread.since(options.after);
      if (missed.cursor !== missed.from) return missed;
      for await (const event of follow(thread.streams, [], options.signal))
        return event.type === "change" ? thread.since(options.after) : null;
      throw aborted();
    },
    editMessage: async ({ text, ...version }, options) => {
      const thread = of(receive("edit", options, version.id));
      return { item: thread.rewrite(version, text), conversation: thread.conversation() };
    },
    deleteMessage: async (version, options) => {
      const thread = of(receive("delete", options, version.id));
      return { item: thread.rewrite(version, null), conversation: thread.conversation() };
    },
    upload: async (file, { onProgress, ...options }) => {
      receive("upload", options, file.name);
      onProgress(0);
      files.set(file.id, file);
    },
    download: async (id, options) => {
      receive("download", options, id);
      const file = files.get(id);
      if (!file) throw new ChatError("not-found", "no such file");
      return new Blob([file.bytes], { type: file.type });
    },
    markRead: async (pos, options) => of(receive("read", options, pos)).markRead(pos),
    presence: async (options) => void receive("presence", options),
    typing: async (on, options) => void receive("typing", options, on ? "on" : "off"),
    rate: async (conversation, { score, comment }, options) => {
      const thread = of(receive("rate", options, `${conversation} ${score} ${comment ?? ""}`));
      thread.rate({ score, comment });
    },
    stream: async function* (options) {
      const thread = of(receive("stream", options));
      const queue: StreamEvent[] = [{ type: "ping" }];
      const missed = thread.since(options.after);
      if (missed.cursor !== missed.from) queue.push({ type: "change", delta: missed });
      yield* follow(thread.streams, queue, options.signal);
    },
  };

  return fake;
}

/** The same backend with some of its calls replaced. */
export function alter(backend: Backend, change: Partial<Backend>): Backend {
  return { ...backend, ...change };
}

/** A call, a token or whatever else never comes. */
export function neverAnswers(): Promise<never> {
  return new Promise(() => undefined);
}

/** A token that tells whose it is. The fake backend takes "ana-1" for a token of ana's that does not tell. */
export function tokenOf(sub: string, lifeSeconds = 3600): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none" })}.${encode({ sub, name: sub, iat: 1000, exp: 1000 + lifeSeconds })}.`;
}

export interface FakeClientOptions {
  /** Default: signed in as ana. */
  readonly getToken?: GetToken;
  /** A browser's storage; hand on the same one for another tab or the next page load. */
  readonly storage?: Storage;
  /** Null or absent: the host names nobody. */
  readonly customerId?: string | null;
  readonly clock?: FakeClock;
  /** The browser that it is a tab of. Default: the only tab of one without locks and channel. */
  readonly browser?: Partial<FakeBrowser>;
}

export interface FakeClient extends TestClient {
  readonly clock: FakeClock;
}

/** A page load. Ends with the test. */
export function openFakeClient(backend: Backend, options: FakeClientOptions = {}): FakeClient {
  const { getToken = async () => tokenOf("ana"), customerId = null, browser = {} } = options;
  const { storage = browser.storage ?? memoryStorage(), clock = createFakeClock() } = options;
  const { locks = null, openChannel = null } = browser;
  const page = createTestPage();
  const chat = assembleChat(
    { backend, getToken, ...(customerId !== null && { customerId }) },
    { clock, page, openStorage: () => storage, locks, openChannel },
  );
  onTestFinished(chat.dispose);
  return { chat, clock, page, storage };
}

function createThread(): Thread {
  const items: Item[] = [];
  const streams: Thread["streams"] = new Set();
  let seq = 0;
  let readPos = 0;
  let conversation: Conversation | null = null;

  const cursor = () => toCursor(seq);
  const since = (from: string, limit = Number.POSITIVE_INFINITY): Delta => {
    const after = numberIn(from, /^e1\.(\d+)$/, seq);
    const changed = items.filter((item) => item.seq > after);
    const page = changed.slice(0, limit);
    const more = page.length < changed.length;
    return {
      from,
      items: page,
      cursor: more ? toCursor(page.at(-1)?.seq ?? 0) : cursor(),
      more,
      conversation,
    };
  };
  const append = (change: Partial<Message>): Message => {
    seq += 1;
    const item = message(seq, change);
    items.push(item);
    return item;
  };
  const rewrite = (version: MessageVersion, text: string | null): Item => {
    const index = items.findIndex(({ id }) => id === version.id);
    const item = items[index];
    if (item?.kind !== "message") throw new ChatError("not-found", "no such message");
    if (item.author.role !== "customer") throw new ChatError("forbidden", "an agent's");
    if (item.deleted && text === null) return item;
    if (item.deleted) throw new ChatError("not-found", "deleted");
    if (item.text === text) return item;
    if (item.seq !== version.seq) throw new ChatError("conflict", "of another version");
    if (text === "") throw new ChatError("rejected", "no text");
    const from = cursor();
    seq += 1;
    const { text: _, format: __, editedAt: ___, ...rest } = item;
    const changed: Item =
      text === null ? { ...rest, seq, deleted: true } : { ...item, seq, text, editedAt: item.at };
    items[index] = changed;
    tell(from);
    return changed;
  };
  const tell = (from: string) => {
    for (const listener of streams) listener({ type: "change", delta: since(from) });
  };
  const setState = (state: Conversation["state"], rating: Rating | null = null) => {
    seq += 1;
    conversation = {
      id: "cv_1",
      seq,
      state,
      agent: null,
      customerRead: readPos,
      agentRead: null,
      rating,
      openedAt: "2026-11-22T06:00:00Z",
      closedAt: null,
    };
  };

  return {
    items,
    streams,
    cursor,
    since,
    append,
    rewrite,
    setState: (state) => setState(state),
    conversation: () => conversation,
    unreadCount: () => items.filter((item) => item.pos > readPos && isIncoming(item)).length,
    tell,
    say: (text, isSilent = false) => {
      const from = cursor();
      append({ text });
      if (!isSilent) tell(from);
    },
    tellLive: (event) => {
      for (const listener of streams) listener(event);
    },
    rate: (rating) => {
      if (conversation) setState(conversation.state, rating);
    },
    markRead: (pos) => {
      const reached = Math.min(pos, items.at(-1)?.pos ?? 0);
      if (!conversation || reached <= readPos) return;
      readPos = reached;
      setState(conversation.state);
    },
  };
}

async function* follow(
  streams: Thread["streams"],
  queue: StreamEvent[],
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  let wake = (): void => undefined;
  const tell = (event: StreamEvent) => {
    queue.push(event);
    wake();
  };
  const stop = () => wake();
  streams.add(tell);
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted) {
      for (let event = queue.shift(); event; event = queue.shift()) {
        yield event;
        if (event.type === "bye") return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
    }
  } finally {
    signal.removeEventListener("abort", stop);
    streams.delete(tell);
  }
}

function lastOf(items: readonly Item[], limit: number) {
  const page = items.slice(-limit);
  const before = page.length < items.length ? String(page[0]?.pos) : null;
  return { items: page, before };
}

/** The number in a cursor of this history. */
function numberIn(cursor: string, form: RegExp, highest: number): number {
  const number = Number(form.exec(cursor)?.[1]);
  if (!(number <= highest)) throw new ChatError("cursor-expired", "of another history");
  return number;
}

function aborted(): ChatError {
  return new ChatError("aborted", "The request was stopped");
}

function toCursor(seq: number): string {
  return `e1.${seq}`;
}

function subOf(token: string): string {
  const claims = token.split(".")[1];
  if (claims === undefined) return token.replace(/-.*/, "");
  return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string }).sub;
}
