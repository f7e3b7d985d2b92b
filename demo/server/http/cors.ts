// Which other origins may call the bearer-token APIs: exact ones, without cookies, since the token is in a header.

import type { MiddlewareHandler } from "hono";

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
  "Access-Control-Max-Age": "7200",
};

export function cors(allowedOrigins: readonly string[]): MiddlewareHandler {
  const isAllowed = (origin: string) => LOOPBACK.test(origin) || allowedOrigins.includes(origin);
  return async (context, next) => {
    const origin = context.req.header("Origin");
    const allowed = origin !== undefined && isAllowed(origin);
    if (context.req.method === "OPTIONS") {
      context.res = new Response(null, { status: 204, headers: allowed ? PREFLIGHT : {} });
    } else {
      await next();
      // Without this a page could not read how long to wait, and would come back too soon.
      if (allowed) context.res.headers.set("Access-Control-Expose-Headers", "Retry-After, ETag");
    }
    if (allowed) context.res.headers.set("Access-Control-Allow-Origin", origin);
    context.res.headers.append("Vary", "Origin");
  };
}
