// Broken engines and broken servers that the simulation must catch, and changes that must do no harm. Each client flaw is a patch
// of the real source (patch.ts); each variant has a mix of happenings that brings its flaw to light soon.

import type { Replacement } from "./patch.ts";
import type { Mix } from "./setting.ts";
import { clearSky } from "./weather.ts";

export interface Variant {
  /** In words for a test's name: the simulation "catches …", or "is content with …". */
  readonly title: string;
  readonly patch: readonly Replacement[];
  readonly mix: Mix;
  readonly isHarmless: boolean;
  /** How many seeds, from 1 on, it is given. */
  readonly seeds: number;
}

/** One customer in one browser whose server can stream. */
const plain: Mix = {
  customerCount: 1,
  browserCount: 1,
  mostTabs: 1,
  live: ["sse"],
  pageItems: 50,
  pastItems: 3,
  tokenLifeMs: 3_600_000,
  hasOpaqueTokens: false,
  climate: clearSky,
  gapMs: 1500,
  stepCount: 40,
};

const flawed = (title: string, mix: Mix, patch: readonly Replacement[] = [], seeds = 200): Variant => ({
  title,
  patch,
  mix: { ...plain, ...mix },
  isHarmless: false,
  seeds,
});

const lossy = { ...clearSky, loss: 0.2, replyLoss: 0.3, late: 0.05 };

/** After a wipe the outbox is written without what was stored before. */
const withoutOldEntries: readonly Replacement[] = [
  {
    file: "sync/mailbox.ts",
    find: "      return { outbox, gone: buried, onWritten };",
    replace:
      "      return { outbox: outbox.filter(({ id }) => isDue || !everStored.has(id)), gone: buried, onWritten };",
  },
  {
    file: "sync/mailbox.ts",
    find: "    storedIds = idsOf(stored);",
    replace: "    storedIds = idsOf(stored);\n    for (const id of storedIds) everStored.add(id);",
  },
];

export const variants: Readonly<Record<string, Variant>> = {
  "no-dedupe": flawed("a server that does not know a message again", {
    flaw: "no-dedupe",
    climate: lossy,
    weights: { send: 10, say: 2, reload: 1 },
  }),
  "dedupe-per-token": flawed("a server that knows a message again under the same token only", {
    flaw: "dedupe-per-token",
    tokenLifeMs: 20_000,
    climate: lossy,
    weights: { send: 10, say: 2, reload: 2, revoke: 2 },
  }),
  "post-first": flawed(
    "a client that stores a message only when sending it failed",
    { climate: { ...lossy, latencyMs: [200, 2000] }, weights: { send: 10, crash: 4, down: 2 } },
    [
      {
        file: "sync/mailbox.ts",
        find: '      await change({ type: "added", entry });',
        replace:
          '      outbox = changeOutbox(outbox, { type: "added", entry }); onChange(); storedIds = idsOf(outbox);',
      },
      {
        file: "sync/mailbox.ts",
        find: '    tried: (id: string) => change({ type: "tried", id }),',
        replace: "    tried: async (_id: string) => undefined,",
      },
      {
        file: "sync/mailbox.ts",
        find: "      sendingId = id;\n",
        replace: "      if (id === null) void save();\n      sendingId = id;\n",
      },
    ],
  ),
  "skip-failed": flawed(
    "a client that goes on with the next message when one could not be sent",
    { climate: lossy, weights: { send: 5, burst: 5, down: 1 } },
    [
      {
        file: "sync/mailbox.ts",
        find: "      sendingId = id;\n",
        replace: "      if (id === null) skippedId = sendingId;\n      sendingId = id;\n",
      },
      {
        file: "sync/mailbox.ts",
        find: "    next: () => nextToSend(outbox, clock.now(), uploads.isMissing),",
        replace:
          "    next: () => nextToSend(outbox.filter(({ id }) => id !== skippedId), clock.now()) ?? nextToSend(outbox, clock.now()),",
      },
      {
        file: "sync/mailbox.ts",
        find: "  let sendingId: string | null = null;",
        replace: "  let sendingId: string | null = null;\n  let skippedId: string | null = null;",
      },
    ],
  ),
  "drop-refused": flawed("a client that drops what the server refuses", { weights: { send: 5, poison: 5 } }, [
    {
      file: "sync/mailbox.ts",
      find: '    void change({ type: "refused", id, failure });',
      replace: '    bury([id]);\n    void change({ type: "removed", id });',
    },
  ]),
  "drop-after-three": flawed(
    "a client that drops a message after three times 5xx",
    { weights: { send: 5, errors: 3 }, gapMs: 5000 },
    [
      {
        file: "sync/push.ts",
        find: "      if (isRetryable(error)) return true;",
        replace:
          '      if (error.code === "server") failures.set(id, (failures.get(id) ?? 0) + 1);\n      if (isRetryable(error) && (failures.get(id) ?? 0) < 3) return true;',
      },
      {
        file: "sync/push.ts",
        find: "  let sentAt: readonly number[] = [];",
        replace: "  const failures = new Map<string, number>();\n  let sentAt: readonly number[] = [];",
      },
      {
        file: "sync/mailbox.ts",
        find: '    void change({ type: "refused", id, failure });',
        replace:
          '    if (failure.code === "server") bury([id]);\n    void change(failure.code === "server" ? { type: "removed", id } : { type: "refused", id, failure });',
      },
    ],
  ),
  "cold-from-stored": flawed(
    "a client whose cold start asks for what changed since the stored cursor",
    { weights: { send: 4, say: 6, reload: 3, crash: 2 } },
    [
      {
        file: "sync/ledger.ts",
        find: "  const transcript = createTranscript();",
        replace: "  const transcript = createTranscript(stored.head?.cursor);",
      },
      {
        file: "sync/transcript.ts",
        find: "export function createTranscript() {",
        replace: "export function createTranscript(stored: string | undefined) {",
      },
      {
        file: "sync/transcript.ts",
        find: "  let cursor: string | null = null;",
        replace: "  let cursor: string | null = stored ?? null;",
      },
      {
        file: "sync/transcript.ts",
        find: "  let timeline: Timeline = emptyTimeline;",
        replace: "  let timeline: Timeline = stored ? { known: ItemList.empty, floor: 0 } : emptyTimeline;",
      },
    ],
  ),
  "timestamp-cursor": flawed("a server whose cursor is the time in seconds", {
    flaw: "timestamp-cursor",
    gapMs: 300,
    weights: { send: 5, say: 10, cut: 2 },
  }),
  "last-n": flawed("a server that tells only the last changes after a break", {
    flaw: "last-n",
    weights: { send: 3, say: 6, flood: 1, cut: 3 },
  }),
  "newest-after-break": flawed(
    "a client that takes the newest page for what it missed",
    { weights: { send: 3, say: 6, flood: 2, down: 3, cut: 3 } },
    [
      {
        file: "sync/pull.ts",
        find: "requests.run(signal, (call) => backend.changes({ ...call, after, limit: pageItems })),",
        replace:
          "requests.run(signal, (call) => backend.newest({ ...call, limit: 5 }).then((page) => ({ ...page, from: after, more: false }))),",
      },
    ],
  ),
  "ignore-410": flawed(
    "a client that does not care whether its cursor is void",
    { weights: { send: 4, say: 6, backUp: 2, restore: 2, expireCursors: 2, cut: 2 } },
    [
      {
        file: "sync/phases.ts",
        find: '      case "cursor-expired":\n        return dispatch(expired(), run);',
        replace: '      case "cursor-expired":\n        return dispatch({ type: "caught-up" }, run);',
      },
    ],
  ),
  "reset-wipes-outbox": flawed(
    "a client that forgets unsent messages with a void cursor",
    { weights: { send: 8, expireCursors: 3, say: 3, cut: 3, lossy: 2 } },
    [
      {
        file: "sync/ledger.ts",
        find: "    expire(): void {\n",
        replace: "    expire(): void {\n      mailbox.settle(new Set(mailbox.ids()));\n",
      },
    ],
  ),
  "delta-over-gap": flawed(
    "a client that applies a change which does not begin at its cursor",
    {
      mostTabs: 3,
      climate: { ...clearSky, noise: 0.4 },
      weights: { send: 4, say: 10, newTab: 3, closeTab: 1, edit: 2 },
    },
    [
      {
        file: "sync/transcript.ts",
        find: "      if (delta.from !== cursor) return null;",
        replace: "      if (cursor === null) return null;",
      },
    ],
  ),
  "follower-over-gap": flawed(
    "a tab that applies what another one heard, wherever it begins",
    {
      mostTabs: 3,
      hasLocks: true,
      hasChannel: true,
      weights: { send: 4, say: 10, newTab: 4, reload: 2, freeze: 2, thaw: 3, hide: 2, show: 3, slow: 1 },
    },
    [
      {
        file: "sync/ledger.ts",
        find: "      const received = transcript.delta(delta, asked);",
        replace:
          "      const from = isHeard ? (transcript.cursor() ?? delta.from) : delta.from;\n      const received = transcript.delta({ ...delta, from }, asked);",
      },
    ],
  ),
  "any-token": flawed(
    "a client that takes any token for its customer's",
    {
      customerCount: 2,
      tokenLifeMs: 20_000,
      weights: { send: 6, say: 2, silentSwitch: 2 },
    },
    [
      {
        file: "sync/requests.ts",
        find: "    if (sub !== null && (await",
        replace: "    if (Math.PI < 3 && sub !== null && (await",
      },
    ],
  ),
  "paints-unconfirmed": flawed(
    "a page that shows what is stored before it knows who is there",
    { customerCount: 2, weights: { send: 6, reload: 3, down: 2, silentSwitch: 2 } },
    [
      {
        file: "sync/engine.ts",
        find: "    if (customerId === null && owner && chosenOpen === null) store.apply({ isOpen: true });",
        replace: "    if (customerId === null && owner) void person.become(owner.sub, owner.name);",
      },
    ],
  ),
  "no-backoff": flawed(
    "a client that tries again at once",
    { weights: { send: 4, say: 2, down: 3, storm: 3 } },
    [
      {
        file: "sync/backoff.ts",
        find: "      opensAt = clock.monotonic() + backoffMs(failures, clock.random(), error.retryAfterMs ?? null);",
        replace: "      opensAt = clock.monotonic();",
      },
    ],
  ),
  spins: flawed(
    "a page that asks again and again whether its wait is over",
    { weights: { send: 6, down: 2 } },
    [
      {
        file: "sync/backoff.ts",
        find: "if (waitMs > 0) await sleep(clock, waitMs, AbortSignal.any([signal, alarm.signal]));",
        replace: "if (waitMs > 0) await Promise.resolve();",
      },
    ],
  ),
  "hears-after-end": flawed(
    "a disposed chat that still hears the page",
    { weights: { send: 4 }, stepCount: 5 },
    [
      {
        file: "sync/engine.ts",
        find: "    dispose: () => {\n      stopListening();",
        replace: "    dispose: () => {\n      void stopListening;",
      },
    ],
  ),
  "not-stored-again": flawed(
    "a client that does not store unsent messages again after a wipe",
    { weights: { send: 10, wipe: 4, down: 4, crash: 3 } },
    [
      ...withoutOldEntries,
      {
        file: "sync/mailbox.ts",
        find: "  let isClosed = false;",
        replace: "  let isClosed = false;\n  const isDue = false;\n  const everStored = new Set<string>();",
      },
    ],
  ),
  "stored-again-later": flawed(
    "a client that stores unsent messages again after a wipe, but a little later",
    { gapMs: 600, weights: { send: 8, wipe: 5, down: 6, crash: 4 } },
    [
      ...withoutOldEntries,
      {
        file: "sync/mailbox.ts",
        find: "  let isClosed = false;",
        replace:
          "  let isClosed = false;\n  let isDue = false;\n  const everStored = new Set<string>();\n  const later = () => void clock.setTimer(() => {\n    isDue = true;\n    void save().finally(() => { isDue = false; });\n    if (!isClosed) later();\n  }, 10_000);\n  later();",
      },
    ],
  ),
  "no-locks": {
    title: "a browser without locks",
    patch: [],
    mix: { hasLocks: false, mostTabs: 3 },
    isHarmless: true,
    seeds: 40,
  },
  "stored-cursor-goes-back": {
    title: "a stored cursor that goes back",
    patch: [
      {
        file: "sync/standing.ts",
        find: "      const cursor = transcript.cursor() ?? heardHead ?? head?.cursor;",
        replace: "      const cursor = head?.cursor ?? transcript.cursor() ?? heardHead;",
      },
    ],
    mix: {},
    isHarmless: true,
    seeds: 40,
  },
};
