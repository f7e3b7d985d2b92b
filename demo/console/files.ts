// Files of a conversation: what there is to say of them, and saving them to the agent's disk.

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
