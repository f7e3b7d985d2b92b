// The default backend: the REST timeline API (openapi.yaml) over fetch. The only importer of ky. Never retries: the engine does.

import ky, { type KyResponse, type Options, TimeoutError } from "ky";
import { ChatError, type ChatErrorCode } from "../errors.ts";
import { abortable } from "../lib/abortable.ts";
import { importAgain } from "../lib/import-again.ts";
import { type Raw, toRecord } from "../lib/raw.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Backend, CallOptions, Delta, MessageVersion, StreamEvent } from "./backend.ts";
import { withOwnPicture } from "./pictures.ts";
import { readEvents, type ServerSentEvent } from "./sse.ts";
import {
  parseDelta,
  parseHours,
  parseNewestPage,
  parseOlderPage,
  parseSendResult,
  parseSession,
  parseUpload,
  parseTyping,
} from "./wire.ts";

/** How long one answer may take, in milliseconds; a stream only until its headers. */
const timeoutMs = 15_000;
/** How much longer than the server holds a long-poll its answer may take, in milliseconds. */
const graceMs = 10_000;
/** How long one answer may take with its body, a long-poll's wait included, in milliseconds; a connection that dies half-way may never say so. */
const bodyTimeoutMs = 60_000;

const loadPutBytes = () => import("./put-bytes.ts");

/**
 * The backend at a base URL: `restBackend("https://chat.example.com")` calls `https://chat.example.com/v1/session` and so on.
 *
 * @param url Absolute, or relative to the document. One base URL is one workstream. A trailing slash makes no difference.
 * @throws {ChatError} `invalid-option`: it is no http(s) URL, or carries credentials, a query or a fragment.
 * @example createChat({ backend: restBackend("https://chat.example.com"), getToken });
 */
export function restBackend(url: string): Backend {
  const base = parseBaseUrl(url);
  const ours =
    <T extends { readonly conversation: Conversation | null }>(parse: (json: unknown) => T) =>
    (json: unknown) =>
      withOwnPicture(parse(json), base);

  const call = <T>(path: string, options: CallOptions, extra: Options, parse: (json: unknown) => T) =>
    withLimit(options, async (limited) => {
      const response = await request(`${base}/v1/${path}`, limited, extra);
      if (!response.ok) throw await toError(response);
      return parse(response.status === 204 ? undefined : await readJson(response, options, limited));
    });
  const get = <T>(path: string, options: CallOptions, parse: (json: unknown) => T) =>
    call(path, options, { method: "get" }, parse).catch(asRequired);
  const tell = async (path: string, options: CallOptions, extra: Options) => {
    const response = await request(`${base}/v1/${path}`, options, extra);
    if (!response.ok) throw await toError(response);
  };
  const put = (path: string, json: unknown, options: CallOptions) =>
    tell(path, options, { method: "put", json });

  const change = (method: string, { id, seq }: MessageVersion, options: CallOptions, extra: Options = {}) =>
    call(
      `messages/${encodeURIComponent(id)}`,
      options,
      { ...extra, method, headers: { "if-match": `"${seq}"` } },
      ours(parseSendResult),
    );

  return {
    id: base,
    session: (options) => get("session", options, ours(parseSession)),
    newest: ({ limit, ...options }) => get(`timeline?limit=${limit}`, options, ours(parseNewestPage)),
    older: ({ before, limit, ...options }) =>
      get(`timeline?before=${encodeURIComponent(before)}&limit=${limit}`, options, parseOlderPage),
    changes: ({ after, limit, ...options }) =>
      get(`timeline?after=${encodeURIComponent(after)}&limit=${limit}`, options, ours(parseDelta)),
    send: (message, options) =>
      call("messages", options, { method: "post", json: message }, ours(parseSendResult)).catch(asRequired),
    waitForChanges: ({ after, waitSeconds, ...options }) =>
      call(
        `timeline?after=${encodeURIComponent(after)}&wait=${waitSeconds}`,
        options,
        { method: "get", timeout: waitSeconds * 1000 + graceMs },
        (json) => (json === undefined ? null : ours(parseDelta)(json)),
      ),
    upload: async ({ bytes, ...file }, { onProgress, ...options }) => {
      const json = { ...file, bytes: bytes.byteLength };
      const target = await call("attachments", options, { method: "post", json }, parseUpload);
      onProgress(0);
      if (!target) return;
      // Most visitors send no file.
      const { putBytes } = await importAgain(loadPutBytes);
      const response = await putBytes(uploadUrl(target.url, base), bytes, {
        method: target.method,
        headers: { ...target.headers, authorization: `Bearer ${options.token}` },
        signal: options.signal,
        onProgress,
      });
      if (!response.ok) throw await toError(response);
    },
    download: (id, options) =>
      withLimit(options, async (limited) => {
        const response = await request(`${base}/v1/attachments/${encodeURIComponent(id)}`, limited, {});
        if (!response.ok) throw await toError(response);
        return readBody(response.blob(), options, limited);
      }),
    editMessage: ({ text, ...message }, options) => change("patch", message, options, { json: { text } }),
    deleteMessage: (message, options) => change("delete", message, options),
    markRead: (pos, options) => put("read", { pos }, options),
    presence: (options) => put("presence", { panel: "open", visible: true }, options),
    typing: (on, options) => tell("typing", options, { method: "post", json: { on } }),
    rate: (conversation, rating, options) =>
      put(`conversations/${encodeURIComponent(conversation)}/rating`, rating, options),
    stream: ({ after, ...options }) =>
      stream(`${base}/v1/stream?after=${encodeURIComponent(after)}`, options, ours(parseDelta)),
  };
}

async function* stream(
  url: string,
  options: CallOptions,
  parse: (json: unknown) => Delta,
): AsyncGenerator<StreamEvent> {
  const response = await request(url, options, { method: "get" });
  if (!response.ok) throw await toError(response);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!isStream || !response.body)
    throw new ChatError("bad-response", "The stream's answer is no event stream");
  try {
    for await (const event of readEvents(response.body)) {
      const parsed = toStreamEvent(event, parse);
      if (parsed) yield parsed;
    }
  } catch (error) {
    throw toNetworkError(error, options.signal);
  }
}

function toStreamEvent(
  { event, data }: ServerSentEvent,
  parse: (json: unknown) => Delta,
): StreamEvent | null {
  switch (event) {
    case "change":
      return { type: "change", delta: parse(parseJson(data)) };
    case "typing":
      return parseTyping(parseJson(data));
    case "hours":
      return parseHours(parseJson(data));
    case "ping":
      return { type: "ping" };
    case "bye":
      return { type: "bye", retryAfterMs: secondsToMs(parseJson(data)) };
    default:
      return null;
  }
}

/** Not `AbortSignal.timeout()`: nothing would keep it from being collected before its time. */
async function withLimit<T>(options: CallOptions, run: (limited: CallOptions) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), bodyTimeoutMs);
  try {
    return await run({ ...options, signal: AbortSignal.any([options.signal, limit.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

async function request(url: string, { token, signal }: CallOptions, extra: Options): Promise<KyResponse> {
  try {
    return await ky(url, {
      timeout: timeoutMs,
      ...extra,
      headers: {
        ...(extra.headers as Record<string, string> | undefined),
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${token}`,
      },
      signal,
      retry: 0,
      stringifyJson,
      throwHttpErrors: false,
      credentials: "omit",
      cache: "no-store",
    });
  } catch (error) {
    throw toNetworkError(error, signal);
  }
}

/** A host page may have put `toJSON` on its prototypes; the replacer takes each value as it was before that. */
function stringifyJson(data: unknown): string {
  return JSON.stringify(data, function (this: Record<string, unknown>, key) {
    return this[key];
  });
}

function toNetworkError(error: unknown, signal: AbortSignal): ChatError {
  if (error instanceof ChatError) return error;
  if (signal.aborted) return new ChatError("aborted", "The request was stopped", { cause: error });
  const what = error instanceof TimeoutError ? "No answer came in time" : "The backend could not be reached";
  return new ChatError("network", what, { cause: error });
}

async function readJson(response: KyResponse, options: CallOptions, limited: CallOptions): Promise<unknown> {
  return parseJson(await readBody(response.text(), options, limited));
}

async function readBody<T>(body: Promise<T>, { signal }: CallOptions, limited: CallOptions): Promise<T> {
  try {
    // Not by the request's own signal alone: in Node it is forgotten once the headers are here.
    return await abortable(body, limited.signal);
  } catch (error) {
    throw toNetworkError(error, signal);
  }
}

/** The token goes along, so it must be the backend's own origin. */
function uploadUrl(url: string, base: string): string {
  const target = URL.canParse(url, base) ? new URL(url, base) : null;
  if (target?.origin !== new URL(base).origin)
    throw new ChatError("bad-response", "The backend wants an upload at another origin");
  return target.href;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ChatError("bad-response", "The answer is no JSON", { cause });
  }
}

/** The protocol's error table. A 4xx without a problem body may come from a captive portal: it says nothing. */
async function toError(response: Response): Promise<ChatError> {
  const problem = await readProblem(response);
  const { status } = response;
  const retryAfterMs = toRetryAfterMs(response.headers.get("retry-after") ?? "", problem);
  const code = problem?.code;
  return new ChatError(
    toCode(status, problem !== null),
    `The backend answered ${status}${typeof code === "string" ? ` ${code}` : ""}`,
    {
      status,
      ...(typeof code === "string" && { problem: code }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  );
}

function toCode(status: number, hasProblem: boolean): ChatErrorCode {
  if (status === 401) return "unauthorized";
  if (status === 429 || status === 503) return "rate-limited";
  if (status === 405 || status === 501) return "unsupported";
  if (status === 408 || status >= 500) return "server";
  if (status === 404) return hasProblem ? "not-found" : "unsupported";
  if (status < 400 || !hasProblem) return "bad-response";
  if (status === 403) return "forbidden";
  if (status === 409) return "id-reused";
  if (status === 412) return "conflict";
  if (status === 410) return "cursor-expired";
  return "rejected";
}

/** A required call can't be unsupported: whatever says so is not this protocol's server. */
function asRequired(error: unknown): never {
  if (error instanceof ChatError && error.code === "unsupported")
    throw new ChatError("bad-response", error.message, { cause: error });
  throw error;
}

async function readProblem(response: Response): Promise<Raw | null> {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return null;
  try {
    return toRecord(await response.json());
  } catch {
    return null; // a broken problem body is no problem body: the status alone decides
  }
}

/**
 * RFC 9110, section 10.2.3: seconds or an HTTP date. The problem's own number goes before a date, since clocks may be a day
 * apart. "No wait" is no answer: then the engine's own wait counts.
 */
function toRetryAfterMs(header: string, problem: unknown): number | undefined {
  return [Number(header) * 1000, secondsToMs(problem), Date.parse(header) - Date.now()].find((ms) => ms > 0);
}

/** 0 where nothing sensible is said. */
function secondsToMs(json: unknown): number {
  const seconds = (json as { retryAfter?: unknown } | null)?.retryAfter;
  return typeof seconds === "number" ? Math.max(0, seconds * 1000) : 0;
}

function parseBaseUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url, typeof document === "undefined" ? undefined : document.baseURI);
  } catch (cause) {
    throw new ChatError("invalid-option", `\`backend\` is no URL: ${url}`, { cause });
  }
  if (
    !/^https?:$/.test(parsed.protocol) ||
    parsed.username ||
    parsed.password ||
    parsed.search ||
    parsed.hash
  )
    throw new ChatError(
      "invalid-option",
      "`backend` must be an http(s) URL without credentials, query or fragment",
    );
  return parsed.href.replace(/\/+$/, "");
}
