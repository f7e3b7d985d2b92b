// Runs what the state machine decides: one phase, one activity, started on entry and aborted on leaving. Owns the page's
// current customer and the way from one to another. Time, network, storage, page and host come in as arguments.

import type { Backend } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { TokenSource } from "../identity/token.ts";
import type { Partition, Vault } from "../identity/vault.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { OutboxEntry } from "../model/outbox.ts";
import type { ConnectionState } from "../model/view.ts";
import type { GetToken } from "../options.ts";
import { blank, type Store } from "../store.ts";
import { createGate, isRetryable, toChatError } from "./backoff.ts";
import { createCustomerRun, type CustomerRun } from "./customer.ts";
import { follow } from "./live.ts";
import { catchUp, check, type PullOptions, restore } from "./pull.ts";
import { createRequests } from "./requests.ts";
import { depth, initialState, type Phase, type SyncEvent, transition, type World } from "./state.ts";
import type { PageLifecycle } from "./wake.ts";

/** A page out of view for longer asks the host again who is signed in, before it paints or sends. */
const longAwayMs = 60_000;
/** `/session` is asked for again when a catch-up finds it older than this: hours and limits may have changed. */
const staleSessionMs = 60_000;
/** Least and most time between a stream's end and the next look. */
const shortestRestMs = 1000;
const longestRestMs = 60_000;

export interface EngineOptions {
  readonly backend: Backend;
  readonly tokens: TokenSource;
  readonly vault: Vault;
  readonly store: Store;
  readonly clock: Clock;
  readonly page: PageLifecycle;
  readonly isDurable: () => boolean;
  readonly customerId: string | null;
}

export type NewEntry = Omit<OutboxEntry, "order" | "failure">;

/** Written before it is known by whom: kept in memory, bound to the first customer that is confirmed. */
interface Unbound {
  readonly entry: NewEntry;
  readonly resolve: () => void;
  readonly reject: (error: ChatError) => void;
}

export interface Engine {
  /** The customer whom this page load has confirmed; null before. */
  customer(): CustomerRun | null;
  setOpen(isOpen: boolean): void;
  /** Resolves when stored; rejects with `signed-out` when nobody is signed in. */
  add(entry: NewEntry): Promise<void>;
  loadOlder(): void;
  /** The customer did something at the panel: whoever left the conversation waiting wants to know. */
  touched(): void;
  signIn(getToken?: GetToken): void;
  signOut(): Promise<number>;
  dispose(): void;
}

export function createEngine(options: EngineOptions): Engine {
  const { backend, tokens, vault, store, clock, page } = options;
  const { signals } = store;
  const gate = createGate(clock, showConnection);
  const anybody = createRequests({ gate, tokens, sub: null, onOtherCustomer: askAgain });
  const queue: { readonly event: SyncEvent; readonly run: number | null }[] = [];
  let isDraining = false;
  let isStarted = false;
  let storedWake = 0;
  let customer: CustomerRun | null = null;
  let unbound: readonly Unbound[] = [];
  let activity = new AbortController();
  let attention: AbortController | null = null;
  let hiddenSince: number | null = null;
  let sessionAt = Number.NEGATIVE_INFINITY;
  let state = initialState(readWorld());

  const stopListening = page.listen(onPage);
  void start();

  // From here on: the customer of this page.

  async function start(): Promise<void> {
    const { owner, wake } = await vault.look();
    if (state.phase === "disposed") return;
    storedWake = wake;
    // The host's word confirms a stored customer even offline, and sends a different one away before anything is shown.
    if (options.customerId !== null) await become(options.customerId, null);
    else if (wake === 2 && owner) store.apply({ isOpen: true });
    isStarted = true;
    refresh();
  }

  async function become(sub: string, name: string | null): Promise<void> {
    if (customer?.ledger.owner.sub === sub) {
      showIdentity();
      customer.push();
      return;
    }
    if (customer) retire();
    const partition = await vault.adopt(sub, name);
    if (isDisposed()) return;
    // At once, so that a message written before now keeps its bubble.
    store.together(() => {
      const run = createRun(partition);
      customer = run;
      showIdentity();
      bind(run);
    });
    customer?.push();
  }

  function createRun(partition: Partition): CustomerRun {
    const { isDurable } = options;
    return createCustomerRun({
      partition,
      backend,
      tokens,
      gate,
      store,
      clock,
      isDurable,
      onOtherCustomer: askAgain,
      onStale: () => {
        retire();
        askAgain();
      },
      onChange: refresh,
      onError: (error) => report(error, null),
    });
  }

  /** What was written before now has an author. Text typed meanwhile wins over a stored draft. */
  function bind(run: CustomerRun): void {
    const typed = signals.draft.peek();
    if (typed !== "") run.ledger.setDraft(typed);
    if (signals.isOpen.peek()) run.ledger.setOpen(true);
    const entries = unbound;
    unbound = [];
    for (const { entry, resolve, reject } of entries) run.ledger.add(entry).then(resolve, reject);
  }

  function retire(): void {
    attention?.abort();
    attention = null;
    if (!customer) return;
    customer.retire();
    customer = null;
    sessionAt = Number.NEGATIVE_INFINITY;
    store.apply(blank);
  }

  function showIdentity(): void {
    if (!customer) return;
    const { ledger } = customer;
    const known = signals.identity.peek();
    const shown = { id: ledger.owner.sub, name: ledger.name() };
    const isSame =
      known.status === "signed-in" && known.customer.id === shown.id && known.customer.name === shown.name;
    if (!isSame) store.apply({ identity: { status: "signed-in", customer: shown } });
  }

  // From here on: events, and what each phase does.

  function readWorld(): World {
    const ledger = customer?.ledger;
    return {
      isOpen: signals.isOpen.peek(),
      isVisible: page.state().isVisible,
      isWatching: ledger ? ledger.wantsWatching() : storedWake > 0 || unbound.length > 0,
      isIdentified: customer !== null,
      isWarm: ledger?.isWarm() ?? false,
      canStream: backend.stream !== undefined && (ledger?.capabilities()?.live.includes("sse") ?? false),
    };
  }

  function refresh(): void {
    if (isStarted) dispatch({ type: "world", world: readWorld() });
  }

  function dispatch(event: SyncEvent, run: number | null = null): void {
    queue.push({ event, run });
    if (isDraining) return;
    isDraining = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const isStale = next.run !== null && next.run !== state.run;
      if (!isStale) step(next.event);
    }
    isDraining = false;
  }

  function step(event: SyncEvent): void {
    const before = state;
    state = transition({ ...state, world: readWorld() }, event);
    mindAttention();
    if (state.run !== before.run) {
      activity.abort();
      activity = new AbortController();
      showConnection();
      void perform(state.phase, activity.signal, state.run);
    }
  }

  async function perform(phase: Phase, signal: AbortSignal, run: number): Promise<void> {
    try {
      const event = await activities[phase](signal);
      if (event && !signal.aborted) dispatch(event, run);
    } catch (cause) {
      if (!signal.aborted) report(toChatError(cause), run);
    }
  }

  const activities: Readonly<Record<Phase, (signal: AbortSignal) => Promise<SyncEvent | null>>> = {
    asleep: nothing,
    identifying: identify,
    "signed-out": async () => {
      await leave();
      return null;
    },
    checking: async (signal) => {
      const { isBehind } = await check(pulling(signal));
      return sessionAnswered({ type: "checked", isBehind });
    },
    restoring: async (signal) => {
      await restore(pulling(signal));
      return sessionAnswered({ type: "restored" });
    },
    "catching-up": async (signal) => {
      if (!(await catchUp(pulling(signal)))) return expire();
      if (clock.monotonic() - sessionAt > staleSessionMs) {
        await check(pulling(signal));
        sessionAnswered(null);
      }
      return { type: "caught-up" };
    },
    live: async (signal) => {
      look();
      return stream(signal);
    },
    resting: async (signal) => {
      look();
      await sleep(clock, state.restMs, signal);
      return { type: "rested" };
    },
    "auth-required": async () => {
      if (customer) {
        const { owner, name } = customer.ledger;
        store.apply({ identity: { status: "expired", customer: { id: owner.sub, name: name() } } });
      }
      return null;
    },
    refused: nothing,
    disposed: nothing,
  };

  async function identify(signal: AbortSignal): Promise<SyncEvent> {
    for (;;) {
      try {
        const who = await anybody.run(signal, async ({ token }) => ownerOf(token, signal));
        await become(who.sub, who.name);
        return { type: "identified" };
      } catch (cause) {
        const error = toChatError(cause);
        if (signal.aborted || !isRetryable(error)) throw error;
      }
    }
  }

  /** A JWT says whose it is; an opaque token's owner only the backend knows. */
  async function ownerOf(value: string, signal: AbortSignal): Promise<{ sub: string; name: string | null }> {
    const token = await tokens.get(signal);
    if (token?.value === value && token.sub !== null) return { sub: token.sub, name: token.name };
    const session = await backend.session({ token: value, signal });
    return { sub: session.customer.id, name: session.customer.name };
  }

  async function stream(signal: AbortSignal): Promise<SyncEvent> {
    try {
      const end = await follow({ ...pulling(signal), clock });
      if (end.type === "gap") return end;
      const restMs = Math.min(Math.max(end.restMs, shortestRestMs), longestRestMs) * (1 + clock.random() / 2);
      return { type: "stream-ended", isUseful: end.isUseful, restMs };
    } catch (cause) {
      const error = toChatError(cause);
      const isStreamOnly = isRetryable(error) || error.code === "unsupported" || error.code === "not-found";
      if (signal.aborted || !isStreamOnly) throw error;
      return { type: "stream-ended", isUseful: false, restMs: shortestRestMs };
    }
  }

  function pulling(signal: AbortSignal): PullOptions {
    if (!customer) throw new ChatError("aborted", "The customer is gone");
    return { backend, requests: customer.requests, ledger: customer.ledger, signal };
  }

  function sessionAnswered<T>(event: T): T {
    sessionAt = clock.monotonic();
    showIdentity();
    return event;
  }

  function expire(): SyncEvent {
    customer?.ledger.expire();
    return { type: "expired" };
  }

  /** Failures that time alone does not mend, as what they mean for the whole. */
  function report(error: ChatError, run: number | null): void {
    switch (error.code) {
      case "aborted":
        return;
      case "signed-out":
        return dispatch({ type: "nobody" }, run);
      case "unauthorized":
        return dispatch({ type: "unauthorized" }, run);
      case "cursor-expired":
        return dispatch(expire(), run);
      default:
        store.apply({ error });
        if (run !== null) dispatch({ type: "refused" }, run);
    }
  }

  // From here on: what the customer and the page do.

  /** Somebody looks at a transcript that is here: older pages may come, and a waiting agent may be told. */
  function look(): void {
    if (!attention || !customer) return;
    customer.receipts.returned();
    customer.loadOlder(attention.signal);
    customer.push();
  }

  /** Lives exactly as long as somebody looks. */
  function mindAttention(): void {
    const isLooking = depth(state.world) === "full" && customer !== null;
    if (isLooking && !attention) attention = new AbortController();
    if (isLooking || !attention) return;
    attention.abort();
    attention = null;
  }

  async function leave(): Promise<void> {
    const hadAnybody = signals.identity.peek().status !== "signed-out";
    retire();
    storedWake = 0;
    const orphans = unbound;
    unbound = [];
    store.apply({ ...blank, draft: signals.draft.peek(), identity: { status: "signed-out" } });
    for (const { reject } of orphans) reject(new ChatError("signed-out", "Nobody is signed in"));
    if (signals.isOpen.peek()) askToSignIn();
    if (hadAnybody) await vault.leave();
  }

  function askToSignIn(): void {
    store.apply({ signInNeeded: signals.signInNeeded.peek() + 1 });
  }

  function askAgain(): void {
    tokens.reset();
    dispatch({ type: "sign-in" });
  }

  function onPage({ isVisible }: { readonly isVisible: boolean }, isReturn: boolean): void {
    if (!isVisible) hiddenSince ??= clock.monotonic();
    else {
      const awayMs = hiddenSince === null ? 0 : clock.monotonic() - hiddenSince;
      hiddenSince = null;
      if (awayMs >= longAwayMs && state.phase !== "asleep") askAgain();
      else if (awayMs >= longAwayMs) tokens.reset();
    }
    refresh();
    showConnection();
    if (!isReturn) return;
    gate.hurry();
    // The connection may be dead without knowing: a look costs one request, silence 40 s.
    dispatch({ type: "gap", isUseful: true });
    customer?.push();
  }

  function showConnection(): void {
    store.apply({ connection: connection() });
  }

  function connection(): ConnectionState {
    if (state.phase === "auth-required") return "auth-required";
    if (state.phase === "asleep" || state.phase === "signed-out" || state.phase === "disposed") return "idle";
    if (!page.state().isOnline) return "offline";
    if (gate.failures() > 0 || state.phase === "refused") return "trouble";
    const isFirst =
      state.phase === "identifying" || state.phase === "checking" || state.phase === "restoring";
    return isFirst && sessionAt === Number.NEGATIVE_INFINITY ? "connecting" : "online";
  }

  function isDisposed(): boolean {
    return state.phase === "disposed";
  }

  return {
    customer: () => customer,
    setOpen: (isOpen) => {
      if (signals.isOpen.peek() === isOpen || isDisposed()) return;
      store.apply({ isOpen });
      customer?.ledger.setOpen(isOpen);
      if (isOpen && state.phase === "signed-out") askToSignIn();
      if (isOpen) gate.hurry();
      refresh();
    },
    add: async (entry) => {
      if (state.phase === "signed-out") throw new ChatError("signed-out", "Nobody is signed in");
      if (customer) {
        await customer.ledger.add(entry);
        customer?.push();
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      unbound = [...unbound, { entry, resolve, reject }];
      const waiting = unbound.map(({ entry }) => ({ id: entry.id, text: entry.text, at: entry.at }));
      store.apply({
        pending: waiting.map((shown) => ({ ...shown, state: "queued", failure: null, saved: false })),
      });
      refresh();
      await promise;
    },
    loadOlder: () => {
      gate.hurry();
      if (attention) customer?.loadOlder(attention.signal, 200);
    },
    touched: () => customer?.receipts.returned(),
    signIn: (getToken) => {
      tokens.reset(getToken);
      gate.hurry();
      dispatch({ type: "sign-in" });
    },
    signOut: async () => {
      const mine = new Set(customer?.ledger.unsentIds() ?? unbound.map(({ entry }) => entry.id));
      tokens.reset();
      store.apply({ isOpen: false });
      retire();
      dispatch({ type: "nobody" });
      for (const id of await vault.clear()) mine.add(id);
      return mine.size;
    },
    dispose: () => {
      stopListening();
      attention?.abort();
      customer?.retire();
      customer = null;
      dispatch({ type: "dispose" });
      activity.abort();
      tokens.dispose();
      for (const { reject } of unbound) reject(new ChatError("disposed", "The chat was disposed"));
      unbound = [];
    },
  };
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}
