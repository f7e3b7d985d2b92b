// Counts, inside a page, what a script could leave behind when it goes; and asks Chromium how much there is of everything.

import type { CDPSession, Page } from "playwright";

/** All of it is zero, or as it was, once the chat has gone. */
export interface Leftovers {
  readonly timers: number;
  readonly frames: number;
  /** On window, document and media queries, as `type`. */
  readonly listeners: readonly string[];
  readonly observers: number;
  readonly fetches: number;
  readonly channels: number;
  readonly databases: number;
  readonly transactions: number;
  /** Held or waited for. */
  readonly locks: readonly string[];
  readonly elements: number;
  readonly sheets: number;
}

export interface PageSize {
  readonly heapBytes: number;
  readonly documents: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** Call it before the page is opened. */
export async function countLeftovers(page: Page): Promise<void> {
  await page.addInitScript(instrument);
}

export function leftovers(page: Page): Promise<Leftovers> {
  return page.evaluate(() => (window as unknown as { leftovers(): Promise<Leftovers> }).leftovers());
}

/** After a garbage collection. */
export async function sizeOf(cdp: CDPSession): Promise<PageSize> {
  // Twice: what a finalizer lets go of in the first is free in the second.
  for (let turn = 0; turn < 2; turn += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { documents, nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  return { heapBytes: usedSize, documents, nodes, listeners: jsEventListeners };
}

/** Runs in the page before any of its scripts. Remembers nothing strongly that it only counts. */
function instrument(): void {
  const counts = { fetches: 0, channels: 0, databases: 0, transactions: 0, observers: 0 };
  const timers = new Set<unknown>();
  const frames = new Set<number>();
  const listeners: { target: EventTarget; type: string; listener: unknown; capture: boolean }[] = [];

  const {
    setTimeout: wait,
    clearTimeout: cancel,
    setInterval: repeat,
    clearInterval: stop,
    fetch: ask,
  } = window;
  Object.assign(window, {
    setTimeout: (fn: () => void, ms?: number) => {
      const id = wait(() => {
        timers.delete(id);
        fn();
      }, ms);
      timers.add(id);
      return id;
    },
    clearTimeout: (id?: number) => {
      timers.delete(id);
      cancel(id);
    },
    setInterval: (fn: () => void, ms?: number) => {
      const id = repeat(fn, ms);
      timers.add(id);
      return id;
    },
    clearInterval: (id?: number) => {
      timers.delete(id);
      stop(id);
    },
    fetch: async (...request: Parameters<typeof fetch>) => {
      counts.fetches += 1;
      return ask.apply(window, request).finally(() => (counts.fetches -= 1));
    },
  });
  const { requestAnimationFrame: onFrame, cancelAnimationFrame: offFrame } = window;
  window.requestAnimationFrame = (fn) => {
    const id = onFrame((time) => {
      frames.delete(id);
      fn(time);
    });
    frames.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    frames.delete(id);
    offFrame(id);
  };

  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const isShared = (target: EventTarget) =>
    target === window || target === document || target instanceof MediaQueryList;
  const isCapture = (options: boolean | EventListenerOptions | undefined) =>
    typeof options === "object" ? options.capture === true : options === true;
  const find = (target: EventTarget, type: string, listener: unknown, capture: boolean) =>
    listeners.findIndex(
      (one) =>
        one.target === target && one.type === type && one.listener === listener && one.capture === capture,
    );
  const forget = (...one: Parameters<typeof find>) => {
    const place = find(...one);
    if (place >= 0) listeners.splice(place, 1);
  };
  EventTarget.prototype.addEventListener = function addCounted(this: EventTarget, ...args) {
    const [type, listener, options] = args;
    const target = this ?? window;
    const capture = isCapture(options);
    if (isShared(target) && find(target, type, listener, capture) < 0) {
      listeners.push({ target, type, listener, capture });
      const signal = typeof options === "object" ? options.signal : undefined;
      if (signal) add.call(signal, "abort", () => forget(target, type, listener, capture));
    }
    add.apply(target, args);
  };
  EventTarget.prototype.removeEventListener = function removeCounted(this: EventTarget, ...args) {
    const [type, listener, options] = args;
    forget(this ?? window, type, listener, isCapture(options));
    remove.apply(this ?? window, args);
  };

  window.BroadcastChannel = class extends BroadcastChannel {
    #isOpen = true;
    constructor(name: string) {
      super(name);
      counts.channels += 1;
    }
    override close() {
      if (this.#isOpen) counts.channels -= 1;
      this.#isOpen = false;
      super.close();
    }
  };

  const closed = new WeakSet<IDBDatabase>();
  const { open } = IDBFactory.prototype;
  const { close, transaction } = IDBDatabase.prototype;
  IDBFactory.prototype.open = function openCounted(...args) {
    const request = open.apply(this, args);
    add.call(request, "success", () => (counts.databases += 1));
    return request;
  };
  IDBDatabase.prototype.close = function closeCounted() {
    if (!closed.has(this)) counts.databases -= 1;
    closed.add(this);
    close.call(this);
  };
  IDBDatabase.prototype.transaction = function transactionCounted(...args) {
    const begun = transaction.apply(this, args);
    counts.transactions += 1;
    for (const end of ["complete", "abort"]) add.call(begun, end, () => (counts.transactions -= 1));
    return begun;
  };

  for (const Observer of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    const { observe, disconnect } = Observer.prototype as ResizeObserver;
    const active = new WeakSet<object>();
    Object.assign(Observer.prototype, {
      observe(this: ResizeObserver, ...args: Parameters<ResizeObserver["observe"]>) {
        if (!active.has(this)) counts.observers += 1;
        active.add(this);
        observe.apply(this, args);
      },
      disconnect(this: ResizeObserver) {
        if (active.delete(this)) counts.observers -= 1;
        disconnect.call(this);
      },
    });
  }

  Object.assign(window, {
    leftovers: async () => {
      const { held = [], pending = [] } = await navigator.locks.query();
      return {
        ...counts,
        timers: timers.size,
        frames: frames.size,
        listeners: listeners.map(({ type }) => type),
        locks: [...held, ...pending].map(({ name }) => name),
        elements: document.querySelectorAll("*").length,
        sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
      };
    },
  });
}
