// What this tab keeps in sessionStorage, so that a reload loses neither the sign-in nor a draft nor an alert; and what the browser keeps
// in localStorage, so that a setting is made once. Blocked storage: memory.

import { effect, signal, type Signal } from "@preact/signals";

const PREFIX = "ajar-console.";

// Where storage is blocked, only touching it throws.
type Where = () => Storage;
const thisTab: Where = () => sessionStorage;

/** A signal whose value outlives a reload of this tab. */
export function kept<T>(key: string, initial: T, where = thisTab): Signal<T> {
  const held = signal<T>((read(key, where) as T | null) ?? initial);
  effect(() => write(key, held.value, where));
  return held;
}

/** A signal whose value is there again in the next tab. */
export function keptForGood<T>(key: string, initial: T): Signal<T> {
  return kept(key, initial, () => localStorage);
}

function read(key: string, where: Where): unknown {
  try {
    return JSON.parse(where().getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown, where: Where): void {
  try {
    where().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The value lives on in memory.
  }
}
