// The customer's word on a conversation that has ended, brought to the backend once. Who called hears what became of it.

import { ChatError } from "../errors.ts";
import type { Rating } from "../model/conversation.ts";
import { toChatError } from "./backoff.ts";
import type { PullOptions } from "./pull.ts";

export async function rateConversation(
  { backend, requests, ledger, signal }: PullOptions,
  conversation: string,
  rating: Rating,
): Promise<void> {
  const { rate } = backend;
  if (!rate) throw new ChatError("unsupported", "The backend takes no ratings");
  try {
    await requests.run(signal, (call) => rate(conversation, rating, call));
  } catch (cause) {
    const error = toChatError(cause);
    if (error.code === "unsupported") ledger.lack({ rating: null });
    throw error;
  }
  ledger.rated(conversation, rating);
}
