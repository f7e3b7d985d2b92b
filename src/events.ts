// Events for hosts that do not read signals. Derived from the store, so nothing is told twice or by another way.

import { ChatError } from "./errors.ts";
import { reportToHost } from "./lib/report.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Message } from "./model/item.ts";
import type { ConnectionState, IdentityState, PendingMessage } from "./model/view.ts";
import type { Store } from "./store.ts";

/** Event names and what their listeners are given. Events are derived from the signals; none is missed by reading those. */
export interface ChatEvents {
  /** The server has it. */
  "message:sent": Message;
  "message:failed": PendingMessage;
  /** By somebody else, and not part of restored history. */
  "message:received": Message;
  "unread:change": number;
  "conversation:change": Conversation | null;
  "identity:change": IdentityState;
  "connection:change": ConnectionState;
  /** Nobody is signed in and somebody wants to chat. */
  "signin:needed": undefined;
  /** The backend refuses the token, and a fresh one too. */
  "token:expired": undefined;
  /** What is written now is lost on reload unless it was sent. */
  "storage:degraded": undefined;
  /** Something failed that time alone does not mend, or that the customer should know of. Nothing is lost by it. */
  error: ChatError;
}

/** Calls `fn` at each event until the returned function is called. A listener that throws is reported and harms no other. */
export function listen<E extends keyof ChatEvents>(
  store: Store,
  event: E,
  fn: (detail: ChatEvents[E]) => void,
): () => void {
  const { signals, watch } = store;
  const emit = (detail: unknown) => {
    try {
      fn(detail as ChatEvents[E]);
    } catch (error) {
      reportToHost(error);
    }
  };
  const each = (details: readonly unknown[]) => details.forEach(emit);
  const present = (detail: unknown) => detail !== null && emit(detail);
  const sources: Readonly<Record<keyof ChatEvents, () => () => void>> = {
    "message:sent": () => watch(signals.sent, each),
    "message:failed": () => watch(signals.failed, present),
    "message:received": () => watch(signals.received, each),
    "unread:change": () => watch(signals.unreadCount, emit),
    "conversation:change": () => watch(signals.conversation, (value) => value !== undefined && emit(value)),
    "identity:change": () => watch(signals.identity, emit),
    "connection:change": () => watch(signals.connection, emit),
    "signin:needed": () => watch(signals.signInNeeded, () => emit(undefined)),
    "token:expired": () => watch(signals.identity, ({ status }) => status === "expired" && emit(undefined)),
    "storage:degraded": () => watch(signals.storage, () => emit(undefined)),
    error: () => watch(signals.error, present),
  };
  if (!Object.hasOwn(sources, event))
    throw new ChatError("invalid-option", `There is no event "${event as string}"`);
  return sources[event]();
}
