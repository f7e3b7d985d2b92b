// What one history is made of, drawn from its seed: people, browsers, server, network, and how often each thing happens. A mix
// fixes some of it. Pure.

import type { Random } from "./random.ts";
import type { ServerFlaw } from "./server.ts";
import { type Climate, clearSky } from "./weather.ts";

export type StepKind = keyof typeof usualWeights;

export interface Setting {
  readonly customerCount: number;
  readonly browserCount: number;
  readonly mostTabs: number;
  readonly live: readonly ("sse" | "longPoll")[];
  readonly hasReceipts: boolean;
  /** The most items that the server gives at once. */
  readonly pageItems: number;
  /** Messages that were there before. */
  readonly pastItems: number;
  readonly tokenLifeMs: number;
  readonly hasOpaqueTokens: boolean;
  readonly namesCustomer: boolean;
  readonly hasLocks: boolean;
  readonly hasChannel: boolean;
  readonly climate: Climate;
  readonly stepCount: number;
  /** Between two steps, on average. */
  readonly gapMs: number;
  readonly weights: Readonly<Record<StepKind, number>>;
  /** In the quiet time at the end the server takes what it had refused, and all of it is tried again. */
  readonly relents: boolean;
  readonly flaw: ServerFlaw | null;
}

/** What a history is not left free to choose. */
export type Mix = Partial<Omit<Setting, "weights">> & {
  /** Only these things happen. */
  readonly weights?: Partial<Record<StepKind, number>>;
};

/** How often each thing happens, beside the others. */
const usualWeights = {
  send: 22,
  burst: 3,
  poison: 2,
  open: 5,
  close: 3,
  read: 5,
  draft: 4,
  mend: 5,
  older: 1,
  reload: 5,
  crash: 4,
  newTab: 4,
  closeTab: 3,
  hide: 4,
  show: 6,
  freeze: 2,
  thaw: 4,
  dayAway: 0.3,
  signOut: 1,
  switchUser: 1,
  silentSwitch: 1,
  hostLeaves: 1,
  hostReturns: 3,
  say: 14,
  flood: 1,
  edit: 4,
  remove: 2,
  wait: 2,
  closeConversation: 2,
  takeOver: 2,
  restart: 1,
  backUp: 1,
  restore: 1,
  expireCursors: 1,
  offline: 3,
  down: 2,
  errors: 2,
  storm: 2,
  portal: 1,
  slow: 2,
  lossy: 3,
  noise: 2,
  buffers: 1,
  silence: 2,
  cut: 3,
  tokenSlow: 1,
  tokenRejects: 1,
  revoke: 1,
  wipe: 1,
  diskSlow: 1,
  diskForbidden: 0.3,
  diskFull: 0.3,
  diskSilent: 0.3,
  clockJump: 1,
} as const;

/** Left out together, so that histories differ in kind and not only in order. */
const groups: readonly (readonly StepKind[])[] = [
  ["reload", "crash"],
  ["newTab", "closeTab"],
  ["hide", "show", "freeze", "thaw"],
  ["dayAway"],
  ["signOut"],
  ["switchUser", "silentSwitch"],
  ["hostLeaves", "hostReturns"],
  ["poison", "mend"],
  ["edit", "remove"],
  ["wait", "closeConversation", "takeOver"],
  ["flood"],
  ["restart"],
  ["backUp", "restore"],
  ["expireCursors"],
  ["offline", "down"],
  ["errors", "storm", "portal"],
  ["slow", "lossy"],
  ["noise"],
  ["buffers", "silence", "cut"],
  ["tokenSlow", "tokenRejects", "revoke"],
  ["wipe"],
  ["diskSlow", "diskForbidden", "diskFull", "diskSilent"],
  ["clockJump"],
];

export function createSetting(random: Random, { weights, ...fixed }: Mix): Setting {
  const hasOpaqueTokens = random.chance(0.2);
  const drawn: Setting = {
    customerCount: random.chance(0.6) ? 1 : 2,
    browserCount: random.chance(0.5) ? 1 : 2,
    mostTabs: random.whole(1, 3),
    live: random.pick([["sse"], ["sse"], ["sse", "longPoll"], ["longPoll"], []] as const),
    hasReceipts: random.chance(0.7),
    pageItems: random.pick([4, 12, 50, 200]),
    pastItems: random.pick([0, 0, 3, 20, 60]),
    tokenLifeMs: random.pick([20_000, 120_000, 3_600_000]),
    hasOpaqueTokens,
    namesCustomer: !hasOpaqueTokens && random.chance(0.25),
    hasLocks: random.chance(0.8),
    hasChannel: random.chance(0.8),
    climate: climateOf(random),
    stepCount: random.whole(15, 90),
    gapMs: random.pick([300, 1500, 5000]),
    weights: weights ? { ...noWeights(), ...weights } : drawWeights(random),
    relents: random.chance(0.5),
    flaw: null,
  };
  return { ...drawn, ...fixed };
}

function climateOf(random: Random): Climate {
  return {
    latencyMs: random.pick([
      [5, 60],
      [5, 60],
      [200, 2000],
    ] as const),
    loss: random.pick([0, 0, 0.05, 0.2]),
    replyLoss: random.pick([0, 0, 0.05, 0.2]),
    twice: random.pick([0, 0, 0.1]),
    late: random.pick([0, 0, 0.05]),
    noise: random.pick([0, 0, 0, 0.2]),
  };
}

export const fineClimate = clearSky;

function drawWeights(random: Random): Setting["weights"] {
  const left = new Set(groups.filter(() => random.chance(0.35)).flat());
  const drawn = Object.entries(usualWeights).map(([kind, weight]) => [
    kind,
    left.has(kind as StepKind) ? 0 : weight,
  ]);
  return Object.fromEntries(drawn) as Setting["weights"];
}

function noWeights(): Setting["weights"] {
  return Object.fromEntries(Object.keys(usualWeights).map((kind) => [kind, 0])) as Setting["weights"];
}
