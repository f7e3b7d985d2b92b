// Where an agent's picture may come from: the backend itself or the page, which the page's policy allows anyway.

import type { Conversation } from "../model/conversation.ts";

/** With the picture's address absolute, or without it where it lies elsewhere. */
export function withOwnPicture<T extends { readonly conversation: Conversation | null }>(
  answer: T,
  base: string,
): T {
  const { conversation } = answer;
  const address = conversation?.agent?.avatarUrl;
  if (!conversation?.agent || !address) return answer;
  const avatarUrl = ownAddress(address, base);
  return { ...answer, conversation: { ...conversation, agent: { ...conversation.agent, avatarUrl } } };
}

function ownAddress(address: string, base: string): string | null {
  // Under the backend's own path: its base need not be a site's root.
  const url = URL.canParse(address, `${base}/`) ? new URL(address, `${base}/`) : null;
  const own = [new URL(base).origin, globalThis.location?.origin];
  return url && own.includes(url.origin) ? url.href : null;
}
