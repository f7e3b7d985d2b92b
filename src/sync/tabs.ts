// What pages of one browser share beside storage: locks and a channel. Ports, and the browser's own behind them. Both may
// be missing (old browsers, insecure pages); then each page does for itself what one would have done for all.

/** Web Locks, as much of them as is needed. */
export interface Locks {
  /**
   * Runs `work` while nobody else in this browser holds `name`; who asked first is next. The lock is free again when `work`
   * settles, or when the page dies. Never steals.
   * Resolves when `work` is done. Rejects when `signal` aborts before it began, or with what `work` throws.
   */
  hold(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void>;
}

/** A BroadcastChannel: what one page posts, all other open pages of the browser are told, each in the order posted. */
export interface Channel {
  /** `message` is copied as by `structuredClone`. */
  post(message: unknown): void;
  /** Hears nothing and says nothing from now on. */
  close(): void;
}

/** Opens a channel by its name; `hear` is called with each message of another page. */
export type OpenChannel = (name: string, hear: (message: unknown) => void) => Channel;

/** Null where the browser has none: Web Locks exist on secure pages only. */
export function browserLocks(): Locks | null {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (!locks) return null;
  return {
    hold: async (name, signal, work) => {
      await locks.request(name, { signal }, work);
    },
  };
}

/** Null where there is none. In Node there is, but its pages are no pages of one browser. */
export function browserChannel(): OpenChannel | null {
  if (typeof document === "undefined" || typeof BroadcastChannel === "undefined") return null;
  return (name, hear) => {
    const channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }) => hear(data));
    return { post: (message) => channel.postMessage(message), close: () => channel.close() };
  };
}
