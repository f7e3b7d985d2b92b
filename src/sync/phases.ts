// Runs what the state machine decides: one phase, one activity, started on entry and aborted on leaving. Owns the only loop.
// Who the customer is and what the page does come in from outside.

import type { Backend } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { TokenSource } from "../identity/token.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { Store } from "../store.ts";
import { askWho } from "./ask-who.ts";
import { type Gate, toChatError } from "./backoff.ts";
import { toConnection } from "./connection.ts";
import type { Doubts } from "./doubts.ts";
import { follow } from "./live.ts";
import type { Onlooker } from "./onlooker.ts";
import type { PageCustomer } from "./page-customer.ts";
import { catchUp, check, type PullOptions, restore } from "./pull.ts";
import type { Requests } from "./requests.ts";
import {
  initialState,
  liveWay,
  type Phase,
  type SyncEvent,
  type SyncState,
  transition,
  type World,
} from "./state.ts";
import type { PageLifecycle } from "./wake.ts";

/** `/session` is asked for again when a catch-up finds it older than this: hours and limits may have changed. */
const staleSessionMs = 60_000;

export interface PhasesOptions {
  readonly backend: Backend;
  readonly store: Store;
  readonly clock: Clock;
  readonly page: PageLifecycle;
  readonly gate: Gate;
  readonly tokens: TokenSource;
  readonly doubts: Doubts;
  readonly person: PageCustomer;
  /** In nobody's name. */
  readonly anybody: Requests;
  readonly onlooker: Onlooker;
  readonly readWorld: () => World;
  /** Nobody is signed in. Resolves when nothing of anybody is left but unsent messages. */
  readonly onNobody: () => Promise<void>;
}

export interface Phases {
  state(): SyncState;
  /** Aborts when the present phase is left. */
  signal(): AbortSignal;
  /** `run`: of the activity that tells it; one that is over is not listened to. */
  dispatch(event: SyncEvent, run?: number | null): void;
  /** Failures that time alone does not mend, as what they mean for the whole. */
  fail(error: ChatError, run?: number | null): void;
  /** The transcript must be loaded anew. */
  expire(): void;
  /** What it is made of may have changed. */
  showConnection(): void;
  dispose(): void;
}

export function createPhases(options: PhasesOptions): Phases {
  const { backend, store, clock, page, gate, tokens, doubts, person, anybody, onlooker, readWorld } = options;
  const queue: { readonly event: SyncEvent; readonly run: number | null }[] = [];
  let isDraining = false;
  let activity = new AbortController();
  let sessionAt: number | null = null;
  let state = initialState(readWorld());

  /** Events that come while one is worked on wait for their turn. */
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
    onlooker.mind(state);
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
      if (!signal.aborted) fail(toChatError(cause), run);
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
    "signed-out": () => options.onNobody().then(nothing),
    checking: async (signal) => {
      const { isBehind } = await check(pulling(signal));
      return heard({ type: "checked", isBehind });
    },
    restoring: async (signal) => {
      // A transcript that must be loaded anew stays in view until the new one is here.
      if (store.signals.history.peek() === "none") store.apply({ history: "loading" });
      await restore(pulling(signal));
      return heard({ type: "restored" });
    },
    "catching-up": async (signal) => {
      const outcome = await catchUp(pulling(signal));
      if (outcome !== "done") return expired(outcome === "far");
      if (sessionAt !== null && clock.monotonic() - sessionAt > staleSessionMs)
        heard(await check(pulling(signal)));
      return { type: "caught-up" };
    },
    live: async (signal) => {
      onlooker.look();
      return follow({
        ...pulling(signal),
        clock,
        way: liveWay(state) ?? "sse",
        onTyping: (author, on) => person.current()?.typing.heard(author, on),
      });
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
    onlooker.look();
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

  function expired(hasJoined = false): SyncEvent {
    person.current()?.ledger.expire();
    return { type: "expired", hasJoined };
  }

  function fail(error: ChatError, run: number | null = null): void {
    switch (error.code) {
      case "aborted":
        return;
      case "signed-out":
        return dispatch({ type: "nobody" }, run);
      case "unauthorized":
        return dispatch({ type: "unauthorized" }, run);
      case "cursor-expired":
        return dispatch(expired(), run);
      default:
        store.apply({ error });
        if (run !== null) dispatch({ type: "refused" }, run);
    }
  }

  function showConnection(): void {
    const connection = toConnection({
      phase: state.phase,
      isOnline: page.state().isOnline,
      failures: gate.failures(),
      hasHeard: sessionAt !== null,
    });
    store.apply({ connection });
  }

  return {
    state: () => state,
    signal: () => activity.signal,
    dispatch,
    fail,
    expire: () => dispatch(expired()),
    showConnection,
    dispose: () => {
      dispatch({ type: "dispose" });
      activity.abort();
    },
  };
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}
