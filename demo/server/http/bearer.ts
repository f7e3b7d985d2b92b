// Who calls: the subject of the bearer token, for one audience.

import { Problem } from "./problem.ts";
import type { Audience, Claims, Tokens } from "../tokens.ts";

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;

/** @throws {Problem} unauthorized */
export async function authenticate(tokens: Tokens, audience: Audience, request: Request): Promise<Claims> {
  const token = BEARER.exec(request.headers.get("Authorization") ?? "")?.[1];
  if (token === undefined) throw new Problem("unauthorized");
  return tokens.verify(audience, token);
}
