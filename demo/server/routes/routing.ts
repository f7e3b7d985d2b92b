// What every API's routes share.

import type { Env, Hono, MiddlewareHandler } from "hono";
import { Problem } from "../http/problem.ts";

/** The HTTP cache is outside the wipe at sign-out, so nothing of a customer may get there. */
export const noStore: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has("Cache-Control")) context.res.headers.set("Cache-Control", "no-store");
};

/** Answers 405 with `Allow` where the path is known and the method is not. Call it after all routes are made. */
export function allowOnly<E extends Env>(app: Hono<E>): void {
  const methodsByPath = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    const methods = methodsByPath.get(path) ?? new Set();
    methodsByPath.set(path, methods.add(method));
  }
  for (const [path, methods] of methodsByPath) {
    const allowed = [...methods].sort().join(", ");
    app.all(path, () => {
      throw new Problem("method-not-allowed", { headers: { Allow: allowed } });
    });
  }
}
