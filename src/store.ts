// The signals that skins read. Written here only, through `apply`, and all of one change at once.

import { batch, effect, signal, type Signal } from "@preact/signals-core";
import type { Capabilities } from "./backend/backend.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Author, Message } from "./model/item.ts";
import { ItemList } from "./model/item-list.ts";
import type {
  ConnectionState,
  HistoryState,
  IdentityState,
  PendingAttachment,
  PendingMessage,
} from "./model/view.ts";
import type { ChatError } from "./errors.ts";
import type { Readable } from "./lib/readable.ts";
import { reportToHost } from "./lib/report.ts";

export interface StoreValues {
  readonly identity: IdentityState;
  readonly transcript: ItemList;
  readonly pending: readonly PendingMessage[];
  readonly conversation: Conversation | null | undefined;
  readonly connection: ConnectionState;
  readonly history: HistoryState;
  readonly unreadCount: number;
  readonly capabilities: Capabilities | null;
  readonly storage: "durable" | "memory";
  readonly newAfter: number | null;
  readonly isOpen: boolean;
  readonly draft: string;
  readonly attachments: readonly PendingAttachment[];
  readonly uploads: ReadonlyMap<string, number>;
  readonly typing: Author | null;
  /** The latest arrivals, confirmations, refusals and errors: what `on()` turns into events. */
  readonly received: readonly Message[];
  readonly sent: readonly Message[];
  readonly failed: PendingMessage | null;
  readonly signInNeeded: number;
  readonly error: ChatError | null;
}

export type Signals = { readonly [K in keyof StoreValues]: Readable<StoreValues[K]> };

export interface Store {
  readonly signals: Signals;
  apply(change: Partial<StoreValues>): void;
  /** Runs `changes`; whoever watches sees only what came of them all. */
  together(changes: () => void): void;
  /** Calls `fn` with each later value, until the returned function is called. */
  watch<T>(signal: Readable<T>, fn: (value: T) => void): () => void;
}

/** What is shown of nobody: the start, and what sign-out goes back to. */
export const blank = {
  transcript: ItemList.empty,
  pending: [],
  conversation: undefined,
  history: "none",
  unreadCount: 0,
  newAfter: null,
  draft: "",
  attachments: [],
  typing: null,
  received: [],
  sent: [],
  failed: null,
} as const satisfies Partial<StoreValues>;

export function createStore(): Store {
  const signals: { readonly [K in keyof StoreValues]: Signal<StoreValues[K]> } = {
    identity: signal<IdentityState>({ status: "unknown" }),
    transcript: signal<ItemList>(blank.transcript),
    pending: signal<readonly PendingMessage[]>(blank.pending),
    conversation: signal<Conversation | null | undefined>(blank.conversation),
    connection: signal<ConnectionState>("idle"),
    history: signal<HistoryState>(blank.history),
    unreadCount: signal<number>(blank.unreadCount),
    capabilities: signal<Capabilities | null>(null),
    storage: signal<"durable" | "memory">("durable"),
    newAfter: signal<number | null>(blank.newAfter),
    isOpen: signal(false),
    draft: signal<string>(blank.draft),
    attachments: signal<readonly PendingAttachment[]>(blank.attachments),
    uploads: signal<ReadonlyMap<string, number>>(new Map()),
    typing: signal<Author | null>(blank.typing),
    received: signal<readonly Message[]>(blank.received),
    sent: signal<readonly Message[]>(blank.sent),
    failed: signal<PendingMessage | null>(blank.failed),
    signInNeeded: signal(0),
    error: signal<ChatError | null>(null),
  };

  return {
    signals,
    apply: (change) =>
      guarded(() => {
        for (const [key, value] of Object.entries(change)) {
          const target = signals[key as keyof StoreValues] as Signal<unknown>;
          target.value = value;
        }
      }),
    together: guarded,
    watch: (readable, fn) => {
      let isFirst = true;
      return effect(() => {
        const { value } = readable;
        if (isFirst) isFirst = false;
        else fn(value);
      });
    },
  };
}

/** What a subscriber throws is the host's mistake: reported, and no reason to stop in the middle of a change of ours. */
function guarded(changes: () => void): void {
  let isDone = false;
  try {
    batch(() => {
      changes();
      isDone = true;
    });
  } catch (error) {
    if (!isDone) throw error;
    reportToHost(error);
  }
}
