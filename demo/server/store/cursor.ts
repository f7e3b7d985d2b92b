// Cursors: `epoch.number`. Clients treat them as opaque.

import { Problem } from "../http/problem.ts";

const CURSOR = /^([a-z0-9]+)\.(0|[1-9]\d{0,15})$/;

export const isEpoch = (name: string) => /^[a-z0-9]{1,40}$/.test(name);

export const toCursor = (epoch: string, seq: number) => `${epoch}.${seq}`;

/**
 * The number in a cursor of this history. Whatever else a client may hold (another epoch's cursor, one ahead of a restored
 * backup, garbage) gets the same answer, because it calls for the same cure: load the newest page.
 * @throws {Problem} cursor-expired
 */
export function parseCursor(cursor: string, epoch: string, head: number): number {
  const [, cursorEpoch, number] = CURSOR.exec(cursor) ?? [];
  const seq = Number(number);
  if (cursorEpoch !== epoch || !(seq <= head)) throw new Problem("cursor-expired");
  return seq;
}
