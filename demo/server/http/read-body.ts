// Reads a JSON body without trusting it: type, size (declared or not), encoding, syntax.

import { Problem } from "./problem.ts";

const MAX_BODY_BYTES = 64 * 1024;

export type Json = Readonly<Record<string, unknown>>;

/** The body as an object. @throws {Problem} unsupported-media-type, body-too-large, invalid-json, invalid-body */
export async function readJson(request: Request): Promise<Json> {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Problem("unsupported-media-type");
  const value = parse(await readBytes(request, MAX_BODY_BYTES, tooLarge));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Problem("invalid-body", { detail: "The body must be an object." });
  }
  return value as Json;
}

/** A chunked body declares no length, so the bytes are counted as they come; no more than the limit is ever held. */
export async function readBytes(
  request: Request,
  mostBytes: number,
  tooLarge: () => Problem,
): Promise<Uint8Array> {
  if (Number(request.headers.get("Content-Length") ?? 0) > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// The rest of the body is not read, so the connection can't be used again.
const tooLarge = () => new Problem("body-too-large", { headers: { Connection: "close" } });

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Problem("invalid-json");
  }
}
