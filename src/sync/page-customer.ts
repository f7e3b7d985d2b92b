// Whose page this is: from nobody over one customer to another, with nothing of the one left when the next one comes.
// Keeps what was written before anybody was confirmed. Asks the host for nothing; the engine does.

import { ChatError } from "../errors.ts";
import type { Vault } from "../identity/vault.ts";
import type { NewEntry } from "../model/outbox.ts";
import { blank } from "../store.ts";
import { createCustomerRun, type CustomerOptions, type CustomerRun } from "./customer.ts";

/** Beside its own: what each customer's run needs, whoever it is. */
export interface PageCustomerOptions extends Omit<
  CustomerOptions,
  "partition" | "onOtherCustomer" | "onStale"
> {
  readonly vault: Vault;
  /** What this page was told of the panel: open, closed, or nothing yet. It wins over what is stored. */
  readonly chosenOpen: () => boolean | null;
  /** The browser or the host has another customer than this page: the host must be asked who it is. */
  readonly onDoubt: () => void;
  /** This browser has a customer whom it had not before. */
  readonly onArrival: (sub: string) => void;
}

export interface PageCustomer {
  /** Null until this page load has confirmed one, and again while it is in doubt who it is. */
  current(): CustomerRun | null;
  hasUnbound(): boolean;
  /** From when this resolves nothing of anybody else is shown, stored or sent. */
  become(sub: string, name: string | null): Promise<void>;
  /** Tells the store who it is, once more after the backend told the name. */
  show(): void;
  showExpired(): void;
  /** Nothing of the present customer is shown until they are confirmed again. All of it is kept. */
  conceal(): void;
  /** Somebody else may be this browser's customer: nothing of the present one is shown or sent until the host was asked. */
  doubt(): void;
  /** Looks whether the browser's customer is still this page's, and what other tabs left to send. */
  verify(): void;
  /** Nobody is signed in. Unsent messages stay in storage. `onLeft` is called if somebody was. */
  leave(onLeft: () => void): Promise<void>;
  /** Stored when it resolves. Before anybody is confirmed it waits, in memory, for the first who is. */
  add(entry: NewEntry): Promise<void>;
  /** Removes everything of everybody from this browser; resolves to the number of unsent messages. */
  clear(): Promise<number>;
  dispose(): void;
}

/** Written while nobody is confirmed. */
interface Unbound {
  /** The only one who may have written it; null: the first who is confirmed. */
  readonly author: string | null;
  readonly entry: NewEntry;
  readonly resolve: () => void;
  readonly reject: (error: ChatError) => void;
}

export function createPageCustomer(options: PageCustomerOptions): PageCustomer {
  const { vault, store, onDoubt } = options;
  const { signals } = store;
  let customer: CustomerRun | null = null;
  /** It must be confirmed once more that it is still the same customer. */
  let isConcealed = false;
  let unbound: readonly Unbound[] = [];
  let isDisposed = false;
  /** Was being typed when another tab changed the browser's customer: back only to who typed it. */
  let leftDraft: { readonly author: string; readonly text: string } | null = null;
  /** Grows whenever somebody leaves: an adoption begun before is void. */
  let generation = 0;

  function retire(): void {
    generation += 1;
    if (!customer) return;
    customer.retire();
    customer = null;
    // What was written while it was in doubt who it is waits for whoever is confirmed.
    const kept = { draft: signals.draft.peek(), pending: signals.pending.peek() };
    store.apply(isConcealed ? { ...blank, ...kept } : blank);
    isConcealed = false;
  }

  async function become(sub: string, name: string | null): Promise<void> {
    if (customer?.ledger.owner.sub !== sub) {
      const hadAnybody = customer !== null;
      retire();
      // What is typed while the next one's things are opened must not look like the last one's.
      if (hadAnybody) store.apply({ identity: { status: "unknown" } });
      const begunIn = generation;
      const partition = await vault.adopt(sub, name);
      if (isDisposed || begunIn !== generation) return;
      // At once, so that a message written before now keeps its bubble.
      store.together(() => {
        if (leftDraft?.author === sub && signals.draft.peek() === "") store.apply({ draft: leftDraft.text });
        leftDraft = null;
        customer = createCustomerRun({ ...options, partition, onOtherCustomer: doubt, onStale: doubt });
        bind(customer);
        show();
      });
      if (partition.isNew) options.onArrival(sub);
    } else if (isConcealed) reveal(customer);
    else show();
    customer?.push();
  }

  function reveal(run: CustomerRun): void {
    isConcealed = false;
    store.together(() => {
      run.ledger.conceal(false);
      bind(run);
      show();
    });
  }

  function doubt(): void {
    if (customer && !isConcealed)
      leftDraft = { author: customer.ledger.owner.sub, text: signals.draft.peek() };
    retire();
    store.apply({ identity: { status: "unknown" } });
    onDoubt();
  }

  /** What was written before now has an author. Text typed meanwhile wins over a stored draft. */
  function bind({ ledger }: CustomerRun): void {
    const typed = signals.draft.peek();
    if (typed !== "") ledger.setDraft(typed);
    const chosen = options.chosenOpen();
    if (chosen !== null) {
      store.apply({ isOpen: chosen });
      ledger.setOpen(chosen);
    } else if (signals.isOpen.peek()) ledger.setOpen(true);
    const entries = unbound;
    unbound = [];
    for (const { author, entry, resolve, reject } of entries) {
      if (author === null || author === ledger.owner.sub) add(entry).then(resolve, reject);
      else reject(new ChatError("signed-out", "Another customer signed in"));
    }
  }

  async function add(entry: NewEntry): Promise<void> {
    // Its files are in the hands of the one who attached them.
    const author = entry.files?.length ? (customer?.ledger.owner.sub ?? "") : null;
    if (!customer || isConcealed) return wait(entry, author);
    const { sub } = customer.ledger.owner;
    if (await customer.mailbox.add(entry)) return;
    // The customer went before it was stored. It waits for the same one, and goes to nobody else.
    if (isDisposed) throw new ChatError("disposed", "The chat was disposed");
    if (signals.identity.peek().status === "signed-out")
      throw new ChatError("signed-out", "Nobody is signed in");
    if (!customer) return wait(entry, sub);
    if (customer.ledger.owner.sub === sub) return add(entry);
    throw new ChatError("signed-out", "Another customer signed in");
  }

  function wait(entry: NewEntry, author: string | null): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    unbound = [...unbound, { author, entry, resolve, reject }];
    const ours = unbound.filter((other) => other.author === null);
    const pending = ours.map(({ entry: { id, text, at } }) => {
      const plain = { attachments: [], failure: null, saved: false, removable: false };
      return { id, text, at, state: "queued", ...plain } as const;
    });
    store.apply({ pending });
    options.onChange();
    return promise;
  }

  function show(): void {
    if (!customer) return;
    const now = customer.ledger.customer();
    const known = signals.identity.peek();
    const isShown =
      known.status === "signed-in" && known.customer.id === now.id && known.customer.name === now.name;
    if (!isShown) store.apply({ identity: { status: "signed-in", customer: now } });
  }

  function rejectUnbound(error: ChatError): void {
    const orphans = unbound;
    unbound = [];
    for (const { reject } of orphans) reject(error);
  }

  return {
    current: () => (isConcealed ? null : customer),
    hasUnbound: () => unbound.length > 0,
    become,
    show,

    showExpired() {
      if (customer && !isConcealed)
        store.apply({ identity: { status: "expired", customer: customer.ledger.customer() } });
    },

    conceal() {
      if (!customer || isConcealed) return;
      isConcealed = true;
      customer.ledger.conceal(true);
      store.apply({ ...blank, identity: { status: "unknown" } });
    },
    doubt,
    verify: () => void customer?.ledger.verify(),

    async leave(onLeft) {
      // A listener that was told to sign in may have disposed of the chat.
      if (isDisposed) return;
      const hadAnybody = signals.identity.peek().status !== "signed-out";
      retire();
      leftDraft = null;
      // What is in the composer stays there: it was typed by whoever sits here now.
      store.apply({ ...blank, draft: signals.draft.peek(), identity: { status: "signed-out" } });
      rejectUnbound(new ChatError("signed-out", "Nobody is signed in"));
      if (!hadAnybody) return;
      onLeft();
      await vault.leave();
    },

    add,

    async clear() {
      const unsent = new Set([...unbound.map(({ entry }) => entry.id), ...(customer?.mailbox.ids() ?? [])]);
      retire();
      leftDraft = null;
      rejectUnbound(new ChatError("signed-out", "The customer signed out"));
      for (const id of await vault.clear()) unsent.add(id);
      return unsent.size;
    },

    dispose() {
      isDisposed = true;
      customer?.retire();
      customer = null;
      rejectUnbound(new ChatError("disposed", "The chat was disposed"));
    },
  };
}
