// Counts who listens to which AbortSignal, and remembers each signal that was made, weakly. Undone when it is disposed.

export interface AbortListeners extends Disposable {
  /** The most listeners that one signal had at a time, since the last `forget()`. */
  most(): number;
  /** The signals that were made since then. */
  made(): readonly WeakRef<AbortSignal>[];
  forget(): void;
}

type Listener = Parameters<EventTarget["addEventListener"]>;

export function watchAbortListeners(): AbortListeners {
  const target = EventTarget.prototype;
  const { addEventListener: add, removeEventListener: remove } = target;
  const { any } = AbortSignal;
  const Controller = globalThis.AbortController;
  const listeners = new WeakMap<EventTarget, Set<unknown>>();
  let signals: WeakRef<AbortSignal>[] = [];
  let most = 0;

  target.addEventListener = function addWatched(this: EventTarget, ...args: Listener) {
    if (this instanceof AbortSignal && !this.aborted) {
      const own = listeners.get(this) ?? new Set();
      listeners.set(this, own.add(args[1]));
      most = Math.max(most, own.size);
    }
    add.apply(this, args);
  };
  target.removeEventListener = function removeWatched(this: EventTarget, ...args: Listener) {
    listeners.get(this)?.delete(args[1]);
    remove.apply(this, args);
  };
  AbortSignal.any = (sources) => remember(any.call(AbortSignal, sources));
  globalThis.AbortController = class extends Controller {
    constructor() {
      super();
      remember(this.signal);
    }
  };

  function remember(signal: AbortSignal): AbortSignal {
    signals.push(new WeakRef(signal));
    return signal;
  }

  return {
    most: () => most,
    made: () => signals,
    forget: () => {
      signals = [];
      most = 0;
    },
    [Symbol.dispose]: () => {
      target.addEventListener = add;
      target.removeEventListener = remove;
      AbortSignal.any = any;
      globalThis.AbortController = Controller;
    },
  };
}
