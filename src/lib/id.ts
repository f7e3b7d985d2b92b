// UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits. Sortable by time of creation.

import type { Clock } from "./clock.ts";

/** A generator whose ids grow even when the wall clock stands still or goes back. */
export function createIdSource(clock: Clock): () => string {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(lastMs + 1, clock.now());
    return uuidV7(lastMs, clock.randomBytes(10));
  };
}

function uuidV7(ms: number, random: Uint8Array): string {
  const time = Math.trunc(ms).toString(16).padStart(12, "0");
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = (8 + (Number.parseInt(hex.charAt(3), 16) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}
