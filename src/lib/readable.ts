// The public face of a signal, so that no dependency's type shows in ours. Knows nothing of chat.

/** A value that changes over time. Reading `value` inside a signals effect or a component subscribes to it. */
export interface Readable<T> {
  readonly value: T;
  /** The present value, without subscribing. */
  peek(): T;
  /** Calls `fn` now and after each change, until the returned function is called. */
  subscribe(fn: (value: T) => void): () => void;
}
