// The page around the chat, as far as it matters: who is signed in at this browser, and how its getToken() answers.

import type { GetToken } from "../../src/options.ts";
import type { Agenda } from "./agenda.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";

/** The server's side of tokens, for all browsers. */
export interface Tokens {
  issue(sub: string, isOpaque: boolean): string;
  /** Whose it is; null when it is over. */
  owner(token: string): string | null;
  /** Whose it is or was. */
  subOf(token: string): string | null;
  /** When it ends, on the agenda. */
  endOf(token: string): number;
  /** Ends all that were issued so far. */
  revokeAll(): void;
}

export interface Host {
  /** Signed in at the host page; null: nobody. */
  user: string | null;
  mode: "fine" | "slow" | "rejecting";
  readonly isOpaque: boolean;
  /** A page's getToken. `onAnswer` hears what it says. */
  getToken(page: { readonly life: Life; readonly onAnswer: (sub: string | null) => void }): GetToken;
}

export function createTokens(agenda: Agenda, lifeMs: number): Tokens {
  const known = new Map<string, { readonly sub: string; endsAt: number }>();
  let count = 0;
  return {
    issue: (sub, isOpaque) => {
      count += 1;
      const token = isOpaque ? `opaque-${count}` : jwt(sub, count, lifeMs);
      known.set(token, { sub, endsAt: agenda.now() + lifeMs });
      return token;
    },
    owner: (token) => {
      const found = known.get(token);
      return found && agenda.now() < found.endsAt ? found.sub : null;
    },
    subOf: (token) => known.get(token)?.sub ?? null,
    endOf: (token) => known.get(token)?.endsAt ?? 0,
    revokeAll: () => {
      for (const token of known.values()) token.endsAt = Math.min(token.endsAt, agenda.now());
    },
  };
}

export interface HostOptions {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly tokens: Tokens;
  readonly user: string | null;
  readonly isOpaque: boolean;
}

export function createHost({ agenda, random, tokens, user, isOpaque }: HostOptions): Host {
  const host: Host = {
    user,
    isOpaque,
    mode: "fine",
    getToken:
      ({ life, onAnswer }) =>
      () => {
        const { promise, resolve, reject } = Promise.withResolvers<string | null>();
        const { mode } = host;
        const ms = mode === "slow" ? random.between(1000, 20_000) : random.between(2, 150);
        // Asked of the host's server half-way; what comes back may be out of date by then.
        agenda.after(ms / 2, () => {
          const sub = host.user;
          const token = sub === null ? null : tokens.issue(sub, isOpaque);
          agenda.after(ms / 2, () =>
            life.run(() => {
              if (mode === "rejecting") return reject(new Error("The host's token endpoint failed"));
              onAnswer(sub);
              resolve(token);
            }),
          );
        });
        return promise;
      },
  };
  return host;
}

/** Unsigned: the model server knows its tokens by heart. */
function jwt(sub: string, number: number, lifeMs: number): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = { sub, name: sub, jti: String(number), iat: 1000, exp: 1000 + lifeMs / 1000 };
  return `${encode({ alg: "none" })}.${encode(claims)}.`;
}
