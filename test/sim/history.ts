// One history from one seed: a world, its steps, a long quiet time in which all faults are over, and the end.

import { createAgenda } from "./agenda.ts";
import type { Engine } from "./engine.ts";
import { createRandom, type Random } from "./random.ts";
import { createSetting, type Mix, type StepKind } from "./setting.ts";
import { createStage, type Stage } from "./stage.ts";
import { perform, sendText } from "./steps.ts";
import { createVerdict, type Verdict, type Violation } from "./verdict.ts";
import { calm } from "./weather.ts";

export interface HistoryOptions {
  readonly engine: Engine;
  readonly seed: number;
  readonly mix: Mix;
  readonly isVerbose: boolean;
}

export interface HistoryResult {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly lines: readonly string[];
  readonly eventCount: number;
  readonly virtualMs: number;
  readonly messageCount: number;
  readonly worstExcess: number;
}

/** Longest time in which everything must have come right once nothing goes wrong any more. */
const mostQuietMs = 5 * 60_000;
/** It must stay right for this long. */
const stillMs = 45_000;
/** Whatever a disposed page had under way is over by then. */
const afterwardsMs = 100_000;

export async function runHistory({ engine, seed, mix, isVerbose }: HistoryOptions): Promise<HistoryResult> {
  const agenda = createAgenda(() => verdict.fail(8, "there is no end of events"));
  const random = createRandom(String(seed));
  const verdict: Verdict = createVerdict({ now: agenda.now, isVerbose, onFailure: agenda.stop });
  const setting = createSetting(random.fork("setting"), mix);
  const stage = createStage({ agenda, random: random.fork("world"), setting, engine, verdict });
  // Most errors here are ordinary answers; writing their stacks down would take a third of the time.
  const stackLines = Error.stackTraceLimit;
  Error.stackTraceLimit = isVerbose ? stackLines : 0;
  const stopListening = listenForErrors((error) => verdict.fail(0, describeError(error)));
  try {
    if (isVerbose) verdict.note("setting", JSON.stringify(setting));
    await begin(stage);
    await live(stage, random.fork("steps"));
    await calmDown(stage, random.fork("quiet"));
    if (!verdict.violation()) stage.end.check();
    await leave(stage);
  } catch (error) {
    // A call of the customer's threw at once.
    verdict.fail(0, describeError(error));
  } finally {
    stopListening();
    Error.stackTraceLimit = stackLines;
  }
  return {
    seed,
    violation: verdict.violation(),
    lines: verdict.lines(),
    eventCount: agenda.count(),
    virtualMs: agenda.now(),
    messageCount: [...stage.written.all()].length,
    worstExcess: stage.requests.worst(),
  };
}

/** Everybody has a past, and one page open. */
async function begin(stage: Stage): Promise<void> {
  const { server, customers, setting, browsers, agenda } = stage;
  for (const sub of customers) {
    if (setting.pastItems > 0)
      server.send(sub, "past", { id: `past-${sub}`, text: "Hello", sentAt: "", context: {} });
    for (let count = 1; count < setting.pastItems; count += 1) server.say(sub, `past ${count}`);
  }
  for (const browser of browsers) stage.open(browser).chat.open();
  await agenda.runUntil(agenda.now() + 100);
}

async function live(stage: Stage, random: Random): Promise<void> {
  const { agenda, setting, verdict, browsers } = stage;
  const kinds = Object.entries(setting.weights) as [StepKind, number][];
  for (let count = 0; count < setting.stepCount && !verdict.violation(); count += 1) {
    // Some things come at once, most after a while, some after a long one.
    const pace = random.pick([0.02, 0.3, 1, 1, 1, 3]);
    await agenda.runUntil(agenda.now() + random.next() * 2 * pace * setting.gapMs);
    if (verdict.violation()) return;
    const kind = choose(kinds, random);
    verdict.note("step", kind);
    for (const { tabs } of browsers) for (const { page } of tabs) stage.requests.stirred(page);
    const takesMs = perform(stage, kind, random.fork(`step ${count}`));
    if (takesMs > 0) await agenda.runUntil(agenda.now() + takesMs);
  }
}

/** All faults end, everybody is there and looks, until all is as it should be, or it took too long. */
async function calmDown(stage: Stage, random: Random): Promise<void> {
  const { agenda, browsers, server, setting, verdict } = stage;
  if (verdict.violation()) return;
  verdict.note("step", "quiet");
  if (setting.relents) server.poison.clear();
  const reloads = random.chance(0.3);
  for (const browser of browsers) {
    calm(browser.weather);
    browser.disk.setMode("fine");
    browser.host.mode = "fine";
    browser.host.user ??= random.pick(stage.customers);
    for (const tab of browser.tabs) {
      if (tab.page.life.isFrozen()) tab.thaw();
      tab.setPage({ isVisible: true, isOnline: true });
      if (!reloads) continue;
      stage.close(tab, "crash");
      stage.open(browser, tab.page.slot);
    }
    const tabs = browser.tabs.length > 0 ? browser.tabs : [stage.open(browser)];
    for (const { chat } of tabs) chat.open();
  }
  const until = agenda.now() + mostQuietMs;
  for (let round = 0; agenda.now() < until && !verdict.violation(); round += 1) {
    // A step that waited may have brought its fault just now.
    for (const { weather, disk, host } of browsers) {
      calm(weather);
      disk.setMode("fine");
      host.mode = "fine";
    }
    attend(stage, round);
    await agenda.runUntil(agenda.now() + 5000);
    if (round > 3 && stage.end.isQuiet()) break;
  }
  await agenda.runUntil(agenda.now() + stillMs);
}

/** What people do when something waits for them. */
function attend(stage: Stage, round: number): void {
  for (const { tabs, host } of stage.browsers)
    for (const tab of tabs) {
      const { chat, page } = tab;
      if (page.life.isFrozen()) tab.thaw();
      tab.setPage({ isVisible: true, isOnline: true });
      if (!chat.isOpen.peek()) chat.open();
      if (stage.subOf(tab) !== host.user || chat.identity.peek().status === "expired") {
        if (round % 4 === 0) chat.signIn();
      }
      for (const { id, state } of chat.pending.peek())
        if (state !== "queued" && state !== "sending" && stage.setting.relents && round % 2 === 0)
          void chat.retry(id);
    }
}

/** Every page is disposed of, and then keeps quiet. */
async function leave(stage: Stage): Promise<void> {
  const { agenda, browsers, verdict } = stage;
  if (verdict.violation()) return;
  const pages = browsers.flatMap(({ tabs }) => tabs);
  for (const tab of pages) sendText(stage, tab);
  for (const tab of pages) stage.close(tab, "dispose");
  for (const tab of pages) {
    tab.setPage({ isVisible: false, isOnline: false });
    tab.setPage({ isVisible: true, isOnline: true });
  }
  await agenda.runUntil(agenda.now() + afterwardsMs);
  for (const { page } of pages) {
    if (page.timerCount() > 0)
      verdict.fail(9, `${page.name} was disposed and has ${page.timerCount()} timers`);
    const holdings = page.browser.shared.holdings(page.life);
    if (holdings.length > 0) verdict.fail(9, `${page.name} was disposed and holds ${holdings.join(", ")}`);
  }
}

function choose(kinds: readonly [StepKind, number][], random: Random): StepKind {
  let rest = random.next() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of kinds) {
    rest -= weight;
    if (rest < 0) return kind;
  }
  return "send";
}

/** What nobody catches would be the host page's trouble. */
function listenForErrors(onError: (error: unknown) => void): () => void {
  const scope = globalThis as { reportError?: (error: unknown) => void };
  const before = scope.reportError;
  scope.reportError = onError;
  process.on("unhandledRejection", onError);
  process.on("uncaughtException", onError);
  return () => {
    process.off("unhandledRejection", onError);
    process.off("uncaughtException", onError);
    if (before) scope.reportError = before;
    else delete scope.reportError;
  };
}

function describeError(error: unknown): string {
  return `nobody catches ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
