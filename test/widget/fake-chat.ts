// A chat made of plain signals, for states that are only drawn. It keeps nothing and sends nothing; what was called is listed.

import { computed, signal, type Signal } from "@preact/signals-core";
import type { Capabilities } from "../../src/backend/backend.ts";
import type { Chat, ChatEvents, PendingMessage } from "../../src/chat.ts";
import { startExport } from "../../src/export/start.ts";
import type { Conversation } from "../../src/model/conversation.ts";
import { ItemList } from "../../src/model/item-list.ts";
import type { Message, Notice, NoticeKind } from "../../src/model/item.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] extends { readonly value: infer V } ? Signal<V> : T[K] };
type Signals = "identity" | "items" | "pending" | "conversation" | "connection" | "history" | "unreadCount";
type MoreSignals =
  | "capabilities"
  | "storage"
  | "newAfter"
  | "isOpen"
  | "draft"
  | "typing"
  | "attachments"
  | "uploads";

export interface FakeChat extends Chat {
  readonly set: Pick<Writable<Chat>, Signals | MoreSignals>;
  /** Commands that were called, with their argument. */
  readonly calls: [command: string, argument?: unknown][];
  emit<E extends keyof ChatEvents>(event: E, detail: ChatEvents[E]): void;
  /** What `download()` gives. */
  onDownload: (id: string) => Promise<Blob>;
  /** What `send()` does; by default it accepts. */
  onSend: (text: string) => Promise<{ id: string }>;
  /** What `rate()` does; by default it is accepted. */
  onRate: () => Promise<void>;
}

export function createFakeChat(): FakeChat {
  const calls: FakeChat["calls"] = [];
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const set: FakeChat["set"] = {
    identity: signal({ status: "signed-in", customer: { id: "ana", name: "Ana" } }),
    items: signal([]),
    pending: signal([]),
    conversation: signal(null),
    connection: signal("online"),
    history: signal("complete"),
    unreadCount: signal(0),
    capabilities: signal(null),
    storage: signal("durable"),
    newAfter: signal(null),
    isOpen: signal(false),
    draft: signal(""),
    attachments: signal([]),
    uploads: signal(new Map()),
    typing: signal(null),
  };
  const note = (...call: [command: string, argument?: unknown]) => void calls.push(call);

  const chat: FakeChat = {
    ...set,
    transcript: computed(() => ItemList.of(set.items.value)),
    set,
    calls,
    onDownload: async () => new Blob(["bytes"]),
    onSend: async () => ({ id: crypto.randomUUID() }),
    onRate: async () => {},
    emit: (event, detail) => listeners.get(event)?.forEach((fn) => (fn as (detail: unknown) => void)(detail)),
    open: () => {
      note("open");
      set.isOpen.value = true;
    },
    close: () => {
      note("close");
      set.isOpen.value = false;
    },
    send: (text, attachments) => {
      note("send", text);
      if (attachments?.length) note("with", attachments);
      if (text === set.draft.value) set.draft.value = "";
      return chat.onSend(text);
    },
    attach: async (file) => {
      note("attach", file.name);
      return { id: crypto.randomUUID() };
    },
    detach: (id) => note("detach", id),
    retryUpload: (id) => note("retryUpload", id),
    reattach: async (id, attachment, file) => note("reattach", [id, attachment, file.name]),
    download: async (id) => {
      note("download", id);
      return chat.onDownload(id);
    },
    rate: (_, score, comment) => {
      note("rate", { score, comment });
      return chat.onRate();
    },
    retry: async (id) => note("retry", id),
    discard: async (id) => note("discard", id),
    edit: async (id) => {
      note("edit", id);
      return set.pending.value.find((message) => message.id === id)?.text ?? null;
    },
    markRead: (pos) => note("markRead", pos),
    loadOlder: () => note("loadOlder"),
    loadAll: () => note("loadAll"),
    exportTranscript: (options) => {
      note("exportTranscript", options.format);
      const source = { ...chat, error: signal(null), attend: () => () => undefined };
      return startExport(source, options, new AbortController().signal);
    },
    setDraft: (text) => {
      set.draft.value = text;
    },
    watchWhileHidden: (isOn) => note("watchWhileHidden", isOn),
    signIn: (getToken) => note("signIn", getToken),
    signOut: async () => {
      note("signOut");
      return { unsentCount: 0 };
    },
    on: (event, fn) => {
      const fns = listeners.get(event) ?? new Set();
      listeners.set(event, fns.add(fn));
      return () => fns.delete(fn);
    },
    dispose: () => note("dispose"),
  };
  return chat;
}

let lastPos = 100;

/** What a backend offers, nothing by default. */
export function someCapabilities(more: Partial<Capabilities> = {}): Capabilities {
  return {
    live: [],
    typing: false,
    receipts: true,
    presence: true,
    edit: false,
    attachments: null,
    rating: null,
    hours: null,
    limits: { textChars: 4000, sendPerMinute: null },
    ...more,
  };
}

export function aMessage(by: "ana" | "rui", text: string, more: Partial<Message> = {}): Message {
  const pos = ++lastPos;
  const author =
    by === "ana"
      ? ({ role: "customer", id: "ana", name: "Ana" } as const)
      : ({ role: "agent", id: "ag_7", name: "Rui" } as const);
  return {
    id: `m_${pos}`,
    pos,
    seq: pos,
    conversation: "cv_1",
    at: new Date().toISOString(),
    kind: "message",
    deleted: false,
    author,
    clientId: null,
    text,
    format: "plain",
    attachments: [],
    quickReplies: [],
    editedAt: null,
    ...more,
  };
}

export function aNotice(notice: NoticeKind, more: Partial<Notice> = {}): Notice {
  const pos = ++lastPos;
  const at = new Date().toISOString();
  return {
    id: `n_${pos}`,
    pos,
    seq: pos,
    conversation: "cv_1",
    at,
    kind: "notice",
    notice,
    agentName: "Rui",
    text: null,
    ...more,
  };
}

export function aPending(text: string, more: Partial<PendingMessage> = {}): PendingMessage {
  return {
    id: crypto.randomUUID(),
    text,
    attachments: [],
    at: new Date().toISOString(),
    state: "queued",
    failure: null,
    saved: true,
    removable: more.state === "failed",
    ...more,
  };
}

export function aConversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: "cv_1",
    seq: 1,
    state: "active",
    agent: { id: "ag_7", name: "Rui", avatarUrl: null },
    customerRead: null,
    agentRead: null,
    rating: null,
    openedAt: "2026-11-20T09:12:04Z",
    closedAt: null,
    ...more,
  };
}
