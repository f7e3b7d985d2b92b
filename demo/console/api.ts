// The calls of `/agent/v1` that the console makes, and the one error they fail with. Knows no state and no screen.

import type {
  AgentConversation,
  AgentHours,
  AgentItem,
  AgentMe,
  AgentNotification,
  AgentTimeline,
} from "../server/agent-api.ts";
import { readEvents, type ServerEvent } from "./sse.ts";

/** What an agent does with a conversation. Each is `POST /conversations/{id}/{step}`. */
export type Step = "accept" | "pick-up" | "wait" | "end" | "finish";

/** What an agent says: light markdown, and answers for the customer to choose from. */
export interface Answer {
  readonly text: string;
  readonly quickReplies: readonly string[];
}

export interface AgentApi {
  me(): Promise<AgentMe>;
  setAvailable(available: boolean): Promise<AgentMe>;
  hours(): Promise<AgentHours>;
  setHours(open: boolean): Promise<AgentHours>;
  conversations(): Promise<readonly AgentConversation[]>;
  /** The oldest ones after `after`; there may be more after those. */
  notifications(after: number): Promise<readonly AgentNotification[]>;
  /** The customer's whole history, its newest 5,000 items; with `after`, what changed since that cursor. */
  timeline(conversation: string, after: string | null): Promise<AgentTimeline>;
  /** Safe to repeat with the same `id`: it is one message however often it is sent. */
  send(
    conversation: string,
    id: string,
    answer: Answer,
    attachments?: readonly string[],
  ): Promise<{ readonly item: AgentItem | null }>;
  /** Gives a message of one's own another text, or deletes it (null), unless it was changed since that copy. */
  change(message: Pick<AgentItem, "id" | "seq">, text: string | null): Promise<AgentItem>;
  /** A file for the customer, to be named by a message. */
  upload(conversation: string, file: NewFile, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  download(conversation: string, attachment: string): Promise<Blob>;
  markRead(conversation: string, pos: number): Promise<void>;
  /** The agent types in it, or has stopped. Never repeated: late it is not true any more. */
  typing(conversation: string, on: boolean): Promise<void>;
  step(conversation: string, step: Step): Promise<AgentConversation | null>;
  /** Resolves once the stream is open; it ends when the server ends it, `signal` aborts or nothing came for 40 s. */
  stream(signal: AbortSignal): Promise<AsyncIterable<ServerEvent>>;
}

export interface NewFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** `status` 0: the server was not reached, so nothing is known. `code`: the problem's own, or "unreachable" or "unexpected". */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Whether the same call may work later as it is. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

const BASE = "/agent/v1";
const TIMEOUT_MS = 20_000;
const STEP_PATHS: Record<Step, string> = {
  accept: "accept",
  "pick-up": "accept",
  wait: "wait",
  end: "end",
  finish: "close",
};

/** Signs in as one of the demo's agents: there is no password. */
export async function signIn(agent: string): Promise<string> {
  const body = (await json("/session", { method: "POST", ...withBody({ agent }) })) as { token: string };
  return body.token;
}

export function createAgentApi(token: string): AgentApi {
  const headers = { Authorization: `Bearer ${token}` };
  const get = (path: string) => json(path, { headers });
  const write = (method: "POST" | "PUT", path: string, body: unknown) => {
    const parts = withBody(body);
    return json(path, { method, body: parts.body, headers: { ...headers, ...parts.headers } });
  };
  const page = (after: string | null) =>
    new URLSearchParams({ limit: "5000", ...(after === null ? {} : { after }) }).toString();
  const at = (conversation: string) => `/conversations/${encodeURIComponent(conversation)}`;

  return {
    me: async () => (await get("/me")) as AgentMe,
    setAvailable: async (available) => (await write("PUT", "/me", { available })) as AgentMe,
    hours: async () => (await get("/hours")) as AgentHours,
    setHours: async (open) => (await write("PUT", "/hours", { open })) as AgentHours,
    conversations: async () => itemsOf(await get("/conversations")) as readonly AgentConversation[],
    notifications: async (after) =>
      itemsOf(await get(`/notifications?after=${after}`)) as readonly AgentNotification[],
    timeline: async (conversation, after) =>
      (await get(`${at(conversation)}/timeline?${page(after)}`)) as AgentTimeline,
    send: async (conversation, id, { text, quickReplies }, attachments = []) => {
      const message = { id, text, format: "markdown", quickReplies, attachments };
      const body = (await write("POST", `${at(conversation)}/messages`, message)) as {
        item?: AgentItem;
      } | null;
      return { item: body?.item ?? null };
    },
    change: async ({ id, seq }, text) => {
      const parts = text === null ? null : withBody({ text });
      const body = await json(`/messages/${encodeURIComponent(id)}`, {
        method: parts ? "PATCH" : "DELETE",
        headers: { ...headers, ...parts?.headers, "If-Match": `"${seq}"` },
        ...(parts && { body: parts.body }),
      });
      return (body as { item: AgentItem }).item;
    },
    upload: async (conversation, file, bytes) => {
      const path = `${at(conversation)}/attachments`;
      await write("POST", path, file);
      await request(`${path}/${file.id}/bytes`, { method: "PUT", body: bytes, headers });
    },
    download: async (conversation, attachment) =>
      (await request(`${at(conversation)}/attachments/${attachment}`, { headers })).blob(),
    markRead: async (conversation, pos) => {
      await write("POST", `${at(conversation)}/read`, { pos });
    },
    typing: async (conversation, on) => {
      await write("POST", `${at(conversation)}/typing`, { on });
    },
    step: async (conversation, step) => {
      const body = await write("POST", `${at(conversation)}/${STEP_PATHS[step]}`, {});
      return conversationOf(body);
    },
    stream: async (signal) => {
      const response = await request("/stream", { headers, signal });
      if (!response.body) throw new ApiError("unexpected", response.status, "The stream has no body");
      return readEvents(response.body, { silenceMs: 40_000 });
    },
  };
}

async function json(path: string, init: RequestInit): Promise<unknown> {
  const response = await request(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status === 204 || response.status === 202) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError("unexpected", response.status, "The answer is not JSON");
  }
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(BASE + path, { cache: "no-store", ...init }).catch((error: unknown) => {
    throw new ApiError("unreachable", 0, error instanceof Error ? error.message : "unreachable");
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { code?: string; title?: string };
  throw new ApiError(
    problem.code ?? "unexpected",
    response.status,
    problem.title ?? `HTTP ${response.status}`,
  );
}

function withBody(body: unknown) {
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

function itemsOf(body: unknown): readonly unknown[] {
  return (body as { items: readonly unknown[] }).items;
}

/** Steps answer with the conversation, bare or wrapped, or with nothing: the stream tells it too. */
function conversationOf(body: unknown): AgentConversation | null {
  if (typeof body !== "object" || body === null) return null;
  const inner = "conversation" in body ? body.conversation : body;
  return typeof inner === "object" && inner !== null && "state" in inner
    ? (inner as AgentConversation)
    : null;
}
