// Sends a file's bytes and tells how far it is. By XMLHttpRequest: a browser's fetch says nothing of what it has sent. Where there is
// none (Node), by fetch, in one go.

import { ChatError } from "../errors.ts";

export interface PutOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number) => void;
}

/** A connection that moves nothing for so long is dead, in milliseconds. */
const silenceMs = 30_000;

/** Resolves with any answer. Rejects with `network`, or `aborted`. */
export function putBytes(
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: PutOptions,
): Promise<Response> {
  return typeof XMLHttpRequest === "undefined" ? byFetch(url, bytes, options) : byXhr(url, bytes, options);
}

async function byFetch(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  { method, headers, signal }: PutOptions,
): Promise<Response> {
  try {
    return await fetch(url, { method, headers: { ...headers }, body, signal, credentials: "omit" });
  } catch (cause) {
    throw signal.aborted ? stopped(cause) : lost(cause);
  }
}

function byXhr(
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  { method, headers, signal, onProgress }: PutOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), silenceMs);
    };
    const stop = () => request.abort();
    request.upload.addEventListener("progress", ({ loaded }) => {
      listen();
      onProgress(loaded);
    });
    request.addEventListener("load", () => resolve(toResponse(request)));
    request.addEventListener("error", () => reject(lost()));
    request.addEventListener("abort", () => reject(signal.aborted ? stopped() : lost()));
    request.addEventListener("loadend", () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
    });
    if (signal.aborted) return reject(stopped());
    signal.addEventListener("abort", stop);
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    listen();
    request.send(bytes);
  });
}

function toResponse(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ["content-type", "retry-after"]) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  const { status, responseText } = request;
  // These may have no body, not even an empty one.
  return new Response(status === 204 || status === 304 ? null : responseText, { status, headers });
}

function lost(cause?: unknown): ChatError {
  return new ChatError("network", "The upload broke off", { cause });
}

function stopped(cause?: unknown): ChatError {
  return new ChatError("aborted", "The upload was stopped", { cause });
}
