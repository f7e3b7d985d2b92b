// The port to the browser's storage, and the names of what is kept there. Knows nothing of what the values mean.

/** Values by key; `undefined` as a new value deletes the key. */
export type Entries = ReadonlyMap<string, unknown>;

/**
 * A small key-value storage, one per backend. Every call settles: a storage that gives no answer in time rejects.
 */
export interface Storage {
  /** Everything there is. */
  readAll(): Promise<Entries>;
  /**
   * One transaction: reads everything, hands it to `decide` (which must not wait for anything), writes what that returns.
   * `null` writes nothing. Resolves to whether something was written; durable when it resolves.
   */
  update(decide: (all: Entries) => Entries | null): Promise<boolean>;
  /** Lets go of what is kept open, once the calls under way are done. A later call still works, and keeps nothing open. */
  close?(): void;
}

/** The keys. `sub` is the token's subject. */
export const keys = {
  /** `{schema, gen}`: `gen` grows with each sign-out and change of customer, and voids every write begun before. */
  version: "v",
  /** 0 nothing to do, 1 something to watch, 2 the panel was left open. The one key that the loader reads. */
  wake: "wake",
  /** `{sub, name, authAt}`; never a token. */
  identity: "id",
  /** `{at}`: when the host said that nobody is signed in any more. */
  left: "left",
  head: (sub: string) => `s/${sub}/head`,
  outbox: (sub: string) => `s/${sub}/out`,
  ui: (sub: string) => `s/${sub}/ui`,
} as const;

/** Does this key belong to one customer's part? */
export function isCustomerKey(key: string): boolean {
  return key.startsWith("s/");
}

/** Is this key some customer's outbox? */
export function isOutboxKey(key: string): boolean {
  return isCustomerKey(key) && key.endsWith("/out");
}
