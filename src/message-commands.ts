// What a customer does with words of their own: types, sends, takes back, rates. Checks what is given before anything is taken.

import type { Chat } from "./chat-interface.ts";
import { defaultTextChars } from "./backend/wire.ts";
import { toContext } from "./context.ts";
import { ChatError } from "./errors.ts";
import type { Clock } from "./lib/clock.ts";
import { reportToHost } from "./lib/report.ts";
import { cleanText, codePointCount } from "./lib/text.ts";
import { isWordless, mostAttachments, namesOf } from "./model/attachment.ts";
import type { ChatOptions } from "./options.ts";
import type { Store } from "./store.ts";
import type { CustomerRun } from "./sync/customer.ts";
import type { Engine } from "./sync/engine.ts";

/** The longest words beside a rating, in code points. */
const commentChars = 1000;

export interface MessageCommandsOptions {
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly context: NonNullable<ChatOptions["context"]>;
  /** Aborts with the error that a disposed chat answers with. */
  readonly disposed: AbortSignal;
}

export type MessageCommands = Pick<Chat, "send" | "retry" | "discard" | "edit" | "rate" | "setDraft">;

export function createMessageCommands(options: MessageCommandsOptions): MessageCommands {
  const { engine, store, clock, nextId, context, disposed } = options;
  const { signals } = store;

  function checkText(given: string): string {
    disposed.throwIfAborted();
    if (typeof given !== "string") throw new ChatError("invalid-text", "The text must be a string");
    const text = cleanText(given);
    const most = signals.capabilities.peek()?.limits.textChars ?? defaultTextChars;
    if (text.trim() === "") throw new ChatError("invalid-text", "The text is empty");
    checkLength(text, most, "text");
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

  /** Whatever changes what waits to be sent lets the next one go. */
  async function change<T>(step: (customer: CustomerRun) => Promise<T>): Promise<T | undefined> {
    const customer = engine.customer();
    const result = customer ? await step(customer) : undefined;
    engine.customer()?.push();
    return result;
  }

  return {
    send: async (given, attachments = []) => {
      const inComposer = engine.customer()?.ledger.files.all() ?? [];
      const files = inComposer.filter((file) => attachments.includes(file.id));
      if (files.length > mostAttachments)
        throw new ChatError("invalid-attachment", `A message has at most ${mostAttachments} files`);
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
    retry: (id) => change(({ mailbox }) => mailbox.retry(id)),
    discard: async (id) => void (await change(({ mailbox }) => mailbox.remove(id, false))),
    edit: async (id) => {
      const entry = await change(({ mailbox }) => mailbox.remove(id, true));
      if (!entry) return null;
      return isWordless(entry.text, entry.files) ? "" : entry.text;
    },
    rate: async (conversation, score, given = "") => {
      disposed.throwIfAborted();
      const max = signals.capabilities.peek()?.rating?.max;
      if (max === undefined) throw new ChatError("unsupported", "The backend takes no ratings");
      if (!Number.isInteger(score) || score < 1 || score > max)
        throw new ChatError("invalid-option", `The score must be a whole number from 1 to ${max}`);
      const comment = cleanText(given).trim();
      checkLength(comment, commentChars, "comment");
      await engine.rate(conversation, { score, comment: comment === "" ? null : comment });
    },
    setDraft: (draft) => {
      if (disposed.aborted || draft === signals.draft.peek()) return;
      store.apply({ draft });
      engine.customer()?.ledger.setDraft(draft);
      engine.typed(draft);
    },
  };
}

function checkLength(text: string, most: number, what: string): void {
  if (codePointCount(text) > most)
    throw new ChatError("invalid-text", `The ${what} is longer than ${most} characters`);
}
