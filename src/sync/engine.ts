// Puts together what keeps one page's chat in step with its backend, and tells it what host, page and other tabs say. The loop itself
// is phases.ts. Time, network, storage, page and host come in as arguments.

import type { Backend } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import { createTokenSource } from "../identity/token.ts";
import type { Wake } from "../identity/stored.ts";
import type { Owner, Vault } from "../identity/vault.ts";
import type { Clock } from "../lib/clock.ts";
import type { SetMark } from "../lib/marks.ts";
import type { Rating } from "../model/conversation.ts";
import type { NewEntry } from "../model/outbox.ts";
import type { GetToken, HistoryMode } from "../options.ts";
import type { Store } from "../store.ts";
import { createAbsence } from "./absence.ts";
import { createGate } from "./backoff.ts";
import type { CustomerRun } from "./customer.ts";
import { createDoubts } from "./doubts.ts";
import { hearMessage } from "./hearing.ts";
import { createNeighbours } from "./neighbours.ts";
import { createOnlooker } from "./onlooker.ts";
import { createPageCustomer } from "./page-customer.ts";
import { createPhases } from "./phases.ts";
import { rateConversation } from "./rate.ts";
import { createRequests } from "./requests.ts";
import type { LiveWay, Phase, World } from "./state.ts";
import type { News, TabMessage } from "./tab-messages.ts";
import type { Locks, OpenChannel } from "./tabs.ts";
import type { PageLifecycle, PageState } from "./wake.ts";

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
  const { backend, getToken, vault, store, clock, page, customerId } = options;
  const { signals } = store;
  let isStarted = false;
  let storedWake = 0;
  let chosenOpen: boolean | null = null;
  let isLeaveKnown = false;
  let isListening = false;

  const gate = createGate(clock, () => phases.showConnection());
  const absence = createAbsence(clock);
  const doubts = createDoubts(clock);
  const neighbours = createNeighbours({ ...options, backendId: backend.id, hear, onLead: refresh });
  const tokens = createTokenSource({
    getToken,
    clock,
    named: customerId,
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
    onFork: () => phases.expire(),
    onError: (error) => phases.fail(error),
  });
  const anybody = createRequests({ backend, gate, tokens, sub: null, onOtherCustomer: askAgain });
  const onlooker = createOnlooker({ store, gate, neighbours, person, onChange: refresh });
  const phases = createPhases({
    ...options,
    gate,
    tokens,
    doubts,
    person,
    anybody,
    onlooker,
    readWorld,
    onNobody,
  });
  const { dispatch } = phases;
  const stopListening = page.listen(onPage);
  void start();

  async function start(): Promise<void> {
    const looking = vault.look();
    // The host's word confirms a stored customer even offline, and sends a different one away before anything is shown. Storage
    // answers in order: the look sees what was there before.
    const adopting = customerId === null ? null : person.become(customerId, null);
    const { owner, wake } = await looking;
    options.mark("storage");
    if (isDisposed()) return;
    // Signed out meanwhile: what was found is gone.
    if (phase() !== "signed-out") pickUp(owner, wake);
    await adopting;
    isStarted = true;
    refresh();
  }

  function pickUp(owner: Owner | null, wake: Wake): void {
    storedWake = wake;
    if (wake !== 2) return;
    // The panel was left open: whoever it is, a token will be needed. Asked for while what is theirs is opened.
    tokens.get(phases.signal()).catch(() => null);
    if (customerId === null && owner && chosenOpen === null) store.apply({ isOpen: true });
  }

  function readWorld(): World {
    const ledger = person.current()?.ledger;
    return {
      isOpen: signals.isOpen.peek() || onlooker.hasReaders(),
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

  async function onNobody(): Promise<void> {
    storedWake = 0;
    if (signals.isOpen.peek()) askToSignIn();
    await person.leave(() => {
      if (!isLeaveKnown) neighbours.tell({ type: "who", sub: null, isFinal: false });
    });
    isLeaveKnown = false;
  }

  // The other tabs.

  function tell(news: News): void {
    const customer = person.current();
    if (!customer) return;
    neighbours.tell({ ...news, sub: customer.ledger.owner.sub, gen: customer.generation });
  }

  function hear(message: TabMessage): void {
    if (!isDisposed()) hearMessage(message, { phase: phase(), person, tokens, leave, onGap, onDoubt });
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
    const customer = phase() === "identifying" ? null : person.current();
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
    phases.showConnection();
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
    if (customerId === null) person.conceal();
    askAgain();
  }

  function phase(): Phase {
    return phases.state().phase;
  }

  function isDisposed(): boolean {
    return phase() === "disposed";
  }

  return {
    customer: person.current,
    setOpen: (isOpen) => {
      chosenOpen = isOpen;
      if (signals.isOpen.peek() === isOpen || isDisposed()) return;
      store.apply({ isOpen });
      person.current()?.ledger.setOpen(isOpen);
      if (isOpen && phase() === "signed-out") askToSignIn();
      if (isOpen) gate.hurry();
      if (isOpen && phase() === "refused") dispatch({ type: "sign-in" });
      refresh();
      // Kept live for an export already, it would not be noticed that somebody came.
      if (isOpen && onlooker.hasReaders()) onlooker.look();
    },
    add: async (entry) => {
      if (phase() === "signed-out") throw new ChatError("signed-out", "Nobody is signed in");
      await person.add(entry);
      person.current()?.push();
    },
    loadOlder: () => onlooker.askOlder(moreItems),
    loadAll: () => onlooker.askOlder(Number.POSITIVE_INFINITY),
    attend: onlooker.attend,
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
      onlooker.dispose();
      phases.dispose();
      person.dispose();
      neighbours.dispose();
      tokens.dispose();
    },
  };
}
