// createChat(): wires identity, storage, sync and store into the one object that hosts and the widget use.

import { computed } from "@preact/signals-core";
import type { Capabilities } from "./backend/backend.ts";
import { defaultTextChars } from "./backend/wire.ts";
import { toContext } from "./context.ts";
import { ChatError } from "./errors.ts";
import { type ChatEvents, listen } from "./events.ts";
import { createVault } from "./identity/vault.ts";
import type { ExportOptions } from "./export/options.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { createIdSource } from "./lib/id.ts";
import { browserMarks, noMarks, type SetMark } from "./lib/marks.ts";
import type { Readable } from "./lib/readable.ts";
import { reportToHost } from "./lib/report.ts";
import { cleanText, codePointCount } from "./lib/text.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Author, Item } from "./model/item.ts";
import type { ItemList } from "./model/item-list.ts";
import { isWordless, mostAttachments, namesOf, refusalOf } from "./model/attachment.ts";
import type {
  ConnectionState,
  HistoryState,
  IdentityState,
  PendingAttachment,
  PendingMessage,
} from "./model/view.ts";
import { type ChatOptions, type GetToken, validateOptions } from "./options.ts";
import { withFallback } from "./storage/fallback.ts";
import { indexedDbStorage } from "./storage/indexed-db.ts";
import type { Storage } from "./storage/storage.ts";
import { createStore, type Store } from "./store.ts";
import { untilAnswered } from "./sync/backoff.ts";
import type { CustomerRun } from "./sync/customer.ts";
import { createEngine } from "./sync/engine.ts";
import { browserChannel, browserLocks, type Locks, type OpenChannel } from "./sync/tabs.ts";
import { browserLifecycle, type PageLifecycle } from "./sync/wake.ts";

export type { ChatEvents } from "./events.ts";
export type {
  ConnectionState,
  Customer,
  HistoryState,
  IdentityState,
  PendingAttachment,
  PendingMessage,
} from "./model/view.ts";

/** The longest words beside a rating, in code points. */
const commentChars = 1000;

/** One customer's chat with one backend. Signals to read, commands to call; skins need nothing else. */
export interface Chat {
  readonly identity: Readable<IdentityState>;
  /**
   * The transcript's confirmed part in order of `pos`, each item once; read by index. A change makes another list, and costs what
   * it changes however long the history.
   */
  readonly transcript: Readable<ItemList>;
  /** The same as an array, made when it is read or subscribed to: each change then copies it. */
  readonly items: Readable<readonly Item[]>;
  /** Messages not confirmed yet, oldest first; shown after the transcript. */
  readonly pending: Readable<readonly PendingMessage[]>;
  /** Null: there is none. Undefined: not known yet, which is not "closed". */
  readonly conversation: Readable<Conversation | null | undefined>;
  readonly connection: Readable<ConnectionState>;
  readonly history: Readable<HistoryState>;
  /** Messages by agents and bots that the customer has not seen. */
  readonly unreadCount: Readable<number>;
  /** Null until the backend said. */
  readonly capabilities: Readable<Capabilities | null>;
  /** `memory`: this browser keeps nothing; unsent messages are lost on reload. */
  readonly storage: Readable<"durable" | "memory">;
  /** The `pos` after which messages were new when the panel was opened; null when nothing was. */
  readonly newAfter: Readable<number | null>;
  readonly isOpen: Readable<boolean>;
  /** Text in the composer, kept per customer across reloads. */
  readonly draft: Readable<string>;
  /** Files in the composer, for the next message. Gone with the page: their bytes are never stored in the browser. */
  readonly attachments: Readable<readonly PendingAttachment[]>;
  /** How much of each file that is being uploaded has gone: by its id, 0 to 1. */
  readonly uploads: Readable<ReadonlyMap<string, number>>;
  /** Who types to the customer now; null while nobody does, or it is not known. Known only while the panel is open. */
  readonly typing: Readable<Author | null>;

  /** Somebody looks at the transcript: it is loaded and kept live. Remembered across pages. */
  open(): void;
  /** Nobody looks any more. Ends nothing but this browser's connection. */
  close(): void;
  /**
   * Accepts a message. Resolves when it is stored in this browser (or marked `saved: false` where storage fails): from then
   * on it goes to the server exactly once, by itself, in the order written. Does not wait for the server. While it is not known
   * yet who is signed in it waits, in memory, for the first customer who is. A text that is the present `draft` leaves the
   * composer in the same write, so that it is never in neither.
   * @param attachments Ids of files in the composer that leave it with this message; it goes once they are uploaded, and those written
   *   after it wait for that. Then the text may be empty: it becomes the names of the files. Default: none.
   * @throws {ChatError} `invalid-text`: no string, empty, or longer than the limit. `signed-out`: nobody is signed in, or another
   *   customer signed in before it was stored. `disposed`.
   * @example await chat.send("Where is my order?");
   */
  send(text: string, attachments?: readonly string[]): Promise<{ readonly id: string }>;
  /**
   * Puts a file into the composer and begins to upload it. Interrupted, it is tried again by itself, under the same id. Resolves to
   * that id; while it is not known who is signed in it waits for who is.
   * @throws {ChatError} `invalid-attachment`: see `capabilities.attachments`, or the composer holds ten. `unsupported`: the backend takes
   *   no files. `signed-out`. `disposed`.
   */
  attach(file: File): Promise<{ readonly id: string }>;
  /** Takes a file out of the composer, and stops its upload. */
  detach(id: string): void;
  /** Tries a file in the composer again that failed. */
  retryUpload(id: string): void;
  /**
   * Puts a file in the place of one whose bytes are gone (`missing`), so that its message can go.
   * @throws {ChatError} As `attach`.
   */
  reattach(messageId: string, attachmentId: string, file: File): Promise<void>;
  /**
   * The bytes of a `clean` file of the transcript. Asks the backend each time, and tries again by itself while it can't be reached.
   * @throws {ChatError} `aborted`, also when the customer leaves. `not-found`, `forbidden`: the backend won't give it.
   */
  download(attachmentId: string, options?: { readonly signal?: AbortSignal }): Promise<Blob>;
  /** Tries a failed message again, or lets a held one go, under its id. */
  retry(id: string): Promise<void>;
  /** Removes a failed message for good, or a held one that was never on its way (`removable`). */
  discard(id: string): Promise<void>;
  /**
   * Removes a message as `discard` does and gives its text back, to be written anew; its files go back into the composer. Resolves to null
   * when there is no such message.
   */
  edit(id: string): Promise<string | null>;
  /**
   * Says what the customer thought of a conversation that has ended, by its id. Replaces what was said before; safe to repeat. Resolves when the
   * backend has it, and is not tried again by itself.
   * @param score A whole number from 1 to `capabilities.rating.max`.
   * @param comment Words beside it, at most 1,000 characters. Default: none.
   * @throws {ChatError} `unsupported`: the backend takes no ratings. `invalid-option`: the score. `invalid-text`: the comment is too long.
   *   `signed-out`, `disposed`, or what the backend or the network said.
   */
  rate(conversation: string, score: number, comment?: string): Promise<void>;
  /** The customer has seen everything up to this `pos`. Lower ones than before do nothing, nor does a page out of view. */
  markRead(pos: number): void;
  /** Asks for older items now; does nothing while closed, or when all of them are here or on their way. */
  loadOlder(): void;
  /** Asks for everything older, page after page until all of it is here; does nothing while closed. For a search, or a jump to the first. */
  loadAll(): void;
  /**
   * The whole transcript as a file, made in this browser: loads what is older first (also while the panel is closed, but only while the
   * page is in sight) and goes on by itself after failures. The file's name tells the day: `chat-2026-11-22.html`. Nothing is downloaded.
   * @throws {ChatError} `invalid-option`: no such format. `signed-out`: nobody is signed in, or somebody else by now. `network`: what makes
   *   the file did not load; call again. `aborted`: by the options' signal. `disposed`. Whatever older messages were refused with.
   * @example const file = await chat.exportTranscript({ format: "text", onProgress: ({ fraction }) => show(fraction) });
   */
  exportTranscript(options: ExportOptions): Promise<File>;
  /** What is in the composer. Stored soon after, for this customer; gone with `signOut()`. */
  setDraft(text: string): void;
  /**
   * Whether a page that nobody sees goes on asking for news, each 30 s as long as something may come, as a closed panel does. Default: it asks for
   * nothing until it is seen again.
   */
  watchWhileHidden(isOn: boolean): void;
  /** A customer signed in (or may have): asks `getToken` again, with a new one if given. */
  signIn(getToken?: GetToken): void;
  /**
   * The customer leaves this browser: removes identity, cursor, draft and unsent messages, here and in storage.
   * Resolves to the number of messages that were never confirmed.
   */
  signOut(): Promise<{ readonly unsentCount: number }>;
  /** Calls `fn` at each event until the returned function is called. A listener that throws does not stop the others. */
  on<E extends keyof ChatEvents>(event: E, fn: (detail: ChatEvents[E]) => void): () => void;
  /** Ends every request, timer and listener. What is stored stays. Can be called twice. */
  dispose(): void;
}

/**
 * Starts a chat. Nothing is asked of the backend until there is a reason: the panel is opened, a message is sent, or what is
 * stored says that a conversation goes on, something is unread or unsent.
 *
 * @throws {ChatError} `invalid-option`: an option is missing or of the wrong kind.
 * @example
 * const chat = createChat({ backend: restBackend("https://chat.example.com"), getToken: async () => myToken });
 * chat.items.subscribe((items) => render(items));
 * chat.open();
 */
export function createChat(options: ChatOptions): Chat {
  return assembleChat(options, {
    clock: systemClock,
    page: browserLifecycle(),
    openStorage: indexedDbStorage,
    locks: browserLocks(),
    openChannel: browserChannel(),
    mark: browserMarks,
  });
}

/** The world around a chat; tests bring their own. */
export interface Surroundings {
  readonly clock: Clock;
  readonly page: PageLifecycle;
  readonly openStorage: (backendId: string) => Storage;
  /** Null: the browser has none. */
  readonly locks: Locks | null;
  /** Null: the browser has none. */
  readonly openChannel: OpenChannel | null;
  /** Default: nothing is marked. */
  readonly mark?: SetMark;
}

/** @internal */
export function assembleChat(options: ChatOptions, surroundings: Surroundings): Chat {
  const { clock, page, openStorage, locks, openChannel, mark = noMarks } = surroundings;
  validateOptions(options);
  const { backend, getToken, customerId = null, history = "auto", context = pageContext } = options;
  const nextId = createIdSource(clock);
  const store = createStore();
  const { signals } = store;
  const stops = new Set<() => void>();
  const disposed = new AbortController();
  let isDisposed = false;
  const storage = withFallback(openStorage(backend.id), {
    clock,
    onDegraded: (cause) => {
      if (isDisposed) return;
      const error = new ChatError(
        "storage",
        "The browser's storage failed; unsent messages are kept in memory",
        { cause },
      );
      store.apply({ storage: "memory", error });
    },
  });
  const engine = createEngine({
    backend,
    getToken,
    vault: createVault(storage, clock),
    store,
    clock,
    page,
    locks,
    openChannel,
    isDurable: storage.isDurable,
    customerId,
    history,
    mark,
  });
  mark("start");
  stops.add(markProgress(store, mark));

  function checkText(given: string): string {
    if (isDisposed) throw new ChatError("disposed", "The chat was disposed");
    if (typeof given !== "string") throw new ChatError("invalid-text", "The text must be a string");
    const text = cleanText(given);
    const most = signals.capabilities.peek()?.limits.textChars ?? defaultTextChars;
    if (text.trim() === "") throw new ChatError("invalid-text", "The text is empty");
    if (codePointCount(text) > most)
      throw new ChatError("invalid-text", `The text is longer than ${most} characters`);
    return text;
  }

  /** The host's function may fail; the message must not. */
  function contextNow(): Record<string, string> {
    try {
      return toContext(context());
    } catch (error) {
      reportToHost(error);
      return {};
    }
  }

  /** Everything that is asked of a file before it is taken. */
  async function forFiles(file: File) {
    const customer = await someCustomer();
    const limits = signals.capabilities.peek()?.attachments;
    if (!limits || !backend.upload) throw new ChatError("unsupported", "This backend takes no files");
    const refusal = refusalOf(file, limits);
    if (refusal) throw new ChatError("invalid-attachment", `The file's ${refusal} is not accepted`);
    return customer;
  }

  /** Choosing a file may take the page out of view, so that it must be asked anew who it is. */
  function someCustomer(): Promise<CustomerRun> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const customer = engine.customer();
        const isNobody = signals.identity.peek().status === "signed-out";
        if (!customer && !isNobody && !isDisposed) return;
        // Not within the change that it watches.
        queueMicrotask(() => stop());
        stops.delete(giveUp);
        if (customer && !isDisposed) resolve(customer);
        else reject(new ChatError(isDisposed ? "disposed" : "signed-out", "Nobody can attach files here"));
      };
      const giveUp = () => look();
      stops.add(giveUp);
      const stop = signals.identity.subscribe(look);
    });
  }

  return {
    identity: signals.identity,
    transcript: signals.transcript,
    items: computed(() => [...signals.transcript.value]),
    pending: signals.pending,
    conversation: signals.conversation,
    connection: signals.connection,
    history: signals.history,
    unreadCount: signals.unreadCount,
    capabilities: signals.capabilities,
    storage: signals.storage,
    newAfter: signals.newAfter,
    isOpen: signals.isOpen,
    draft: signals.draft,
    attachments: signals.attachments,
    uploads: signals.uploads,
    typing: signals.typing,

    open: () => engine.setOpen(true),
    close: () => engine.setOpen(false),
    send: async (given, attachments = []) => {
      const files = engine.customer()?.uploads.describe(attachments) ?? [];
      const isNameless = typeof given === "string" && given.trim() === "" && files.length > 0;
      const text = checkText(isNameless ? namesOf(files) : given);
      const id = nextId();
      if (given === signals.draft.peek()) {
        store.apply({ draft: "" });
        engine.customer()?.ledger.takeDraft();
        engine.customer()?.typing.sent();
      }
      await engine.add({ id, text, files, at: new Date(clock.now()).toISOString(), context: contextNow() });
      return { id };
    },
    attach: async (file) => {
      const { uploads } = await forFiles(file);
      if (uploads.drafts().length >= mostAttachments)
        throw new ChatError("invalid-attachment", `A message has at most ${mostAttachments} files`);
      return { id: uploads.add(nextId(), file, true).id };
    },
    detach: (id) => engine.customer()?.uploads.detach(id),
    retryUpload: (id) => engine.customer()?.uploads.retry([{ id }]),
    reattach: async (messageId, attachmentId, file) => {
      const { ledger, uploads } = await forFiles(file);
      await ledger.reattach(messageId, attachmentId, uploads.add(nextId(), file, false));
    },
    download: async (attachmentId, { signal } = {}) => {
      const customer = engine.customer();
      if (!customer) throw new ChatError("aborted", "Nobody is known to be signed in");
      const both = signal ? AbortSignal.any([signal, customer.signal]) : customer.signal;
      return untilAnswered(both, () =>
        customer.requests.run(both, async (call) => {
          if (!backend.download) throw new ChatError("unsupported", "This backend gives no files");
          return backend.download(attachmentId, call);
        }),
      );
    },
    retry: async (id) => {
      await engine.customer()?.ledger.retry(id);
      engine.customer()?.push();
    },
    discard: async (id) => {
      await engine.customer()?.ledger.remove(id, false);
      engine.customer()?.push();
    },
    edit: async (id) => {
      const entry = await engine.customer()?.ledger.remove(id, true);
      engine.customer()?.push();
      if (!entry) return null;
      return isWordless(entry.text, entry.files) ? "" : entry.text;
    },
    rate: async (conversation, score, given = "") => {
      if (isDisposed) throw new ChatError("disposed", "The chat was disposed");
      const max = signals.capabilities.peek()?.rating?.max;
      if (max === undefined) throw new ChatError("unsupported", "The backend takes no ratings");
      if (!Number.isInteger(score) || score < 1 || score > max)
        throw new ChatError("invalid-option", `The score must be a whole number from 1 to ${max}`);
      const comment = cleanText(given).trim();
      if (codePointCount(comment) > commentChars)
        throw new ChatError("invalid-text", `The comment is longer than ${commentChars} characters`);
      await engine.rate(conversation, { score, comment: comment === "" ? null : comment });
    },
    markRead: (pos) => {
      if (!page.state().isVisible) return;
      const customer = engine.customer();
      if (customer?.ledger.markRead(pos)) customer.receipts.read();
    },
    loadOlder: engine.loadOlder,
    loadAll: engine.loadAll,
    exportTranscript: async (options) => {
      const { startExport } = await import("./export/start.ts").catch((cause: unknown) => {
        throw new ChatError("network", "What makes the file did not load", { cause });
      });
      return startExport({ ...signals, ...engine }, options, disposed.signal);
    },
    setDraft: (draft) => {
      if (isDisposed || draft === signals.draft.peek()) return;
      store.apply({ draft });
      engine.customer()?.ledger.setDraft(draft);
      engine.typed(draft);
    },
    watchWhileHidden: engine.listen,
    signIn: engine.signIn,
    signOut: async () => ({ unsentCount: await engine.signOut() }),
    on: (event, fn) => {
      const stop = listen(store, event, fn);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        stop();
      };
    },
    dispose: () => {
      if (isDisposed) return;
      isDisposed = true;
      disposed.abort();
      for (const stop of stops) stop();
      stops.clear();
      engine.dispose();
      storage.close?.();
    },
  };
}

/** Who it is, the newest page, the whole transcript: each when it comes to be known, once in a page load. */
function markProgress({ signals, watch }: Store, setMark: SetMark): () => void {
  const marked = new Set<string>();
  const mark = (name: string) => {
    if (!marked.has(name)) setMark(name);
    marked.add(name);
  };
  const stopIdentity = watch(signals.identity, ({ status }) => {
    if (status === "signed-in") mark("identified");
  });
  const stopHistory = watch(signals.history, (history) => {
    if (history === "restoring" || history === "partial" || history === "complete") mark("restored");
    if (history === "complete") mark("complete");
  });
  return () => {
    stopIdentity();
    stopHistory();
  };
}

/** The page's path alone: query strings and fragments may hold what is nobody's business. */
function pageContext(): Readonly<Record<string, string>> {
  return typeof location === "undefined" ? {} : { page: location.pathname };
}
