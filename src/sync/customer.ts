// Everything that lives as long as one customer is this page's customer: ledger, outbox sending, receipts, older pages.
// Retiring it aborts all of that, so nothing of theirs can be painted, sent or stored afterwards.

import type { Backend } from "../backend/backend.ts";
import type { ChatError } from "../errors.ts";
import type { TokenSource } from "../identity/token.ts";
import type { Partition } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import type { HistoryMode } from "../options.ts";
import type { Store } from "../store.ts";
import type { Gate } from "./backoff.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import type { Neighbours } from "./neighbours.ts";
import { createOlderPages, type LoadOlder } from "./older-pages.ts";
import { createPush } from "./push.ts";
import { createReceipts, type Receipts } from "./receipts.ts";
import { createRequests, type Requests } from "./requests.ts";
import type { News } from "./tab-messages.ts";
import { createTyping, type Typing } from "./typing.ts";
import { createUploads, type Uploads } from "./uploads.ts";

export interface CustomerRun {
  /** Of what is stored; see {@link Partition}. */
  readonly generation: number;
  readonly ledger: Ledger;
  readonly mailbox: Mailbox;
  readonly requests: Requests;
  readonly receipts: Receipts;
  readonly uploads: Uploads;
  readonly typing: Typing;
  readonly signal: AbortSignal;
  /** Uploads and sends what may be. */
  push(): void;
  readonly loadOlder: LoadOlder;
  retire(): void;
}

export interface CustomerOptions {
  readonly partition: Partition;
  readonly backend: Backend;
  readonly tokens: TokenSource;
  readonly gate: Gate;
  readonly store: Store;
  readonly clock: Clock;
  readonly history: HistoryMode;
  readonly neighbours: Pick<Neighbours, "alone">;
  readonly isDurable: () => boolean;
  /** The host handed out a token of somebody else. */
  readonly onOtherCustomer: () => void;
  /** Another tab changed the browser's customer. */
  readonly onStale: () => void;
  readonly onChange: () => void;
  /** Something changed that the customer's other tabs do not know. */
  readonly onNews: (news: News) => void;
  /** The server's history is another than the one that is here. */
  readonly onFork: () => void;
  /** An error that concerns more than the request it came from. */
  readonly onError: (error: ChatError) => void;
}

export function createCustomerRun(options: CustomerOptions): CustomerRun {
  const { partition, backend, tokens, gate, store, onError } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const { sub } = partition.owner;
  const requests = createRequests({ backend, gate, tokens, sub, onOtherCustomer: options.onOtherCustomer });
  const uploads = createUploads({
    ...options,
    requests,
    signal,
    onChange: () => ledger.publish(),
    onProgress: (parts) => store.apply({ uploads: parts }),
    onUploaded: async (id) => {
      await Promise.all([mailbox.uploaded(id), ledger.uploaded(id)]);
      send();
    },
    onRefused: (id, error) => {
      mailbox.fileRefused(id, error);
      send();
    },
    onMissing: () => send(),
    onBlocked: onError,
    refresh: () => ledger.readAgain(),
  });
  const mailbox: Mailbox = createMailbox({
    ...options,
    uploads,
    composer: () => ledger.files,
    save: () => ledger.save(),
    onChange: (shown) => ledger.publish(shown),
    onStored: (gone) => options.onNews({ type: "outbox", gone }),
  });
  const ledger: Ledger = createLedger({ ...options, uploads, mailbox });
  mailbox.mindFiles();
  const receipts = createReceipts({ ...options, requests, ledger, signal });
  const send = createPush({ ...options, requests, ledger, mailbox, signal, onBlocked: onError });
  const typing = createTyping({ ...options, requests, ledger, signal });
  const stopObserving = store.watch(store.signals.conversation, receipts.observe);
  const stopReceiving = store.watch(store.signals.received, typing.received);

  return {
    generation: partition.generation,
    ledger,
    mailbox,
    requests,
    receipts,
    typing,
    signal,
    uploads,
    push: () => {
      uploads.kick();
      send();
    },
    loadOlder: createOlderPages({ ...options, requests, ledger, signal }),
    retire: () => {
      ledger.close();
      stopObserving();
      stopReceiving();
      typing.stop();
      controller.abort();
      uploads.dispose();
    },
  };
}
