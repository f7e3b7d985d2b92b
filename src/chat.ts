// createChat(): wires identity, storage, sync and store into the one object that hosts and the widget use.

import { computed } from "@preact/signals-core";
import type { Chat } from "./chat-interface.ts";
import { ChatError } from "./errors.ts";
import { listen } from "./events.ts";
import { createFileCommands } from "./file-commands.ts";
import { createVault } from "./identity/vault.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { createIdSource } from "./lib/id.ts";
import { importAgain } from "./lib/import-again.ts";
import { browserMarks, noMarks, type SetMark } from "./lib/marks.ts";
import { createMessageCommands } from "./message-commands.ts";
import { type ChatOptions, validateOptions } from "./options.ts";
import { withFallback } from "./storage/fallback.ts";
import { indexedDbStorage } from "./storage/indexed-db.ts";
import type { Storage } from "./storage/storage.ts";
import { createStore, type Store } from "./store.ts";
import { createEngine } from "./sync/engine.ts";
import { browserChannel, browserLocks, type Locks, type OpenChannel } from "./sync/tabs.ts";
import { browserLifecycle, type PageLifecycle } from "./sync/wake.ts";

export type { Chat } from "./chat-interface.ts";
export type { ChatEvents } from "./events.ts";
export type {
  ConnectionState,
  Customer,
  HistoryState,
  IdentityState,
  PendingAttachment,
  PendingMessage,
} from "./model/view.ts";

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

const loadExport = () => import("./export/start.ts");

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
  const { clock, page, openStorage, mark = noMarks } = surroundings;
  validateOptions(options);
  const { backend, getToken, customerId = null, history = "auto", context = pageContext } = options;
  const store = createStore();
  const stops = new Set<() => void>();
  const disposal = new AbortController();
  const disposed = disposal.signal;
  const storage = withFallback(openStorage(backend.id), {
    clock,
    onDegraded: (cause) => {
      if (disposed.aborted) return;
      const message = "The browser's storage failed; unsent messages are kept in memory";
      store.apply({ storage: "memory", error: new ChatError("storage", message, { cause }) });
    },
  });
  const engine = createEngine({
    ...surroundings,
    backend,
    getToken,
    vault: createVault(storage, clock),
    store,
    isDurable: storage.isDurable,
    customerId,
    history,
    mark,
  });
  const parts = { backend, engine, store, clock, nextId: createIdSource(clock), context, disposed };
  mark("start");
  stops.add(markProgress(store, mark));

  return {
    ...store.shown,
    items: computed(() => [...store.signals.transcript.value]),
    ...createMessageCommands(parts),
    ...createFileCommands(parts),
    open: () => engine.setOpen(true),
    close: () => engine.setOpen(false),
    markRead: (pos) => {
      if (!page.state().isVisible) return;
      const customer = engine.customer();
      if (customer?.ledger.markRead(pos)) customer.receipts.read();
    },
    loadOlder: engine.loadOlder,
    loadAll: engine.loadAll,
    exportTranscript: async (options) => {
      const { startExport } = await importAgain(loadExport).catch((cause: unknown) => {
        throw new ChatError("network", "What makes the file did not load", { cause });
      });
      return startExport({ ...store.signals, ...engine }, options, disposed);
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
      if (disposed.aborted) return;
      disposal.abort(new ChatError("disposed", "The chat was disposed"));
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
