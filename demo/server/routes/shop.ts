// The host site's own backend: sign-in by name, and the chat token that the widget asks for.

import { Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import type { Demo } from "../demo.ts";
import { Problem } from "../http/problem.ts";
import { readJson } from "../http/read-body.ts";
import { audiences } from "../tokens.ts";
import { allowOnly, noStore } from "./routing.ts";
import { SHOP_COOKIE, signedIn, type ShopCustomer } from "./shop-session.ts";

const SESSION_LIFE_MS = 12 * 60 * 60_000;
const TOKEN_LIFE_MS = 5 * 60_000;
const NAME = /^\p{L}{1,40}$/u;
const DISPLAY_NAMES: ReadonlyMap<string, string> = new Map([
  ["ana", "Ana Ferreira"],
  ["bob", "Bob Miller"],
  ["chen", "Chen Wei"],
  ["dana", "Dana Levi"],
]);

export function shopRoutes(demo: Demo): Hono {
  const app = new Hono();
  app.use(noStore);
  app.post("/session", async (context) => {
    const customer = toCustomer((await readJson(context.req.raw))["customer"]);
    const cookie = await demo.tokens.issue(audiences.shop, customer, SESSION_LIFE_MS);
    setCookie(context, SHOP_COOKIE, cookie, {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      maxAge: SESSION_LIFE_MS / 1000,
    });
    return context.json({ customer });
  });
  app.get("/session", async (context) => context.json({ customer: await signedIn(demo, context) }));
  app.delete("/session", (context) => {
    deleteCookie(context, SHOP_COOKIE, { path: "/" });
    return context.body(null, 204);
  });
  app.get("/chat-token", async (context) => {
    const customer = await signedIn(demo, context);
    if (!customer) throw new Problem("unauthorized");
    return context.json({ token: await demo.tokens.issue(audiences.chat, customer, TOKEN_LIFE_MS) });
  });
  allowOnly(app);
  return app;
}

function toCustomer(value: unknown): ShopCustomer {
  if (typeof value !== "string" || !NAME.test(value)) throw new Problem("invalid-customer");
  return { id: value, name: DISPLAY_NAMES.get(value) ?? value };
}
