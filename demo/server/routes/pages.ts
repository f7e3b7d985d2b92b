// The built files: shop, console, gallery, their assets, and the widget's script for any site.

import { Hono, type Context } from "hono";
import { join } from "node:path";
import type { Demo } from "../demo.ts";
import { safePath, sendFile, sendText } from "../http/files.ts";
import { signedIn } from "./shop-session.ts";

const REVALIDATE = "no-cache";
const IMMUTABLE = "public, max-age=31536000, immutable";

// As strict as a host page may be: the widget has to work under it.
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const PAGE_HEADERS = {
  "Content-Security-Policy": CSP,
  "Referrer-Policy": "same-origin",
  "Cache-Control": `private, ${REVALIDATE}`,
  Vary: "Cookie",
};

/** The gallery shows itself in frames. */
const GALLERY_HEADERS = {
  ...PAGE_HEADERS,
  "Content-Security-Policy": `${CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")}; frame-src 'self'`,
};

const NOT_BUILT = "The demo's pages are not built yet: run `npm run demo`.\n";

export function pageRoutes(demo: Demo): Hono {
  const { distFolder } = demo;
  const app = new Hono();
  // The shop is one page; its addresses can be opened and reloaded.
  for (const path of ["/", "/delivery", "/products/:id"]) app.get(path, (context) => shopPage(demo, context));
  for (const path of ["/console", "/console/"])
    app.get(path, (context) => plainPage(demo, context, "console", PAGE_HEADERS));
  for (const path of ["/gallery", "/gallery/"])
    app.get(path, (context) => plainPage(demo, context, "gallery", GALLERY_HEADERS));
  app.get("/assets/*", (context) =>
    sendBelow(context.req.raw, join(distFolder, "demo/assets"), "/assets/", () => ({
      "Cache-Control": IMMUTABLE,
    })),
  );
  app.get("/ajar/*", (context) =>
    sendBelow(context.req.raw, join(distFolder, "script"), "/ajar/", scriptHeaders),
  );
  return app;
}

/** Names the signed-in customer to the widget, as a host page should: nothing of another customer is then ever shown. */
async function shopPage(demo: Demo, context: Context): Promise<Response> {
  const customer = await signedIn(demo, context);
  const named = `data-customer="${escapeAttribute(customer?.id ?? "")}"`;
  const path = join(demo.distFolder, "demo/shop/index.html");
  const page = await sendFile(context.req.raw, path, PAGE_HEADERS, (html) =>
    html.replace(`data-customer=""`, () => named),
  );
  return page ?? sendText(503, NOT_BUILT);
}

/** A page that is the same for everybody. */
async function plainPage(
  demo: Demo,
  context: Context,
  name: "console" | "gallery",
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const path = join(demo.distFolder, "demo", name, "index.html");
  return (await sendFile(context.req.raw, path, headers)) ?? sendText(503, NOT_BUILT);
}

/** Chunks carry a hash in their name; the script tag's own file does not. Any site may load them. */
function scriptHeaders(path: string): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": path.startsWith("chunks/") ? IMMUTABLE : REVALIDATE,
  };
}

async function sendBelow(
  request: Request,
  folder: string,
  prefix: string,
  headersFor: (path: string) => Record<string, string>,
): Promise<Response> {
  const path = safePath(new URL(request.url).pathname.slice(prefix.length));
  if (path === undefined) return sendText(404, "Not found.\n");
  return (await sendFile(request, join(folder, path), headersFor(path))) ?? sendText(404, "Not found.\n");
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
