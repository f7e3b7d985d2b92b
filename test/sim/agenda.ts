// Virtual time: what happens when. One event after the other, and everything that only waits for promises runs out between.

export interface Agenda {
  /** Milliseconds since the history began. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
  /** Lives through everything until then, or until it is stopped. */
  runUntil(ms: number): Promise<void>;
  /** Nothing happens any more. */
  stop(): void;
  /** How many events there were. */
  count(): number;
}

interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** A history that comes to this many events goes round in circles. */
const mostEvents = 200_000;

/** `onEndless` is called when far too much happens. */
export function createAgenda(onEndless: () => void): Agenda {
  const heap: Event[] = [];
  let now = 0;
  let order = 0;
  let count = 0;
  let isStopped = false;

  return {
    now: () => now,
    after: (ms, run) => {
      order += 1;
      const event: Event = { at: now + Math.max(0, ms), order, run };
      push(heap, event);
      return () => {
        event.run = null;
      };
    },
    runUntil: async (ms) => {
      await settle();
      for (let next = heap[0]; next && next.at <= ms && !isStopped; next = heap[0]) {
        pop(heap);
        if (!next.run) continue;
        now = Math.max(now, next.at);
        count += 1;
        if (count === mostEvents) onEndless();
        next.run();
        await settle();
      }
      if (!isStopped) now = Math.max(now, ms);
    },
    stop: () => {
      isStopped = true;
    },
    count: () => count,
  };
}

/** The event loop comes round only when no promise is left that could go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >>> 1;
    const above = heap[parent];
    if (!above || !isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    const left = heap[child];
    if (!left) break;
    const right = heap[child + 1];
    const least = right && isBefore(right, left) ? right : left;
    if (least === right) child += 1;
    if (!isBefore(least, last)) break;
    heap[index] = least;
    index = child;
  }
  heap[index] = last;
}
