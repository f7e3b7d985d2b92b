// startWidget(): a chat and its panel on the page, and the one object that the host commands them with.

import { ChatError } from "../errors.ts";
import { effect } from "@preact/signals";
import { restBackend } from "../backend/rest.ts";
import { createChat, type Chat, type HistoryState } from "../chat.ts";
import { importAgain } from "../lib/import-again.ts";
import { browserMarks } from "../lib/marks.ts";
import type { ExportOptions } from "../export/options.ts";
import type { GetToken } from "../options.ts";
import { createEvents, type WidgetEvents } from "./events.ts";
import { mount } from "./mount.ts";
import {
  lookOf,
  validateUpdate,
  validateWidgetOptions,
  type WidgetLook,
  type WidgetOptions,
} from "./options.ts";
import { loadTools } from "./parts.ts";

/** A running widget. */
export interface Widget {
  /** Resolves when the launcher is drawn. */
  readonly ready: Promise<void>;
  /** The chat behind the panel: its signals and commands. */
  readonly chat: Chat;
  /** Messages that the customer has not seen, 0 while that is not known. */
  readonly unreadCount: number;
  /** Opens the panel and moves the focus into it. */
  open(): void;
  /** Closes the panel. Ends nothing: the conversation goes on. */
  close(): void;
  toggle(): void;
  /** Shows the launcher. */
  show(): void;
  /** Hides the launcher; an open panel stays. */
  hide(): void;
  /** A customer signed in (or may have): asks `getToken` again, with a new one if given. */
  signIn(getToken?: GetToken): void;
  /** The customer leaves this browser; see {@link Chat.signOut}. */
  signOut(): Promise<{ readonly unsentCount: number }>;
  /** Sends a message as the customer; see {@link Chat.send}. */
  send(text: string): Promise<{ readonly id: string }>;
  /** The whole transcript as a file, in the widget's words; see {@link Chat.exportTranscript}. */
  exportTranscript(options: ExportOptions): Promise<File>;
  /** Puts text into the composer, unless the customer has written something there. */
  prefill(text: string): void;
  /**
   * Merges new looks and words into the present ones.
   * @throws {ChatError} `invalid-option`: nothing was changed.
   */
  update(look: WidgetLook): void;
  /** Calls `fn` at each event until the returned function is called. */
  on<E extends keyof WidgetEvents>(event: E, fn: (detail: WidgetEvents[E]) => void): () => void;
  /** Removes the widget from the page. What is stored stays; the conversation goes on. Can be called twice. */
  destroy(): void;
}

/**
 * Puts a chat on the page. Call it in a browser; importing the module touches nothing.
 * @throws {ChatError} `invalid-option`: nothing was started.
 * @example
 * const widget = startWidget({ backend: "https://chat.example.com", getToken: () => fetchToken() });
 * widget.on("unread:change", (count) => updateTitle(count));
 */
export function startWidget(options: WidgetOptions): Widget {
  return widgetFor(chatFor(options), options, options.target ?? null, null);
}

/** The chat alone, not drawn yet. */
export function chatFor(options: WidgetOptions): Chat {
  validateWidgetOptions(options);
  const { backend, getToken, customerId, context, history } = options;
  return createChat({
    backend: typeof backend === "string" ? restBackend(backend) : backend,
    getToken,
    ...(customerId !== undefined && { customerId }),
    ...(context !== undefined && { context }),
    ...(history !== undefined && { history }),
  });
}

/** A widget on any chat. `hold`: see {@link MountOptions}. */
export function widgetFor(
  chat: Chat,
  look: WidgetLook,
  target: Element | null,
  launcher: HTMLButtonElement | null,
  hold?: Promise<void>,
): Widget {
  const ready = Promise.resolve();
  const stopMarking = markPainted(chat);
  const events = createEvents(chat, ready);
  const mounted = mount({ chat, look: lookOf(look), target, launcher, hold, signIn: () => chat.signIn() });
  let destroyed = false;
  if (target) chat.open();

  return {
    ready,
    chat,
    get unreadCount() {
      return chat.unreadCount.peek();
    },
    open: mounted.open,
    close: mounted.close,
    toggle: mounted.toggle,
    show: () => mounted.setLauncher(true),
    hide: () => mounted.setLauncher(false),
    signIn: (getToken) => chat.signIn(getToken),
    signOut: () => chat.signOut(),
    send: (text) => chat.send(text),
    exportTranscript: async (options) => {
      const { transcriptWords } = await importAgain(loadTools);
      return chat.exportTranscript({
        ...options,
        words: { ...transcriptWords(mounted.words()), ...options?.words },
      });
    },
    prefill: (text) => {
      if (typeof text !== "string") throw new ChatError("invalid-text", "The text must be a string");
      if (chat.draft.peek().trim() === "") chat.setDraft(text);
    },
    update: (look) => {
      validateUpdate(look);
      mounted.update(look);
    },
    on: events.on,
    destroy: () => {
      if (destroyed) return;
      destroyed = true;
      events.dispose();
      stopMarking();
      mounted.remove();
      chat.dispose();
    },
  };
}

/** Resolves when the newest messages are here, or at the latest after `ms`. */
export function newestIsHere({ history }: Chat, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (isHere(history.value)) resolve();
    });
    setTimeout(() => {
      stop();
      resolve();
    }, ms);
  });
}

function isHere(history: HistoryState): boolean {
  return history !== "none" && history !== "loading";
}

/** The first time that the newest messages are on the screen. */
function markPainted({ isOpen, history, identity }: Chat): () => void {
  let isMarked = false;
  const stop = effect(() => {
    if (isMarked || !isHere(history.value) || !isOpen.value || identity.value.status !== "signed-in") return;
    isMarked = true;
    // A frame is drawn after its callbacks, so the next task comes after the picture.
    requestAnimationFrame(() => setTimeout(() => browserMarks("newest")));
  });
  return stop;
}
