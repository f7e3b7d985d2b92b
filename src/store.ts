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

/** What skins read. */
export interface ShownValues {
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
}

/** The latest arrivals, confirmations, refusals and errors: what `on()` turns into events. */
export interface Happenings {
  readonly received: readonly Message[];
  readonly sent: readonly Message[];
  readonly failed: PendingMessage | null;
  readonly signInNeeded: number;
  readonly error: ChatError | null;
}

export type StoreValues = ShownValues & Happenings;

type SignalsOf<T> = { readonly [K in keyof T]: Readable<T[K]> };

export type Signals = SignalsOf<StoreValues>;

export interface Store {
  /** Those for skins. */
  readonly shown: SignalsOf<ShownValues>;
  /** All of them. */
  readonly signals: Signals;
  apply(change: Partial<StoreValues>): void;
  /** Runs `changes`; whoever watches sees only what came of them all. */
  together(changes: () => void): void;
  /** Calls `fn` with each later value, until the returned function is called. */
  watch<T>(signal: Readable<T>, fn: (value: T) => void): () => void;
}

const nothingShown = {
  transcript: ItemList.empty,
  pending: [],
  conversation: undefined,
  history: "none",
  unreadCount: 0,
  newAfter: null,
  draft: "",
  attachments: [],
  typing: null,
} as const;

const nothingHappened = { received: [], sent: [], failed: null } as const;

/** What there is of nobody: the start, and what sign-out goes back to. */
export const blank = { ...nothingShown, ...nothingHappened };

export function createStore(): Store {
  const shown = toSignals<ShownValues>({
    ...nothingShown,
    identity: { status: "unknown" },
    connection: "idle",
    capabilities: null,
    storage: "durable",
    isOpen: false,
    uploads: new Map(),
  });
  const signals = {
    ...shown,
    ...toSignals<Happenings>({ ...nothingHappened, signInNeeded: 0, error: null }),
  };

  return {
    shown,
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

function toSignals<T extends object>(values: T): { readonly [K in keyof T]: Signal<T[K]> } {
  const entries = Object.entries(values).map(([key, value]) => [key, signal<unknown>(value)]);
  return Object.fromEntries(entries) as { readonly [K in keyof T]: Signal<T[K]> };
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
