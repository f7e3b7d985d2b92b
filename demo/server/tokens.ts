// The demo's own identity provider: one ES256 key, tokens for three audiences. Verifying uses only the public half.

import {
  exportJWK,
  generateKeyPair,
  importJWK,
  createLocalJWKSet,
  jwtVerify,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from "jose";
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "./http/problem.ts";
import { isStorable } from "./http/validate.ts";

const ALGORITHM = "ES256";
const ISSUER = "ajar-demo";
const CLOCK_TOLERANCE_S = 5;
const SUBJECT_MAX_CHARS = 200;
const NAME_MAX_CHARS = 200;

export const audiences = { chat: "ajar-chat", agent: "ajar-agent", shop: "ajar-shop" } as const;
export type Audience = (typeof audiences)[keyof typeof audiences];

export interface Claims {
  readonly sub: string;
  readonly name: string;
  readonly expiresAtMs: number;
}

export interface Tokens {
  readonly jwks: JSONWebKeySet;
  issue(
    audience: Audience,
    subject: { readonly id: string; readonly name: string },
    lifeMs: number,
  ): Promise<string>;
  /** @throws {Problem} unauthorized */
  verify(audience: Audience, token: string): Promise<Claims>;
}

/** @param folder where the private key is kept; undefined makes one that dies with the process. */
export async function openTokens(folder: string | undefined, now: () => Date): Promise<Tokens> {
  const privateJwk = folder === undefined ? await newKey() : await readOrMakeKey(folder);
  const { d: _private, ...publicJwk } = privateJwk;
  const jwks: JSONWebKeySet = { keys: [{ ...publicJwk, use: "sig" }] };
  const privateKey = await importJWK(privateJwk, ALGORITHM);
  const publicKeys = createLocalJWKSet(jwks);
  return {
    jwks,
    issue: (audience, subject, lifeMs) => {
      const issuedAt = Math.floor(now().getTime() / 1000);
      return new SignJWT({ name: subject.name })
        .setProtectedHeader({
          alg: ALGORITHM,
          ...(privateJwk.kid === undefined ? {} : { kid: privateJwk.kid }),
        })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(subject.id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + Math.floor(lifeMs / 1000))
        .sign(privateKey);
    },
    verify: async (audience, token) => {
      const { payload } = await jwtVerify(token, publicKeys, {
        issuer: ISSUER,
        audience,
        algorithms: [ALGORITHM],
        requiredClaims: ["exp", "sub"],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: now(),
      }).catch(() => {
        throw new Problem("unauthorized");
      });
      return toClaims(payload.sub, payload["name"], payload.exp);
    },
  };
}

function toClaims(sub: unknown, name: unknown, exp: number | undefined): Claims {
  if (typeof sub !== "string" || sub === "" || sub.length > SUBJECT_MAX_CHARS || !isStorable(sub)) {
    throw new Problem("unauthorized");
  }
  const named = typeof name === "string" && name !== "" && name.length <= NAME_MAX_CHARS && isStorable(name);
  return { sub, name: named ? name : sub, expiresAtMs: (exp ?? 0) * 1000 };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: ALGORITHM, kid: randomUUID() };
}

/** Two processes may start at once: whoever links first has made the key, and both read that one, whole. */
async function readOrMakeKey(folder: string): Promise<JWK> {
  const path = join(folder, "signing-key.json");
  const known = await readFile(path, "utf8").catch(ifMissing);
  if (known !== undefined) return JSON.parse(known) as JWK;
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await newKey()), { mode: 0o600 });
  await link(draft, path).catch(ifThere);
  await rm(draft);
  return JSON.parse(await readFile(path, "utf8")) as JWK;
}

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

function ifThere(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
