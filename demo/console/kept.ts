// What this tab keeps in sessionStorage, so that a reload loses neither the sign-in nor a draft nor an alert. Blocked storage: memory.

import { effect, signal, type Signal } from "@preact/signals";

const PREFIX = "ajar-console.";

/** A signal whose value outlives a reload of this tab. */
export function kept<T>(key: string, initial: T): Signal<T> {
  const held = signal<T>((read(key) as T | null) ?? initial);
  effect(() => write(key, held.value));
  return held;
}

function read(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The value lives on in memory.
  }
}
