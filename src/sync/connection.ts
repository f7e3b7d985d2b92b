// How things stand with the backend, in one word for people. Pure.

import type { ConnectionState } from "../model/view.ts";
import type { Phase } from "./state.ts";

export interface ConnectionFacts {
  readonly phase: Phase;
  readonly isOnline: boolean;
  /** Requests that failed in a row. */
  readonly failures: number;
  /** Has the backend said anything in this page load? */
  readonly hasHeard: boolean;
}

export function toConnection({ phase, isOnline, failures, hasHeard }: ConnectionFacts): ConnectionState {
  if (phase === "auth-required") return "auth-required";
  if (phase === "asleep" || phase === "signed-out" || phase === "disposed") return "idle";
  if (!isOnline) return "offline";
  if (phase === "refused") return "refused";
  if (failures > 0) return "trouble";
  return hasHeard ? "online" : "connecting";
}
