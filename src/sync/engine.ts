// Runs what the state machine decides: one phase, one activity, started on entry and aborted on leaving. Owns the only loop.
// Time, network, storage, page and host come in as arguments.

import type { Backend } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import { createTokenSource } from "../identity/token.ts";
import type { Wake } from "../identity/stored.ts";
import type { Owner, Vault } from "../identity/vault.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { SetMark } from "../lib/marks.ts";
import type { Rating } from "../model/conversation.ts";
import type { NewEntry } from "../model/outbox.ts";
import type { GetToken, HistoryMode } from "../options.ts";
import type { Store } from "../store.ts";
import { createAbsence } from "./absence.ts";
import { askWho } from "./ask-who.ts";
import { createGate, toChatError } from "./backoff.ts";
import { toConnection } from "./connection.ts";
import type { CustomerRun } from "./customer.ts";
import { createDoubts } from "./doubts.ts";
import { hearMessage } from "./hearing.ts";
import { follow, type LiveOptions } from "./live.ts";
import { createNeighbours } from "./neighbours.ts";
import { createPageCustomer } from "./page-customer.ts";
import { catchUp, check, type PullOptions, restore } from "./pull.ts";
import { rateConversation } from "./rate.ts";
import { createRequests } from "./requests.ts";
import {
  depth,
  initialState,
  liveWay,
  type LiveWay,
  type Phase,
  type SyncEvent,
  transition,
  type World,
} from "./state.ts";
import type { News, TabMessage } from "./tab-messages.ts";
import type { Locks, OpenChannel } from "./tabs.ts";
import type { PageLifecycle, PageState } from "./wake.ts";

/** `/session` is asked for again when a catch-up finds it older than this: hours and limits may have changed. */
const staleSessionMs = 60_000;
/** Items that the reader gets by asking for more. */
const moreItems = 200;

export interface EngineOptions {
  readonly backend: Backend;
  readonly getToken: GetToken;
  readonly vault: Vault;
  readonly store: Store;
  readonly clock: Clock;
  readonly page: PageLifecycle;
  readonly locks: Locks | null;
  readonly openChannel: OpenChannel | null;
  readonly isDurable: () => boolean;
  readonly history: HistoryMode;
  readonly mark: SetMark;
  /** The customer whom the host names; null when it names none. */
  readonly customerId: string | null;
}

export interface Engine {
  /** The customer whom this page load has confirmed; null before. */
  customer(): CustomerRun | null;
  setOpen(isOpen: boolean): void;
  /** Resolves when stored; rejects with `signed-out` when nobody is signed in. */
  add(entry: NewEntry): Promise<void>;
  loadOlder(): void;
  loadAll(): void;
  /** Somebody reads the transcript elsewhere than in the open panel: it is loaded and kept live until the returned function is called, once. */
  attend(): () => void;
  /** Goes on looking for news while the page is out of view, or not. */
  listen(isOn: boolean): void;
  /** The customer changed the text in the composer: whoever left the conversation waiting, or is in it, wants to know. */
  typed(text: string): void;
  /** Resolves when the backend has it. */
  rate(conversation: string, rating: Rating): Promise<void>;
  signIn(getToken?: GetToken): void;
  signOut(): Promise<number>;
  dispose(): void;
}

export function createEngine(options: EngineOptions): Engine {
  const { backend, getToken, vault, store, clock, page } = options;
  const { signals } = store;
  const gate = createGate(clock, showConnection);
  const absence = createAbsence(clock);
  const doubts = createDoubts(clock);
  const neighbours = createNeighbours({ ...options, backendId: backend.id, hear, onLead: refresh });
  const tokens = createTokenSource({
    getToken,
    clock,
    named: options.customerId,
    sharing: { alone: askAlone, tell: (token) => tell({ type: "token", token }) },
  });
  const person = createPageCustomer({
    ...options,
    tokens,
    gate,
    neighbours,
    chosenOpen: () => chosenOpen,
    onDoubt,
    onArrival: (sub) => neighbours.tell({ type: "who", sub, isFinal: false }),
    onChange: refresh,
    onNews: tell,
    onFork: () => dispatch(expire()),
    onError: (e) => report(e, null),
  });
  const anybody = createRequests({ backend, gate, tokens, sub: null, onOtherCustomer: askAgain });
  const queue: { readonly event: SyncEvent; readonly run: number | null }[] = [];
  let isDraining = false;
  let isStarted = false;
  let storedWake = 0;
  let activity = new AbortController();
  let attention: AbortController | null = null;
  let hasGreeted = false;
  let readers = 0;
  let chosenOpen: boolean | null = null;
  let sessionAt: number | null = null;
  let isLeaveKnown = false;
  let isListening = false;
  let state = initialState(readWorld());

  const stopListening = page.listen(onPage);
  void start();

  async function start(): Promise<void> {
    const looking = vault.look();
    // The host's word confirms a stored customer even offline, and sends a different one away before anything is shown. Storage
    // answers in order: the look sees what was there before.
    const { customerId } = options;
    const adopting = customerId === null ? null : person.become(customerId, null);
    const { owner, wake } = await looking;
    options.mark("storage");
    if (isDisposed()) return;
    // Signed out meanwhile: what was found is gone.
    if (state.phase !== "signed-out") pickUp(owner, wake);
    await adopting;
    isStarted = true;
    refresh();
  }

  function pickUp(owner: Owner | null, wake: Wake): void {
    storedWake = wake;
    // The panel was left open: whoever it is, a token will be needed. Asked for while what is theirs is opened.
    if (wake === 2) tokens.get(activity.signal).catch(nothing);
    if (options.customerId !== null) return;
    if (wake === 2 && owner && chosenOpen === null) store.apply({ isOpen: true });
  }

  // Events in, phases out.

  function readWorld(): World {
    const ledger = person.current()?.ledger;
    return {
      isOpen: signals.isOpen.peek() || readers > 0,
      isVisible: page.state().isVisible,
      isListening: isListening && !page.state().isSuspended,
      isWatching: ledger ? ledger.wantsWatching() : storedWake > 0 || person.hasUnbound(),
      isIdentified: ledger !== undefined,
      isWarm: ledger?.isWarm() ?? false,
      ways: ledger?.capabilities()?.live.filter(canFollow) ?? [],
      isLeader: neighbours.isLeader(),
      isTold: neighbours.isTold(),
      nowMs: clock.monotonic(),
    };
  }

  function canFollow(way: LiveWay): boolean {
    return (way === "sse" ? backend.stream : backend.waitForChanges) !== undefined;
  }

  function refresh(): void {
    if (isStarted) dispatch({ type: "world", world: readWorld() });
  }

  /** Events that come while one is worked on wait for their turn. One of an activity that is over is dropped. */
  function dispatch(event: SyncEvent, run: number | null = null): void {
    queue.push({ event, run });
    if (isDraining) return;
    isDraining = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (next.run === null || next.run === state.run) step(next.event);
    }
    isDraining = false;
  }

  function step(event: SyncEvent): void {
    const before = state;
    state = transition({ ...state, world: readWorld() }, event);
    mindAttention();
    if (state.run === before.run) return;
    activity.abort();
    activity = new AbortController();
    showConnection();
    // A listener may have disposed of the chat just now.
    if (!activity.signal.aborted) void perform(state.phase, activity.signal, state.run);
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
    identifying: async (signal) => {
      const waitMs = doubts.waitMs();
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      const { sub, name } = await askWho({ backend, requests: anybody, tokens, signal });
      await person.become(sub, name);
      return { type: "identified" };
    },
    "signed-out": async () => {
      storedWake = 0;
      if (signals.isOpen.peek()) askToSignIn();
      await person.leave(() => {
        if (!isLeaveKnown) neighbours.tell({ type: "who", sub: null, isFinal: false });
      });
      isLeaveKnown = false;
      return null;
    },
    checking: async (signal) => {
      const { isBehind } = await check(pulling(signal));
      return heard({ type: "checked", isBehind });
    },
    restoring: async (signal) => {
      // A transcript that must be loaded anew stays in view until the new one is here.
      if (signals.history.peek() === "none") store.apply({ history: "loading" });
      await restore(pulling(signal));
      return heard({ type: "restored" });
    },
    "catching-up": async (signal) => {
      const outcome = await catchUp(pulling(signal));
      if (outcome !== "done") return expire(outcome === "far");
      if (sessionAt !== null && clock.monotonic() - sessionAt > staleSessionMs)
        heard(await check(pulling(signal)));
      return { type: "caught-up" };
    },
    live: async (signal) => {
      look();
      const onTyping: LiveOptions["onTyping"] = (author, on) => person.current()?.typing.heard(author, on);
      return follow({ ...pulling(signal), clock, way: liveWay(state) ?? "sse", onTyping });
    },
    following: stayAWhile,
    resting: stayAWhile,
    "auth-required": async () => {
      person.showExpired();
      return null;
    },
    refused: nothing,
    disposed: nothing,
  };

  async function stayAWhile(signal: AbortSignal): Promise<SyncEvent> {
    look();
    await sleep(clock, state.restMs, signal);
    return { type: "rested" };
  }

  function pulling(signal: AbortSignal): PullOptions {
    const customer = person.current();
    if (!customer) throw new ChatError("aborted", "The customer is gone");
    return { backend, requests: customer.requests, ledger: customer.ledger, signal };
  }

  /** `/session` was answered. */
  function heard<T>(answer: T): T {
    sessionAt = clock.monotonic();
    person.show();
    person.current()?.receipts.read();
    // What a tab that died has left is anybody's to send.
    person.current()?.push();
    showConnection();
    return answer;
  }

  function expire(hasJoined = false): SyncEvent {
    person.current()?.ledger.expire();
    return { type: "expired", hasJoined };
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

  // What the customer and the page do.

  /** Somebody looks at a transcript that is here: older pages may come, and a waiting agent may be told. */
  function look(): void {
    const customer = person.current();
    if (!attention || !customer) return;
    // Once for each time somebody comes: a conversation that is set aside under their eyes is no return.
    if (!hasGreeted && signals.isOpen.peek()) {
      hasGreeted = true;
      customer.receipts.returned();
    }
    customer.loadOlder(attention.signal);
    customer.push();
  }

  function askOlder(count: number): void {
    gate.hurry();
    if (attention) person.current()?.loadOlder(attention.signal, count);
  }

  /** Lives exactly as long as somebody looks at this customer's transcript; so does the wish to keep the connection. */
  function mindAttention(): void {
    const customer = person.current();
    const isLooking = depth(state.world) === "full" && customer !== null;
    // Who is not answered keeps no connection, and must not keep others from one.
    const canLead = state.phase !== "auth-required" && state.phase !== "refused";
    neighbours.lead(isLooking && canLead ? customer.ledger.owner.sub : null);
    if (isLooking && !attention) {
      attention = new AbortController();
      hasGreeted = false;
    }
    if (isLooking) return;
    attention?.abort();
    attention = null;
  }

  // The other tabs.

  function tell(news: News): void {
    const customer = person.current();
    if (!customer) return;
    neighbours.tell({ ...news, sub: customer.ledger.owner.sub, gen: customer.generation });
  }

  function hear(message: TabMessage): void {
    if (!isDisposed()) hearMessage(message, { phase: state.phase, person, tokens, leave, onGap, onDoubt });
  }

  function onGap(): void {
    dispatch({ type: "gap", isUseful: true });
  }

  /** The host said in another tab that nobody is signed in. */
  function leave(): void {
    isLeaveKnown = true;
    tokens.reset();
    dispatch({ type: "nobody" });
  }

  /** While it is not known who it is, each page's own host must say. */
  function askAlone<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    const customer = state.phase === "identifying" ? null : person.current();
    return customer ? neighbours.alone(`token:${customer.ledger.owner.sub}`, signal, ask) : ask();
  }

  function onDoubt(): void {
    doubts.note();
    askAgain();
  }

  function askToSignIn(): void {
    store.apply({ signInNeeded: signals.signInNeeded.peek() + 1 });
  }

  function askAgain(): void {
    tokens.reset();
    dispatch({ type: "sign-in" });
  }

  function onPage(now: PageState, isReturn: boolean): void {
    neighbours.connect(!now.isSuspended);
    const away = absence.note(now);
    if (away && person.current()) comeBack(away === "long");
    refresh();
    showConnection();
    if (!isReturn) return;
    gate.hurry();
    // The connection may be dead without knowing: a look costs one request, silence 40 s.
    dispatch({ type: "returned" });
    person.current()?.push();
  }

  /** Somebody else may sit here now, or another tab may have changed what is stored. */
  function comeBack(isLongAway: boolean): void {
    person.verify();
    if (!isLongAway) return;
    if (options.customerId === null) person.conceal();
    askAgain();
  }

  function showConnection(): void {
    const { phase } = state;
    const connection = toConnection({
      phase,
      isOnline: page.state().isOnline,
      failures: gate.failures(),
      hasHeard: sessionAt !== null,
    });
    store.apply({ connection });
  }

  function isDisposed(): boolean {
    return state.phase === "disposed";
  }

  return {
    customer: person.current,
    setOpen: (isOpen) => {
      chosenOpen = isOpen;
      if (signals.isOpen.peek() === isOpen || isDisposed()) return;
      store.apply({ isOpen });
      person.current()?.ledger.setOpen(isOpen);
      if (isOpen && state.phase === "signed-out") askToSignIn();
      if (isOpen) gate.hurry();
      if (isOpen && state.phase === "refused") dispatch({ type: "sign-in" });
      refresh();
      // Kept live for an export already, it would not be noticed that somebody came.
      if (isOpen && readers > 0) look();
    },
    add: async (entry) => {
      if (state.phase === "signed-out") throw new ChatError("signed-out", "Nobody is signed in");
      await person.add(entry);
      person.current()?.push();
    },
    loadOlder: () => askOlder(moreItems),
    loadAll: () => askOlder(Number.POSITIVE_INFINITY),
    attend: () => {
      readers += 1;
      refresh();
      return () => {
        readers -= 1;
        refresh();
      };
    },
    listen: (isOn) => {
      isListening = isOn;
      refresh();
    },
    typed: (text) => {
      const customer = person.current();
      if (text !== "") customer?.receipts.returned();
      customer?.typing.typed(text);
    },
    rate: async (conversation, rating) => {
      const customer = person.current();
      if (!customer) throw new ChatError("signed-out", "It is not known who is signed in");
      // Somebody waits for it: it is the probe, if there must be one.
      gate.hurry();
      const { requests, ledger, signal } = customer;
      await rateConversation({ backend, requests, ledger, signal }, conversation, rating);
    },
    signIn: (getToken) => {
      tokens.reset(getToken);
      doubts.forget();
      gate.hurry();
      dispatch({ type: "sign-in" });
    },
    signOut: async () => {
      tokens.reset();
      chosenOpen = null;
      store.apply({ isOpen: false, draft: "" });
      isLeaveKnown = true;
      neighbours.tell({ type: "who", sub: null, isFinal: true });
      const cleared = person.clear();
      dispatch({ type: "nobody" });
      return cleared;
    },
    dispose: () => {
      stopListening();
      attention?.abort();
      dispatch({ type: "dispose" });
      activity.abort();
      person.dispose();
      neighbours.dispose();
      tokens.dispose();
    },
  };
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}
