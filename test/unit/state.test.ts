import { describe, expect, it } from "vitest";
import {
  brokenAllowed,
  closedPollMs,
  demotedMs,
  followPollMs,
  initialState,
  liveWay,
  openPollMs,
  type SyncEvent,
  type SyncState,
  transition,
  type World,
} from "../../src/sync/state.ts";

const asleep: World = {
  isOpen: false,
  isVisible: true,
  isListening: false,
  isWatching: false,
  isIdentified: true,
  isWarm: false,
  ways: ["sse"],
  isLeader: true,
  isTold: true,
  nowMs: 0,
};
const open: World = { ...asleep, isOpen: true };
const warm: World = { ...open, isWarm: true };
const world = (change: World): SyncEvent => ({ type: "world", world: change });
const run = (...events: SyncEvent[]): SyncState => events.reduce(transition, initialState(asleep));

describe("what the chat does about its backend", () => {
  it("does nothing where there is nothing to do", () => {
    expect(run(world(asleep)).phase).toBe("asleep");
  });

  it("asks who is signed in before anything else", () => {
    expect(run(world({ ...open, isIdentified: false })).phase).toBe("identifying");
  });

  it("restores a transcript, then follows the stream", () => {
    expect(run(world(open)).phase).toBe("restoring");
    expect(run(world(open), { type: "restored" }).phase).toBe("live");
  });

  it("polls where there is no stream", () => {
    const state = run(world({ ...open, ways: [] }), { type: "restored" });
    expect(state).toMatchObject({ phase: "resting", restMs: openPollMs });
  });

  it("never asks for deltas over an empty timeline", () => {
    expect(run(world(open)).phase).toBe("restoring");
    expect(run(world(warm)).phase).toBe("catching-up");
  });

  it("lets the stream go when the panel closes, and looks each half minute while something may come", () => {
    const live = run(world(warm), { type: "caught-up" });
    expect(live.phase).toBe("live");
    const closed = transition(live, world({ ...warm, isOpen: false, isWatching: true }));
    expect(closed.phase).toBe("checking");
    expect(transition(closed, { type: "checked", isBehind: false })).toMatchObject({
      phase: "resting",
      restMs: closedPollMs,
    });
  });

  it("holds no stream and asks nothing while the page is out of view", () => {
    const live = run(world(warm), { type: "caught-up" });
    const hidden = transition(live, world({ ...warm, isVisible: false }));
    expect(hidden.phase).toBe("asleep");
    expect(transition(hidden, world(warm)).phase).toBe("catching-up");
  });

  it("catches up after a gap and after the stream's end", () => {
    const live = run(world(warm), { type: "caught-up" });
    expect(transition(live, { type: "gap", isUseful: true }).phase).toBe("catching-up");
    const ended = transition(live, { type: "stream-ended", isUseful: true, isHopeless: false, restMs: 2000 });
    expect(ended).toMatchObject({ phase: "resting", restMs: 2000 });
    expect(transition(ended, { type: "rested" }).phase).toBe("catching-up");
  });

  const bothWays: World = { ...warm, ways: ["sse", "longPoll"] };
  const ended = (isHopeless = false): SyncEvent => {
    return { type: "stream-ended", isUseful: false, isHopeless, restMs: 1000 };
  };
  const endedAndBack = (state: SyncState, event: SyncEvent) =>
    [event, { type: "rested" }, { type: "caught-up" }].reduce(
      (now, next) => transition(now, next as SyncEvent),
      state,
    );

  it("takes the next way when streams break without having told anything, and asks again and again when none works", () => {
    let state = run(world(bothWays), { type: "caught-up" });
    for (const way of ["sse", "longPoll"]) {
      for (let broken = 0; broken < brokenAllowed; broken += 1) {
        expect([state.phase, liveWay(state)]).toEqual(["live", way]);
        state = endedAndBack(state, ended());
      }
    }
    expect(state).toMatchObject({ phase: "resting", restMs: openPollMs });
  });

  it("takes the next way at once when one can't work here, and tries the best one once more later", () => {
    const live = run(world(bothWays), { type: "caught-up" });
    const lesser = endedAndBack(live, ended(true));
    expect(liveWay(lesser)).toBe("longPoll");
    const later = transition(lesser, world({ ...bothWays, nowMs: demotedMs }));
    const again = transition(transition(later, { type: "gap", isUseful: true }), { type: "caught-up" });
    expect(liveWay(again)).toBe("sse");
    expect(liveWay(endedAndBack(again, ended()))).toBe("longPoll");
  });

  it("follows another tab that has the connection, looks now and then, and takes over when it may", () => {
    const follower: World = { ...warm, isLeader: false };
    const following = run(world(follower), { type: "caught-up" });
    expect(following).toMatchObject({ phase: "following", restMs: followPollMs });
    expect(transition(following, { type: "gap", isUseful: true }).phase).toBe("catching-up");
    expect(transition(following, { type: "rested" }).phase).toBe("catching-up");
    expect(transition(following, world(warm)).phase).toBe("live");
    expect(transition(following, world({ ...follower, isOpen: false })).phase).toBe("asleep");
  });

  it("looks as often as without a stream where the tab with the connection can't be heard", () => {
    const alone: World = { ...warm, isLeader: false, isTold: false };
    expect(run(world(alone), { type: "caught-up" })).toMatchObject({
      phase: "following",
      restMs: openPollMs,
    });
  });

  it("looks at once when the page is back", () => {
    const resting = transition(run(world(warm), { type: "caught-up" }), ended());
    expect(transition(resting, { type: "returned" }).phase).toBe("catching-up");
    expect(transition(run(world(warm)), { type: "returned" }).run).toBe(run(world(warm)).run);
  });

  it("starts cold after an expired cursor", () => {
    const live = run(world(warm), { type: "caught-up" });
    expect(transition(live, { type: "expired", hasJoined: false }).phase).toBe("restoring");
  });

  it("stays signed out, whatever the page does, until the host says otherwise", () => {
    const out = run(world({ ...open, isIdentified: false }), { type: "nobody" });
    expect(transition(out, world(asleep)).phase).toBe("signed-out");
    expect(transition(out, { type: "sign-in" }).phase).toBe("identifying");
  });

  it("stops at a refused token, keeps everything, and goes on after a sign-in", () => {
    const stopped = run(world(open), { type: "unauthorized" });
    expect(transition(stopped, world(warm)).phase).toBe("auth-required");
    expect(transition(stopped, { type: "sign-in" }).phase).toBe("identifying");
  });

  it("is over for good once disposed", () => {
    const over = run(world(open), { type: "dispose" });
    for (const event of [
      world(warm),
      { type: "sign-in" },
      { type: "nobody" },
      { type: "expired", hasJoined: false },
    ] as SyncEvent[])
      expect(transition(over, event)).toMatchObject({ phase: "disposed", run: over.run });
  });

  it("does not begin anew when nothing that matters changed", () => {
    const live = run(world(warm), { type: "caught-up" });
    expect(transition(live, world({ ...warm, isWatching: true })).run).toBe(live.run);
  });
});
