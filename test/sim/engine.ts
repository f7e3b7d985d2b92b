// The engine under test: the real one from src, or a broken variant of it. Knows nothing of the world around it.

import type { assembleChat } from "../../src/chat.ts";
import type { ChatError } from "../../src/errors.ts";

export interface Engine {
  readonly assembleChat: typeof assembleChat;
  /** The engine's own: a variant's errors are no instances of another's. */
  readonly ChatError: typeof ChatError;
}

/** `variant`: one of variants.ts whose patch was registered (patch.ts) before; null for the real one. */
export async function loadEngine(variant: string | null): Promise<Engine> {
  const query = variant === null ? "" : `?variant=${variant}`;
  const chat = (await import(`../../src/chat.ts${query}`)) as Pick<Engine, "assembleChat">;
  const errors = (await import(`../../src/errors.ts${query}`)) as Pick<Engine, "ChatError">;
  return { assembleChat: chat.assembleChat, ChatError: errors.ChatError };
}
