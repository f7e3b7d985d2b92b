// The border to the network: unknown JSON in, model out. Copies known keys only, so nothing of a reply gets in unasked;
// whatever does not fit throws ChatError("bad-response"). Knows no transport.

import { ChatError } from "../errors.ts";
import { type Raw, toCount, toRecord, toText } from "../lib/raw.ts";
import type { Attachment, AttachmentLimits, AttachmentScan } from "../model/attachment.ts";
import { type Agent, type Conversation, conversationStates, type Rating } from "../model/conversation.ts";
import type { Author, AuthorRole, Item, NoticeKind } from "../model/item.ts";
import type {
  Capabilities,
  Delta,
  Hours,
  NewestPage,
  OlderPage,
  SendResult,
  Session,
  StreamEvent,
} from "./backend.ts";

/** Used where the backend announces no limit; the protocol's own default. */
export const defaultTextChars = 4000;

const mostQuickReplies = 10;

const roles: readonly AuthorRole[] = ["customer", "agent", "bot", "system"];
const scans: readonly AttachmentScan[] = ["pending", "clean", "rejected"];
const noticeKinds: readonly NoticeKind[] = [
  "opened",
  "agent-joined",
  "agent-changed",
  "waiting",
  "resumed",
  "closed",
  "text",
  "queue-position",
  "wait-time",
];

export function parseSession(json: unknown): Session {
  const body = record(json, "session");
  const customer = record(body.customer, "customer");
  const workstream = toRecord(body.workstream);
  const id = string(customer.id, "customer.id");
  return {
    customer: { id, name: toText(customer.name) ?? id },
    workstream: {
      id: toText(workstream?.id) ?? "default",
      mode: workstream?.mode === "live" ? "live" : "persistent",
    },
    conversation: parseConversation(body.conversation),
    head: string(body.head, "head"),
    unread: typeof body.unread === "number" ? count(body.unread, "unread") : null,
    capabilities: toCapabilities(body.capabilities),
  };
}

export function parseNewestPage(json: unknown): NewestPage {
  const body = record(json, "timeline");
  return {
    items: parseItems(body.items),
    before: toText(body.before),
    cursor: string(body.cursor, "cursor"),
    conversation: parseConversation(body.conversation),
  };
}

export function parseOlderPage(json: unknown): OlderPage {
  const body = record(json, "timeline");
  return { items: parseItems(body.items), before: toText(body.before) };
}

export function parseDelta(json: unknown): Delta {
  const body = record(json, "delta");
  return {
    from: string(body.from, "from"),
    items: parseItems(body.items),
    cursor: string(body.cursor, "cursor"),
    more: body.more === true,
    conversation: parseConversation(body.conversation),
  };
}

export function parseSendResult(json: unknown): SendResult {
  const body = record(json, "message");
  const item = parseItem(body.item);
  if (!item) throw bad("item is of an unknown kind");
  return { item, conversation: parseConversation(body.conversation) };
}

/** Null for somebody whom only newer servers know. */
export function parseTyping(json: unknown): StreamEvent | null {
  const body = record(json, "typing");
  const author = parseAuthor(body.author);
  return author && { type: "typing", author, on: body.on === true };
}

/** Null for hours that only newer servers keep. */
export function parseHours(json: unknown): StreamEvent | null {
  const hours = toHours(json);
  return hours && { type: "hours", hours };
}

/** Items of kinds that this version does not know are left out: a newer server may have more. */
function parseItems(json: unknown): Item[] {
  if (!Array.isArray(json)) throw bad("items is not a list");
  return json.map(parseItem).filter((item) => item !== null);
}

function parseItem(json: unknown): Item | null {
  const raw = record(json, "item");
  const base = {
    id: string(raw.id, "item.id"),
    pos: count(raw.pos, "item.pos"),
    seq: count(raw.seq, "item.seq"),
    conversation: string(raw.conversation, "item.conversation"),
    at: string(raw.at, "item.at"),
  };
  if (raw.kind === "notice") {
    const notice = noticeKinds.find((kind) => kind === raw.notice);
    if (!notice) return null;
    const agentName = toText(toRecord(raw.agent)?.name);
    return { ...base, kind: "notice", notice, agentName, text: toText(raw.text) };
  }
  if (raw.kind !== "message") return null;
  const author = parseAuthor(raw.author);
  if (!author) return null;
  const clientId = author.role === "customer" ? toText(raw.clientId) : null;
  if (raw.deleted === true) return { ...base, kind: "message", deleted: true, author, clientId };
  return {
    ...base,
    kind: "message",
    deleted: false,
    author,
    clientId,
    text: string(raw.text, "item.text"),
    format: raw.format === "markdown" ? "markdown" : "plain",
    quickReplies: toQuickReplies(raw.quickReplies),
    attachments: Array.isArray(raw.attachments) ? raw.attachments.map(parseAttachment) : [],
    editedAt: toText(raw.editedAt),
  };
}

/** Each once, and no more than fit under a message. */
function toQuickReplies(json: unknown): readonly string[] {
  if (!Array.isArray(json)) return [];
  const replies = json.filter((reply) => typeof reply === "string" && reply.trim() !== "") as string[];
  return [...new Set(replies)].slice(0, mostQuickReplies);
}

/** What a newer server may say of a scan is not "clean". */
function parseAttachment(json: unknown): Attachment {
  const raw = record(json, "attachment");
  return {
    id: string(raw.id, "attachment.id"),
    name: string(raw.name, "attachment.name"),
    type: toText(raw.type) ?? "",
    bytes: toCount(raw.bytes) ?? 0,
    scan: scans.find((known) => known === raw.scan) ?? "pending",
  };
}

/** What the backend says to a file that is announced: where its bytes go; null when they are there already. */
export function parseUpload(json: unknown): UploadTarget | null {
  const { upload } = record(json, "attachment");
  if (upload === null) return null;
  const raw = record(upload, "upload");
  const headers = Object.entries(toRecord(raw.headers) ?? {});
  return {
    method: toText(raw.method) ?? "PUT",
    url: string(raw.url, "upload.url"),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, string(value, "upload.headers")])),
  };
}

export interface UploadTarget {
  readonly method: string;
  /** Absolute, or relative to the backend. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Null for a role that only newer servers know. */
function parseAuthor(json: unknown): Author | null {
  const raw = record(json, "author");
  const role = roles.find((known) => known === raw.role);
  if (!role) return null;
  const id = toText(raw.id) ?? "";
  return { role, id, name: toText(raw.name) ?? id };
}

function parseConversation(json: unknown): Conversation | null {
  if (json === null || json === undefined) return null;
  const raw = record(json, "conversation");
  const state = conversationStates.find((known) => known === raw.state);
  if (!state) throw bad("conversation.state is unknown");
  return {
    id: string(raw.id, "conversation.id"),
    seq: count(raw.seq, "conversation.seq"),
    state,
    agent: toAgent(raw.agent),
    customerRead: toCount(raw.customerRead),
    agentRead: toCount(raw.agentRead),
    rating: toRating(raw.rating),
    openedAt: string(raw.openedAt, "conversation.openedAt"),
    closedAt: toText(raw.closedAt),
  };
}

function toAgent(json: unknown): Agent | null {
  const raw = toRecord(json);
  const id = toText(raw?.id);
  if (id === null) return null;
  return { id, name: toText(raw?.name) ?? id, avatarUrl: toText(raw?.avatarUrl) };
}

function toRating(json: unknown): Rating | null {
  const raw = toRecord(json);
  const score = toLimit(raw?.score);
  return score === null ? null : { score, comment: toText(raw?.comment) };
}

function toCapabilities(json: unknown): Capabilities {
  const raw = toRecord(json);
  const live = Array.isArray(raw?.live) ? raw.live : [];
  const limits = toRecord(raw?.limits);
  const ratingMax = toLimit(toRecord(raw?.rating)?.max) ?? 0;
  return {
    live: (["sse", "longPoll"] as const).filter((way) => live.includes(way)),
    typing: raw?.typing === true,
    receipts: raw?.receipts === true,
    presence: raw?.presence === true,
    attachments: toAttachmentLimits(raw?.attachments),
    edit: raw?.edit === true,
    // One score says nothing, and more than ten no row has room for.
    rating: ratingMax >= 2 && ratingMax <= 10 ? { max: ratingMax } : null,
    hours: toHours(raw?.hours),
    limits: {
      textChars: toLimit(limits?.textChars) ?? defaultTextChars,
      sendPerMinute: toLimit(limits?.sendPerMinute),
    },
  };
}

function toAttachmentLimits(json: unknown): AttachmentLimits | null {
  const raw = toRecord(json);
  const maxBytes = toLimit(raw?.maxBytes);
  if (maxBytes === null || !Array.isArray(raw?.types)) return null;
  const types = raw.types.filter((type): type is string => typeof type === "string");
  return { maxBytes, types: types.map((type) => type.toLowerCase()) };
}

function toLimit(json: unknown): number | null {
  return typeof json === "number" && json >= 1 ? Math.trunc(json) : null;
}

function toHours(json: unknown): Hours | null {
  const raw = toRecord(json);
  if (typeof raw?.open !== "boolean") return null;
  return { open: raw.open, opensAt: toText(raw.opensAt), timeZone: toText(raw.timeZone) };
}

function record(json: unknown, what: string): Raw {
  const raw = toRecord(json);
  if (!raw) throw bad(`${what} is not an object`);
  return raw;
}

function string(json: unknown, what: string): string {
  const text = toText(json);
  if (text === null) throw bad(`${what} is not a string`);
  return text;
}

function count(json: unknown, what: string): number {
  const number = toCount(json);
  if (number === null) throw bad(`${what} is not a whole number`);
  return number;
}

function bad(message: string): ChatError {
  return new ChatError("bad-response", `The backend's answer does not follow the protocol: ${message}`);
}
