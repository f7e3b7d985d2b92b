// What the chat is doing about its backend, as one pure function. SPEC.md has the table in words. No time, no I/O here:
// the engine does what the phase says, and tells what came of it as an event.

/** What the page, the host and the stored things want. Changes of it arrive as `world` events. */
export interface World {
  /** Is somebody looking at the transcript? */
  readonly isOpen: boolean;
  /** Is the page in view? */
  readonly isVisible: boolean;
  /** Does the host want to hear of news while it is not? */
  readonly isListening: boolean;
  /** Closed, yet something may come: a conversation goes on, something is unread or unsent, or a second device knows more. */
  readonly isWatching: boolean;
  /** Does this page load know who the customer is? */
  readonly isIdentified: boolean;
  /** Are items and their cursor in memory, so that deltas are enough? */
  readonly isWarm: boolean;
  /** How the backend lets changes be followed, the best way first; none: by asking again and again. */
  readonly ways: readonly LiveWay[];
  /** Is this the one tab of the customer in this browser that may keep a connection? */
  readonly isLeader: boolean;
  /** Can the tab that keeps the connection tell this one what it hears? */
  readonly isTold: boolean;
  /** Monotonic, in milliseconds. */
  readonly nowMs: number;
}

/** A connection that is kept open for changes. */
export type LiveWay = "sse" | "longPoll";

/**
 * - `asleep`: nothing to do; no request, no timer.
 * - `identifying`: asking the host (and for opaque tokens the backend) who is signed in.
 * - `signed-out`: nobody is; until the host says otherwise.
 * - `checking`: one `/session`: anything new? The panel is closed.
 * - `restoring`: `/session` and the newest page side by side; the transcript is not in memory.
 * - `catching-up`: deltas by cursor until there are no more.
 * - `live`: the stream is open, or a long-poll under way.
 * - `following`: another tab has the connection; what it hears it tells. A look now and then makes sure.
 * - `resting`: until the next look, by a timer.
 * - `auth-required`: the backend refuses the customer's token, and a fresh one.
 * - `refused`: the backend answers, and its answer is no: nothing more is asked until the panel is opened again or the host
 *   signs somebody in.
 * - `disposed`: for good.
 */
export type Phase =
  | "asleep"
  | "identifying"
  | "signed-out"
  | "checking"
  | "restoring"
  | "catching-up"
  | "live"
  | "following"
  | "resting"
  | "auth-required"
  | "refused"
  | "disposed";

export interface SyncState {
  readonly phase: Phase;
  /** Grows with each entry into a phase; what an earlier one still reports is dropped. */
  readonly run: number;
  /** How long `resting` or `following` lasts, in milliseconds. */
  readonly restMs: number;
  /** Connections that broke without having told anything, in a row. */
  readonly brokenCount: number;
  /** Which of the world's ways is in use; past the last: none works. */
  readonly wayIndex: number;
  /** When a lesser way was taken, on the monotonic clock. */
  readonly demotedAtMs: number;
  /** The transcript was loaded anew, and nothing has joined on to its cursor since. */
  readonly isUntried: boolean;
  readonly world: World;
}

export type SyncEvent =
  | { readonly type: "world"; readonly world: World }
  /** The host says that something about the sign-in changed. */
  | { readonly type: "sign-in" }
  | { readonly type: "identified" }
  | { readonly type: "nobody" }
  /** `/session` was answered while the panel is closed. */
  | { readonly type: "checked"; readonly isBehind: boolean }
  | { readonly type: "restored" }
  | { readonly type: "caught-up" }
  /**
   * The connection ended; `isUseful` if it told at least one thing, `isHopeless` if this way can't work here. `restMs`: how long
   * to wait before the next look.
   */
  | {
      readonly type: "stream-ended";
      readonly isUseful: boolean;
      readonly isHopeless: boolean;
      readonly restMs: number;
    }
  /** A delta that does not begin at our cursor; `isUseful` if the connection had moved the cursor before. */
  | { readonly type: "gap"; readonly isUseful: boolean }
  /** The page is back in view, online again or thawed: what is known may be old, and connections dead without knowing. */
  | { readonly type: "returned" }
  | { readonly type: "rested" }
  /** The cursor is void (410), or of no use. `hasJoined`: what came just now did join on to it. */
  | { readonly type: "expired"; readonly hasJoined: boolean }
  | { readonly type: "unauthorized" }
  | { readonly type: "refused" }
  | { readonly type: "dispose" };

/** Between two looks while the panel is closed. */
export const closedPollMs = 30_000;
/** Between two looks while the panel is open and there is no stream. */
export const openPollMs = 4_000;
/** Between two looks of a tab that another one tells what it hears. */
export const followPollMs = 30_000;
/** Connections that may break in a row before the next way is tried. */
export const brokenAllowed = 3;
/** How long a lesser way is used before the best one is tried once more. */
export const demotedMs = 10 * 60_000;

type Rule<E extends SyncEvent> = (state: SyncState, event: E) => SyncState;
type Row = { readonly [E in SyncEvent as E["type"]]: Rule<E> };

export function initialState(world: World): SyncState {
  const fresh = { restMs: 0, brokenCount: 0, wayIndex: 0, demotedAtMs: 0, isUntried: false };
  return { phase: "asleep", run: 0, ...fresh, world };
}

/** The next state. The same phase with the same `run` means: go on with what you do. */
export function transition(state: SyncState, event: SyncEvent): SyncState {
  const rule = table[state.phase][event.type] as Rule<SyncEvent>;
  return rule(event.type === "world" ? { ...state, world: event.world } : state, event);
}

/** How much this world wants to know: nothing, whether there is news, or the transcript itself. */
export function depth({ isOpen, isVisible, isListening, isWatching }: World): "none" | "watch" | "full" {
  if (isVisible && isOpen) return "full";
  return (isVisible || isListening) && isWatching ? "watch" : "none";
}

const stay = (state: SyncState): SyncState => state;
const enter =
  (phase: Phase, change: Partial<SyncState> = {}) =>
  (state: SyncState): SyncState => ({
    ...state,
    ...change,
    phase,
    run: state.run + 1,
  });

/** What this world asks for, begun anew. */
function begin(state: SyncState): SyncState {
  const wanted = depth(state.world);
  if (wanted === "none") return enter("asleep")(state);
  if (!state.world.isIdentified) return enter("identifying")(state);
  if (wanted === "watch") return enter("checking")(state);
  return enter(state.world.isWarm ? "catching-up" : "restoring")(state);
}

/** The transcript is up to date: stay so. */
function follow(state: SyncState): SyncState {
  const { world } = state;
  if (depth(world) !== "full") return rest(closedPollMs)(state);
  if (!world.isLeader) return enter("following", { restMs: world.isTold ? followPollMs : openPollMs })(state);
  const now = promote(state);
  return liveWay(now) ? enter("live")(now) : rest(openPollMs)(now);
}

/** The way to keep a connection that is in use; null when none works. */
export function liveWay({ world, wayIndex }: SyncState): LiveWay | null {
  return world.ways[wayIndex] ?? null;
}

/** What stood in the best way's way may be gone: it gets one more chance now and then. */
function promote(state: SyncState): SyncState {
  const isDue = state.wayIndex > 0 && state.world.nowMs - state.demotedAtMs >= demotedMs;
  return isDue ? { ...state, wayIndex: 0, brokenCount: brokenAllowed - 1 } : state;
}

/** A connection is over: does its way go on, or is it the next one's turn? */
function countConnection(state: SyncState, isUseful: boolean, isHopeless = false): SyncState {
  if (isUseful) return { ...state, brokenCount: 0, isUntried: false };
  const brokenCount = state.brokenCount + 1;
  if (!isHopeless && brokenCount < brokenAllowed) return { ...state, brokenCount };
  return { ...state, brokenCount: 0, wayIndex: state.wayIndex + 1, demotedAtMs: state.world.nowMs };
}

const rest = (restMs: number) => enter("resting", { restMs });
const forget = (state: SyncState): SyncState => ({ ...state, world: { ...state.world, isWarm: false } });
/** A phase that serves only one depth is left when the world wants another. */
const whileDepth =
  (...served: readonly string[]) =>
  (state: SyncState): SyncState =>
    served.includes(depth(state.world)) ? state : begin(state);

const askAgain = enter("identifying");
const signedOut = enter("signed-out");
const authRequired = enter("auth-required");
const refused = enter("refused");
const disposed = enter("disposed");

/** Answers to what nobody asks in this phase: their `run` is over, so the engine never lets them through. */
const noAnswers = {
  identified: stay,
  checked: stay,
  restored: stay,
  "caught-up": stay,
  "stream-ended": stay,
  gap: stay,
  rested: stay,
} as const;

/** 410. A cursor that was new is refused too: then waiting comes first, or it would go round without an end. */
function startOver(state: SyncState, { hasJoined }: { readonly hasJoined: boolean }): SyncState {
  const isInVain = (state.isUntried && !hasJoined) || state.phase === "restoring";
  return (isInVain ? rest(openPollMs) : begin)(forget(state));
}

/** What any request may be told, in whatever phase. */
const anyAnswer = {
  "sign-in": askAgain,
  nobody: signedOut,
  expired: startOver,
  unauthorized: authRequired,
  refused,
  returned: stay,
  dispose: disposed,
} as const;

const table: Readonly<Record<Phase, Row>> = {
  asleep: {
    ...noAnswers,
    ...anyAnswer,
    world: (state) => (depth(state.world) === "none" ? state : begin(state)),
  },
  identifying: { ...noAnswers, ...anyAnswer, world: stay, identified: begin, expired: stay },
  "signed-out": { ...noAnswers, ...anyAnswer, world: stay, expired: stay, unauthorized: stay },
  checking: {
    ...noAnswers,
    ...anyAnswer,
    world: whileDepth("watch"),
    checked: (state, { isBehind }) =>
      isBehind && state.world.isWarm ? enter("catching-up")(state) : rest(closedPollMs)(state),
  },
  restoring: {
    ...noAnswers,
    ...anyAnswer,
    world: whileDepth("full"),
    restored: (state) => follow({ ...state, isUntried: true }),
  },
  "catching-up": {
    ...noAnswers,
    ...anyAnswer,
    world: whileDepth("full", "watch"),
    "caught-up": (state) => follow({ ...state, isUntried: false }),
  },
  live: {
    ...noAnswers,
    ...anyAnswer,
    world: whileDepth("full"),
    gap: (state, { isUseful }) => enter("catching-up")(countConnection(state, isUseful)),
    returned: begin,
    "stream-ended": (state, { isUseful, isHopeless, restMs }) =>
      rest(restMs)(countConnection(state, isUseful, isHopeless)),
  },
  following: {
    ...noAnswers,
    ...anyAnswer,
    world: (state) => {
      if (depth(state.world) !== "full") return begin(state);
      return state.world.isLeader ? follow(state) : state;
    },
    gap: enter("catching-up"),
    returned: begin,
    rested: begin,
  },
  resting: {
    ...noAnswers,
    ...anyAnswer,
    // Opening the panel does not wait for the next look; closing it does, unless nothing is left to watch.
    world: (state) => {
      const wanted = depth(state.world);
      if (wanted === "none" || (wanted === "full" && state.restMs === closedPollMs)) return begin(state);
      return state;
    },
    returned: begin,
    rested: begin,
  },
  "auth-required": { ...noAnswers, ...anyAnswer, world: stay, expired: stay, unauthorized: stay },
  refused: { ...noAnswers, ...anyAnswer, world: stay, expired: stay },
  disposed: {
    ...noAnswers,
    world: stay,
    "sign-in": stay,
    nobody: stay,
    expired: stay,
    unauthorized: stay,
    refused: stay,
    returned: stay,
    dispose: stay,
  },
};
