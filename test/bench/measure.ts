// What is measured in one visit or in visits that belong together, for one contestant. Each begins and ends with the panel left open
// and the page left.

import type { InPage } from "./in-page.ts";
import type { Found } from "./sample.ts";
import { median } from "./statistics.ts";
import type { Visitor } from "./visitor.ts";
import type { World } from "./world.ts";

const PAINT_LIMIT_MS = 60_000;
const RESTORE_LIMIT_MS = 120_000;
const SCROLL_LIMIT_MS = 90_000;
const SETTLE_MS = 1_000;
const VISITOR_MS = 3_000;
const INCOMING_MESSAGES = 20;
const LONG_TASK_MS = 50;

const newest = (inPage: InPage) => inPage.newest;
const complete = (inPage: InPage) => inPage.complete;

/** The first visit ever: empty cache, panel closed. Then some more, until scripts are cached and compiled as for a regular. */
export async function warmUp(visitor: Visitor): Promise<Found> {
  visitor.wire.reset();
  await visitor.visit();
  await visitor.open();
  await mustPaint(visitor);
  await visitor.page.waitForTimeout(SETTLE_MS);
  const { scriptBytes, dataBytes } = visitor.wire.read();
  for (let visits = 0; visits < 3; visits += 1) {
    await visitor.visit();
    await mustPaint(visitor);
    await visitor.page.waitForTimeout(SETTLE_MS);
  }
  await visitor.leave();
  return { scriptBytes, dataBytes };
}

export async function measureNavigation(visitor: Visitor, throttle: number): Promise<Found> {
  await visitor.visit({ throttle });
  const navigation = await visitor.ask(PAINT_LIMIT_MS, newest);
  await visitor.page.waitForTimeout(SETTLE_MS);
  const host = await hostPage(visitor);
  await visitor.leave();
  return { navigation, openBlocking: host.blocking, openShift: host.shift };
}

export async function measureClick(visitor: Visitor, throttle: number): Promise<Found> {
  await visitor.visit();
  await mustPaint(visitor);
  await visitor.page.evaluate(visitor.contestant.closing);
  await visitor.page.waitForTimeout(SETTLE_MS); // until that is stored
  await visitor.visit({ throttle });
  await visitor.page.waitForLoadState("load");
  await visitor.page.waitForTimeout(SETTLE_MS);
  await visitor.open();
  const paintedAt = await visitor.ask(PAINT_LIMIT_MS, newest);
  const clickedAt = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.clickedAt());
  await visitor.page.waitForTimeout(SETTLE_MS);
  await visitor.leave();
  const isBoth = paintedAt !== null && clickedAt !== null;
  if (isBoth && !(paintedAt > clickedAt)) throw new Error("The panel was not closed before the click.");
  return { click: isBoth ? paintedAt - clickedAt : null };
}

/** With everything restored, where the contestant can do so within the limit. */
export async function measureIncoming(visitor: Visitor, world: World, throttle: number): Promise<Found> {
  const isWhole = visitor.contestant.name !== "floor" && visitor.contestant.name !== "deep-chat";
  await visitor.visit({ history: isWhole ? "all" : "newest", throttle });
  const ready = await visitor.ask(RESTORE_LIMIT_MS, isWhole ? complete : newest);
  if (ready === null) return { incoming: null };
  await visitor.page.waitForTimeout(SETTLE_MS); // until its stream is open
  const times: number[] = [];
  for (let message = 0; message < INCOMING_MESSAGES; message += 1) {
    const word = `incoming${crypto.randomUUID().replaceAll("-", "")}`;
    await visitor.page.evaluate(`inPage.expectMessage("${word}")`);
    await world.write(`Here is the answer: ${word}`);
    const arrival = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.arrival());
    if (arrival) times.push(arrival.paintedAt - arrival.readAt);
    await visitor.page.waitForTimeout(50);
  }
  await visitor.leave();
  await world.restore();
  return { incoming: times.length === INCOMING_MESSAGES ? median(times) : null };
}

/** Everything restored: how long that takes, what it holds, and how it scrolls. */
export async function measureRestore(visitor: Visitor, empty: Visitor, throttle: number): Promise<Found> {
  visitor.wire.reset();
  await visitor.visit({ history: "all", throttle });
  const paintedAt = await visitor.ask(RESTORE_LIMIT_MS, newest);
  const restored = paintedAt === null ? null : await visitor.ask(RESTORE_LIMIT_MS, complete);
  if (paintedAt === null || restored === null) return { restored: null };
  const tasks = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.longTasks());
  const during = (tasks ?? []).filter((task) => ends(task) > paintedAt && task.startTime < restored);
  await visitor.page.waitForTimeout(SETTLE_MS);
  const restoreBytes = visitor.wire.read().dataBytes;
  const { scriptBytes: heap, documentBytes: domHeap } = await visitor.heap();
  const before = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.nodeCount());
  const scrolled = await measureScrolling(visitor);
  const after = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.nodeCount());
  await visitor.leave();
  const heapGrowth = heap - (await emptyHeap(empty));
  return {
    restored,
    restoreLongTasks: during.length,
    restoreLongest: longest(during),
    restoreBlocking: blockingOf(tasks ?? []),
    restoreBytes,
    heap,
    domHeap,
    heapGrowth,
    nodes: Math.max(before ?? 0, after ?? 0),
    ...scrolled,
  };
}

async function measureScrolling(visitor: Visitor): Promise<Found> {
  // In the page there are no names of this file: 4,000 px a frame, for at most a minute.
  const result = await visitor.ask(SCROLL_LIMIT_MS, (inPage) => inPage.scrollThrough(4_000, 60_000));
  if (!result?.isFinished)
    return { scrollFrames: null, scrollDropped: null, scrollLongTasks: null, scrollLongest: null };
  return {
    scrollFrames: result.frames,
    scrollDropped: result.droppedFrames,
    scrollLongTasks: result.longTasks.length,
    scrollLongest: longest(result.longTasks),
  };
}

async function emptyHeap(empty: Visitor): Promise<number> {
  await empty.visit({ history: "all" });
  await empty.page.waitForLoadState("load");
  await empty.page.waitForTimeout(2 * SETTLE_MS);
  const { scriptBytes } = await empty.heap();
  await empty.leave();
  return scriptBytes;
}

/** The panel is never opened; requests beyond the page and one script for the contestant count. */
export async function measureVisitor(stranger: Visitor, throttle: number): Promise<Found> {
  stranger.wire.reset();
  await stranger.visit({ throttle });
  await stranger.page.waitForTimeout(VISITOR_MS);
  const host = await hostPage(stranger);
  const requests = stranger.wire.read().requests.length - (stranger.contestant.name === "none" ? 0 : 1);
  await stranger.leave();
  return { visitorBlocking: host.blocking, visitorShift: host.shift, visitorRequests: requests };
}

/** Total blocking time: of each long task what exceeds 50 ms. */
async function hostPage(visitor: Visitor): Promise<{ blocking: number | null; shift: number | null }> {
  const tasks = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.longTasks());
  const shift = await visitor.ask(PAINT_LIMIT_MS, (inPage) => inPage.shift());
  return { blocking: tasks && blockingOf(tasks), shift };
}

const blockingOf = (tasks: readonly { duration: number }[]) =>
  tasks.reduce((sum, { duration }) => sum + Math.max(0, duration - LONG_TASK_MS), 0);

async function mustPaint(visitor: Visitor): Promise<void> {
  if ((await visitor.ask(PAINT_LIMIT_MS, newest)) === null)
    throw new Error(`${visitor.contestant.title} did not show the newest message.`);
}

const ends = ({ startTime, duration }: { startTime: number; duration: number }) => startTime + duration;
const longest = (tasks: readonly { duration: number }[]) =>
  Math.max(0, ...tasks.map(({ duration }) => duration));
