// What the tabs of one customer tell each other. Each message names its customer and the generation of what is stored, so
// that nothing of one customer reaches another's transcript. Shapes and their check only; posting is neighbours.ts.

import type { Delta, Hours, SendResult } from "../backend/backend.ts";
import type { SharedToken } from "../identity/token.ts";
import type { Author } from "../model/item.ts";

/** Something new about the present customer. */
export type News =
  /** Heard by the tab that keeps the connection. */
  | { readonly type: "delta"; readonly delta: Delta }
  | { readonly type: "typing"; readonly author: Author; readonly on: boolean }
  | { readonly type: "hours"; readonly hours: Hours }
  /** The stored outbox changed; `gone`: settled or discarded. */
  | { readonly type: "outbox"; readonly gone: readonly string[] }
  /** A message is on the server; its bubble must not wait for the delta. */
  | { readonly type: "sent"; readonly id: string; readonly result: SendResult }
  | { readonly type: "draft"; readonly draft: string }
  | { readonly type: "read"; readonly pos: number }
  /** A fresh token, so that one question to the host serves all tabs. One that does not say whose it is stays in its tab. */
  | { readonly type: "token"; readonly token: SharedToken };

/** Something about who the customer is. */
export interface WhoNews {
  readonly type: "who";
  /** Null: nobody is. */
  readonly sub: string | null;
  /** The host said so by `signOut()`: no reason to ask it again. */
  readonly isFinal: boolean;
}

export type TabMessage = WhoNews | (News & { readonly sub: string; readonly gen: number });

type Raw = Readonly<Record<string, unknown>>;

const fits: Readonly<Record<TabMessage["type"], (raw: Raw) => boolean>> = {
  who: () => true,
  delta: ({ delta }) => {
    const { from, cursor, items } = (delta ?? {}) as Raw;
    return typeof from === "string" && typeof cursor === "string" && Array.isArray(items);
  },
  typing: ({ author }) => typeof (author as Raw | undefined)?.name === "string",
  hours: ({ hours }) => typeof (hours as Raw | undefined)?.open === "boolean",
  outbox: ({ gone }) => Array.isArray(gone),
  sent: ({ id, result }) => {
    const item = (result as Raw | undefined)?.item as Raw | undefined;
    return typeof id === "string" && typeof item?.pos === "number" && typeof item.seq === "number";
  },
  draft: ({ draft }) => typeof draft === "string",
  read: ({ pos }) => typeof pos === "number",
  token: ({ token }) => typeof (token as Raw | undefined)?.value === "string",
};

/** Null for what no tab of this version says. */
export function toTabMessage(value: unknown): TabMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Raw;
  const { type, sub, gen } = raw;
  const isAddressed = type === "who" ? sub === null || typeof sub === "string" : isOwned(sub, gen);
  const isKnown = typeof type === "string" && Object.hasOwn(fits, type);
  return isKnown && isAddressed && fits[type as TabMessage["type"]](raw) ? (value as TabMessage) : null;
}

function isOwned(sub: unknown, gen: unknown): boolean {
  return typeof sub === "string" && typeof gen === "number";
}
