// Whose a token is. One request for each opaque token, none for a JWT.

import type { Backend } from "../backend/backend.ts";
import type { Token, TokenSource } from "../identity/token.ts";

export interface Who {
  readonly sub: string;
  /** Null when the token does not tell. */
  readonly name: string | null;
}

export interface OwnerOptions {
  readonly backend: Backend;
  readonly tokens: TokenSource;
  readonly signal: AbortSignal;
}

/** A JWT says whose it is; an opaque token's owner only the backend knows, and is asked once for each. */
export async function ownerOf(
  { value, sub, name }: Token,
  { backend, tokens, signal }: OwnerOptions,
): Promise<Who> {
  if (sub !== null) return { sub, name };
  const { customer } = await backend.session({ token: value, signal });
  tokens.own(value, customer.id);
  return { sub: customer.id, name: customer.name };
}
