// The whole demo as one fetch handler.

import { Hono } from "hono";
import { compress } from "hono/compress";
import type { Demo } from "./demo.ts";
import { Problem, problemResponse } from "./http/problem.ts";
import { agentRoutes } from "./routes/agent.ts";
import { customerRoutes } from "./routes/customer.ts";
import { pageRoutes } from "./routes/pages.ts";
import { noStore } from "./routes/routing.ts";
import { shopRoutes } from "./routes/shop.ts";

const DATABASE_AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08006",
  "08003",
]);

/** Where much text is sent. Not where secrets are: a token beside words of a stranger's choosing must not be compressed (BREACH). */
const LARGE = [
  "/v1/timeline",
  "/agent/v1/*",
  "/assets/*",
  "/ajar/*",
  "/console",
  "/gallery",
  "/",
  "/delivery",
  "/products/*",
];

export function createApp(demo: Demo): Hono {
  const app = new Hono();
  app.onError((error) => problemResponse(toProblem(error, demo.report)));
  app.notFound(() => problemResponse(new Problem("not-found")));
  for (const path of LARGE) app.use(path, compress());
  app.get("/health", noStore, (context) => context.json({ ok: true }));
  app.get("/.well-known/jwks.json", (context) => context.json(demo.tokens.jwks));
  app.route("/v1", customerRoutes(demo));
  app.route("/agent/v1", agentRoutes(demo));
  app.route("/shop", shopRoutes(demo));
  app.route("/", pageRoutes(demo));
  return app;
}

function toProblem(error: unknown, report: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  report(error);
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && DATABASE_AWAY.has(code))
    return new Problem("unavailable", { retryAfter: 2 });
  return new Problem("internal");
}
