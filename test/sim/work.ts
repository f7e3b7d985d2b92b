// A range of seeds, run one after the other with one engine. The same in a worker and without.

import { loadEngine } from "./engine.ts";
import { type HistoryResult, runHistory } from "./history.ts";
import { registerVariant } from "./patch.ts";
import type { Variant } from "./variants.ts";
import { variants } from "./variants.ts";

export interface Task {
  /** Null: the engine as it is, under every mix. */
  readonly variant: string | null;
  readonly firstSeed: number;
  readonly lastSeed: number;
  /** The first violation is enough. */
  readonly stopsAtFirst: boolean;
}

export interface Report {
  readonly task: Task;
  readonly histories: number;
  readonly events: number;
  readonly messages: number;
  readonly virtualMs: number;
  readonly worstExcess: number;
  /** The histories with a violation, with their lines. */
  readonly bad: readonly HistoryResult[];
}

const engines = new Map<string | null, ReturnType<typeof loadEngine>>();

export async function perform(task: Task): Promise<Report> {
  const engine = await engineOf(task.variant);
  const mix = task.variant === null ? {} : variantOf(task.variant).mix;
  const bad: HistoryResult[] = [];
  const report = {
    task,
    histories: 0,
    events: 0,
    messages: 0,
    virtualMs: 0,
    worstExcess: Number.NEGATIVE_INFINITY,
  };
  for (let seed = task.firstSeed; seed <= task.lastSeed; seed += 1) {
    const result = await runHistory({ engine, seed, mix, isVerbose: false });
    report.histories += 1;
    report.events += result.eventCount;
    report.messages += result.messageCount;
    report.virtualMs += result.virtualMs;
    report.worstExcess = Math.max(report.worstExcess, result.worstExcess);
    if (!result.violation) continue;
    bad.push(result);
    if (task.stopsAtFirst) break;
  }
  return { ...report, bad };
}

/** One history with every word. */
export async function tell(variant: string | null, seed: number): Promise<HistoryResult> {
  const mix = variant === null ? {} : variantOf(variant).mix;
  return runHistory({ engine: await engineOf(variant), seed, mix, isVerbose: true });
}

export function variantOf(name: string): Variant {
  const variant = variants[name];
  if (!variant)
    throw new Error(`There is no variant ${name}. There are: ${Object.keys(variants).join(", ")}`);
  return variant;
}

function engineOf(variant: string | null): ReturnType<typeof loadEngine> {
  const loaded = engines.get(variant) ?? load(variant);
  engines.set(variant, loaded);
  return loaded;
}

function load(variant: string | null): ReturnType<typeof loadEngine> {
  const patch = variant === null ? [] : variantOf(variant).patch;
  if (variant === null || patch.length === 0) return loadEngine(null);
  registerVariant(variant, patch);
  return loadEngine(variant);
}
