// Files at the agent's desk: saved from a conversation, and sent into one. Bytes pass through, nothing is kept.

import { isWordless as isOnlyNames } from "../../src/model/attachment.ts";
import type { AgentAttachment, AgentItem } from "../server/agent-api.ts";
import { saveFile } from "../../src/widget/save-file.ts";
import type { AgentApi } from "./api.ts";

export type LoadFile = (conversation: string, file: AgentAttachment) => Promise<void>;

export function isWordless({ text, attachments = [] }: AgentItem): boolean {
  return isOnlyNames(text, attachments);
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return "1 kB";
  return bytes < 1_000_000 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Saves it under its name. */
export const saveFrom =
  (api: AgentApi): LoadFile =>
  async (conversation, { id, name }) =>
    saveFile(await api.download(conversation, id), name);

/** Uploads it and sends a message that carries it. */
export async function sendFile(api: AgentApi, conversation: string, file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = crypto.randomUUID();
  const type = file.type.replace(/;.*/, "");
  await api.upload(conversation, { id, name: file.name, type, bytes: bytes.byteLength, sha256 }, bytes);
  const answer = { text: file.name, quickReplies: [] };
  await api.send(conversation, crypto.randomUUID(), answer, [id]);
}
