// A client in Node against a real server: its own storage that outlives a "page load", and a page that can be hidden.

import type { Backend } from "../../src/backend/backend.ts";
import { assembleChat, type Chat } from "../../src/chat.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { Readable } from "../../src/lib/readable.ts";
import type { GetToken, HistoryMode } from "../../src/options.ts";
import { restBackend } from "../../src/rest.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import type { PageLifecycle, PageState } from "../../src/sync/wake.ts";

export interface TestPage extends PageLifecycle {
  set(state: Partial<PageState>): void;
}

export function createTestPage(): TestPage {
  let present: PageState = { isVisible: true, isOnline: true, isSuspended: false };
  const listeners = new Set<(state: PageState, isReturn: boolean) => void>();
  return {
    state: () => present,
    listen: (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
    set: (change) => {
      const before = present;
      present = { ...present, ...change };
      const isReturn = (!before.isVisible && present.isVisible) || (!before.isOnline && present.isOnline);
      for (const listener of listeners) listener(present, isReturn);
    },
  };
}

export interface TestClient {
  readonly chat: Chat;
  readonly page: TestPage;
  readonly storage: Storage;
}

export interface ClientOptions {
  readonly url: string;
  readonly getToken: GetToken;
  /** A browser's storage; hand on the same one for the next page load. */
  readonly storage?: Storage;
  readonly customerId?: string;
  readonly history?: HistoryMode;
  /** Changes what the backend does; default as it is. */
  readonly alter?: (backend: Backend) => Backend;
}

export function openClient({
  url,
  getToken,
  storage = memoryStorage(),
  customerId,
  history,
  alter = (backend) => backend,
}: ClientOptions): TestClient {
  const page = createTestPage();
  const chat = assembleChat(
    {
      backend: alter(restBackend(url)),
      getToken,
      ...(customerId !== undefined && { customerId }),
      ...(history !== undefined && { history }),
    },
    { clock: systemClock, page, openStorage: () => storage, locks: null, openChannel: null },
  );
  return { chat, page, storage };
}

/** Resolves with the first value that fits, now or later; rejects with the last one seen when none comes in time. */
export function until<T>(signal: Readable<T>, fits: (value: T) => boolean, timeoutMs = 8000): Promise<T> {
  return new Promise((resolve, reject) => {
    let stop: (() => void) | null = null;
    let isDone = false;
    const timer = setTimeout(() => {
      stop?.();
      reject(new Error(`Waited in vain; the last value was ${JSON.stringify(signal.peek())?.slice(0, 500)}`));
    }, timeoutMs);
    stop = signal.subscribe((value) => {
      if (isDone || !fits(value)) return;
      isDone = true;
      clearTimeout(timer);
      queueMicrotask(() => stop?.());
      resolve(value);
    });
  });
}

/** The transcript's words, notices by their kind in brackets. */
export function transcript(chat: Chat): string[] {
  return chat.items.peek().map((item) => {
    if (item.kind === "notice") return `[${item.notice}]`;
    return item.deleted ? "[deleted]" : item.text;
  });
}
