// Files on their way. Each keeps the ids of its bytes and of its message until the server has both, so a repeat is never a second file.
// Bytes stay in memory, in this tab: after a reload an unfinished file is attached again by the agent.

import { signal, type ReadonlySignal } from "@preact/signals";
import type { AgentItem } from "../server/agent-api.ts";
import { isPassing, type AgentApi } from "./api.ts";
import type { SendingState } from "./outbox.ts";
import { failureWords } from "./words.ts";

export interface Upload {
  /** Of the message that shows the file. */
  readonly id: string;
  /** Of the file itself. */
  readonly attachment: string;
  readonly conversation: string;
  readonly file: File;
  readonly state: SendingState;
  /** Why it is held (goes again by itself) or refused (the agent decides). */
  readonly problem: string | null;
}

export interface Uploads {
  readonly files: ReadonlySignal<readonly Upload[]>;
  send(conversation: string, file: File): void;
  /** Sends again, with the same ids, what is held or refused. */
  retry(id: string): void;
  discard(id: string): void;
  /** Sends what was held when the connection was lost. */
  flush(): void;
  clear(): void;
}

export function createUploads(
  api: Pick<AgentApi, "upload" | "send">,
  onSent: (upload: Upload, item: AgentItem | null) => void,
): Uploads {
  const files = signal<readonly Upload[]>([]);

  function send(conversation: string, file: File): void {
    const ids = { id: crypto.randomUUID(), attachment: crypto.randomUUID() };
    const upload: Upload = { ...ids, conversation, file, state: "queued", problem: null };
    files.value = [...files.value, upload];
    void deliver(upload);
  }

  function retry(id: string): void {
    const upload = files.value.find((upload) => upload.id === id && upload.state !== "queued");
    if (!upload) return;
    change(id, { state: "queued", problem: null });
    void deliver(upload);
  }

  async function deliver({ id, attachment, conversation, file }: Upload): Promise<void> {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const type = file.type.replace(/;.*/, "");
      const { name } = file;
      const described = {
        id: attachment,
        name,
        type,
        bytes: bytes.byteLength,
        sha256: await sha256Of(bytes),
      };
      await api.upload(conversation, described, bytes);
      const { item } = await api.send(conversation, id, { text: name, quickReplies: [] }, [attachment]);
      const sent = files.value.find((upload) => upload.id === id);
      discard(id);
      if (sent) onSent(sent, item);
    } catch (error) {
      change(id, { state: isPassing(error) ? "held" : "refused", problem: failureWords(error) });
    }
  }

  function change(id: string, to: Pick<Upload, "state" | "problem">): void {
    files.value = files.value.map((upload) => (upload.id === id ? { ...upload, ...to } : upload));
  }

  function discard(id: string): void {
    files.value = files.value.filter((upload) => upload.id !== id);
  }

  return {
    files,
    send,
    retry,
    discard,
    flush: () => {
      for (const { id, state } of files.value) if (state === "held") retry(id);
    },
    clear: () => (files.value = []),
  };
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
