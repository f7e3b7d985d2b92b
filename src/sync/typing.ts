// Typing, both ways: tells the backend that the customer types, and knows who types to them. Nothing waits for it and nothing repeats
// it: what comes late is not true any more.

import type { Backend } from "../backend/backend.ts";
import type { ChatError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import type { Author, Message } from "../model/item.ts";
import type { Store } from "../store.ts";
import { isRetryable, toChatError } from "./backoff.ts";
import type { Ledger } from "./ledger.ts";
import type { Requests } from "./requests.ts";
import type { News } from "./tab-messages.ts";
import { createTypingPace, typingLastsMs } from "./typing-pace.ts";

export interface TypingOptions {
  readonly clock: Clock;
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly onNews: (news: News) => void;
  readonly onError: (error: ChatError) => void;
}

export interface Typing {
  /** The customer changed the text in the composer. */
  typed(text: string): void;
  /** What was in the composer is on its way. */
  sent(): void;
  /** Somebody began or ended to type to the customer. `isHeard`: in another tab. */
  heard(author: Author, on: boolean, isHeard?: boolean): void;
  /** These have come: whoever wrote one types it no more. */
  received(messages: readonly Message[]): void;
  stop(): void;
}

export function createTyping(options: TypingOptions): Typing {
  const { clock, backend, requests, ledger, store, signal, onNews, onError } = options;
  const pace = createTypingPace(clock, (on) => void tell(on));
  let author: Author | null = null;
  let cancelEnd: (() => void) | null = null;

  async function tell(on: boolean): Promise<void> {
    try {
      await requests.run(signal, (call) => backend.typing?.(on, call) ?? Promise.resolve());
    } catch (cause) {
      const error = toChatError(cause);
      if (error.code === "unsupported") ledger.lack({ typing: false });
      // What may pass shows in the connection's state; nothing is lost by it.
      else if (!signal.aborted && !isRetryable(error)) onError(error);
    }
  }

  function show(next: Author | null): void {
    cancelEnd?.();
    cancelEnd = next && clock.setTimer(() => show(null), typingLastsMs);
    // Said again it is the same person, and nothing to draw anew.
    if (author?.id === next?.id) return;
    author = next;
    ledger.showTyping(author);
  }

  return {
    typed: (text) => {
      // Kept for when it works again it would be late.
      const isWorth = ledger.capabilities()?.typing && store.signals.connection.peek() === "online";
      if (isWorth) pace.typed(text.trim() !== "");
    },
    sent: pace.stop,
    heard: (who, on, isHeard = false) => {
      if (who.role === "customer") return;
      if (on) show(who);
      else if (author?.id === who.id) show(null);
      if (!isHeard) onNews({ type: "typing", author: who, on });
    },
    received: (messages) => {
      if (messages.some((message) => message.author.id === author?.id)) show(null);
    },
    stop: () => {
      pace.stop();
      cancelEnd?.();
    },
  };
}
