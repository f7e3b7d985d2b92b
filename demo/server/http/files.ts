// Sends a file: its type, a validator for the browser's cache, and no path that leads out of a folder.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** The path inside the folder, or undefined for one that leads out of it or to a hidden file. */
export function safePath(encoded: string): string | undefined {
  const path = decode(encoded);
  if (path === undefined || path.includes("\0") || path.includes("\\")) return undefined;
  const normal = normalize(path);
  const hidden = normal.split(sep).some((part) => part.startsWith("."));
  return hidden || normal.startsWith(sep) ? undefined : normal;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such file, or it is of a kind that is not served. */
export async function sendFile(
  request: Request,
  path: string,
  headers: Readonly<Record<string, string>>,
  change: (content: string) => string = (content) => content,
): Promise<Response | undefined> {
  const type = TYPES[extname(path)];
  const bytes = type === undefined ? undefined : await readFile(path).catch(unlessAbsent);
  if (bytes === undefined || type === undefined) return undefined;
  const body = type.startsWith("text/html") ? Buffer.from(change(bytes.toString("utf8"))) : bytes;
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const all = { ...headers, "Content-Type": type, "X-Content-Type-Options": "nosniff", ETag: etag };
  if (isSame(request.headers.get("If-None-Match"), etag))
    return new Response(null, { status: 304, headers: all });
  return new Response(body, { headers: all });
}

/** Weakly, as RFC 9110 (section 13.1.2) says: compressed on its way it carries `W/`. */
function isSame(known: string | null, etag: string): boolean {
  return known?.replace(/^W\//, "") === etag;
}

export function sendText(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** A file that is not there, or is a folder, is not found; anything else is an error of ours. */
function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "EISDIR" && error.code !== "ENOTDIR") throw error;
}
