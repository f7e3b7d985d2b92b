// A chat that is put into a state and then plays along: what is written is sent a moment later. It keeps nothing and speaks with
// no server. Its signals and events are the real ones.

import { computed } from "@preact/signals-core";
import type { Chat } from "../../src/chat.ts";
import { listen } from "../../src/events.ts";
import { startExport } from "../../src/export/start.ts";
import type { PendingMessage } from "../../src/model/view.ts";
import { createStore, type StoreValues } from "../../src/store.ts";
import { messageBy } from "./talk.ts";

/** How things stand when the picture is taken; the rest is as in a chat that runs well and has no messages. */
export type Scene = Partial<StoreValues>;

const sendMs = 600;

/** A harbour at dusk, drawn here: what is downloaded must be some picture. */
async function picture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(640, 400);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("There is no canvas to draw on");
  const colours = ["#f6b26b", "#e07a5f", "#3d5a80", "#1d3557"];
  for (const [index, colour] of colours.entries()) {
    pen.fillStyle = colour;
    pen.fillRect(0, index * 100, 640, 100);
  }
  pen.fillStyle = "#fff3c4";
  pen.beginPath();
  pen.arc(460, 190, 48, 0, Math.PI * 2);
  pen.fill();
  return canvas.convertToBlob();
}

export function createScriptedChat(scene: Scene): Chat {
  const store = createStore();
  const { signals } = store;
  const customer = { id: "ana", name: "Ana" };
  const pending = () => signals.pending.peek();
  const setPending = (pending: readonly PendingMessage[]) => store.apply({ pending });
  const without = (id: string) => pending().filter((message) => message.id !== id);
  store.apply({
    identity: { status: "signed-in", customer },
    connection: "online",
    history: "complete",
    conversation: null,
    isOpen: true,
    ...scene,
  });

  function goOut(id: string): void {
    setPending(pending().map((entry) => (entry.id === id ? { ...entry, state: "sending" } : entry)));
    setTimeout(() => {
      const text = pending().find((entry) => entry.id === id)?.text;
      if (text === undefined || signals.connection.peek() !== "online") return;
      const transcript = signals.transcript.peek();
      const pos = (transcript.at(-1)?.pos ?? 0) + 1;
      const item = messageBy("ana", text, { pos, at: new Date().toISOString(), clientId: id });
      store.apply({ transcript: transcript.with([item]), pending: without(id), sent: [item] });
    }, sendMs);
  }

  function take(id: string): string | null {
    const text = pending().find((message) => message.id === id)?.text ?? null;
    setPending(without(id));
    return text;
  }

  return {
    ...signals,
    items: computed(() => [...signals.transcript.value]),
    open: () => store.apply({ isOpen: true }),
    close: () => store.apply({ isOpen: false }),
    send: async (text) => {
      const id = crypto.randomUUID();
      const at = new Date().toISOString();
      const message = {
        id,
        text,
        at,
        state: "queued",
        failure: null,
        saved: true,
        removable: false,
        attachments: [],
      } as const;
      store.apply({ draft: "", pending: [...pending(), message] });
      if (signals.connection.peek() === "online") goOut(id);
      return { id };
    },
    retry: async (id) => goOut(id),
    discard: async (id) => void take(id),
    edit: async (id) => take(id),
    attach: async (file) => {
      const id = crypto.randomUUID();
      const { name, type, size: bytes } = file;
      const added = { id, name, type, bytes, state: "uploading", failure: null } as const;
      store.apply({ attachments: [...signals.attachments.peek(), added] });
      return { id };
    },
    detach: (id) => store.apply({ attachments: signals.attachments.peek().filter((file) => file.id !== id) }),
    retryUpload: () => {},
    reattach: async () => {},
    download: async () => picture(),
    rate: async (_, score, comment = "") => {
      const conversation = signals.conversation.peek();
      const rating = { score, comment: comment === "" ? null : comment };
      if (conversation) store.apply({ conversation: { ...conversation, rating } });
    },
    exportTranscript: async (options) => {
      const source = { ...signals, loadAll: () => {}, attend: () => () => undefined };
      return startExport(source, options, new AbortController().signal);
    },
    watchWhileHidden: () => {},
    markRead: () => {},
    loadOlder: () => {},
    loadAll: () => {},
    setDraft: (draft) => store.apply({ draft }),
    signIn: () => store.apply({ identity: { status: "signed-in", customer }, connection: "online" }),
    signOut: async () => {
      store.apply({ identity: { status: "signed-out" } });
      return { unsentCount: pending().length };
    },
    on: (event, fn) => listen(store, event, fn),
    dispose: () => {},
  };
}
