// Who is signed in at the shop, by its cookie.

import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Demo } from "../demo.ts";
import { audiences } from "../tokens.ts";

export const SHOP_COOKIE = "shop";

export interface ShopCustomer {
  readonly id: string;
  readonly name: string;
}

/** Null as well for a cookie that has expired or that an earlier key signed. */
export async function signedIn(demo: Demo, context: Context): Promise<ShopCustomer | null> {
  const cookie = getCookie(context, SHOP_COOKIE);
  if (cookie === undefined) return null;
  try {
    const { sub, name } = await demo.tokens.verify(audiences.shop, cookie);
    return { id: sub, name };
  } catch {
    return null;
  }
}
