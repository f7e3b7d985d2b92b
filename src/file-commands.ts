// What a customer does with files: attaches, takes out, tries again, fetches. Checks a file before it is taken; its way to the backend
// is uploads.ts.

import type { Backend } from "./backend/backend.ts";
import type { Chat } from "./chat-interface.ts";
import { ChatError } from "./errors.ts";
import { abortable } from "./lib/abortable.ts";
import { mostAttachments, refusalOf } from "./model/attachment.ts";
import type { Store } from "./store.ts";
import { untilAnswered } from "./sync/backoff.ts";
import type { CustomerRun } from "./sync/customer.ts";
import type { Engine } from "./sync/engine.ts";

export interface FileCommandsOptions {
  readonly backend: Backend;
  readonly engine: Engine;
  readonly store: Store;
  readonly nextId: () => string;
  /** Aborts with the error that a disposed chat answers with. */
  readonly disposed: AbortSignal;
}

export type FileCommands = Pick<Chat, "attach" | "detach" | "retryUpload" | "reattach" | "download">;

export function createFileCommands(options: FileCommandsOptions): FileCommands {
  const { backend, engine, store, nextId, disposed } = options;
  const { signals } = store;

  /** Everything that is asked of a file before it is taken. */
  async function forFiles(file: File): Promise<CustomerRun> {
    const customer = await someCustomer();
    const limits = signals.capabilities.peek()?.attachments;
    if (!limits || !backend.upload) throw new ChatError("unsupported", "The backend takes no files");
    const refusal = refusalOf(file, limits);
    if (refusal) throw new ChatError("invalid-attachment", `The file's ${refusal} is not accepted`);
    return customer;
  }

  /** Choosing a file may take the page out of view, so that it must be asked anew who it is. */
  function someCustomer(): Promise<CustomerRun> {
    disposed.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<CustomerRun>();
    const stop = signals.identity.subscribe(({ status }) => {
      const customer = engine.customer();
      if (customer) resolve(customer);
      else if (status === "signed-out") reject(new ChatError("signed-out", "Nobody is signed in"));
    });
    return abortable(promise, disposed).finally(stop);
  }

  return {
    attach: async (file) => {
      const { uploads, ledger } = await forFiles(file);
      if (ledger.files.all().length >= mostAttachments)
        throw new ChatError("invalid-attachment", `A message has at most ${mostAttachments} files`);
      const attached = uploads.add(nextId(), file);
      ledger.attach(attached);
      return { id: attached.id };
    },
    detach: (id) => engine.customer()?.ledger.detach(id),
    retryUpload: (id) => engine.customer()?.uploads.retry([{ id }]),
    reattach: async (messageId, attachmentId, file) => {
      const { mailbox, uploads } = await forFiles(file);
      await mailbox.reattach(messageId, attachmentId, uploads.add(nextId(), file));
    },
    download: async (attachmentId, { signal } = {}) => {
      const customer = engine.customer();
      if (!customer) throw new ChatError("aborted", "It is not known who is signed in");
      const both = signal ? AbortSignal.any([signal, customer.signal]) : customer.signal;
      return untilAnswered(both, () =>
        customer.requests.run(both, async (call) => {
          if (!backend.download) throw new ChatError("unsupported", "The backend gives no files");
          return backend.download(attachmentId, call);
        }),
      );
    },
  };
}
