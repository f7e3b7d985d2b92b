import { UnsecuredJWT } from "jose";
import { describe, expect, it, vi } from "vitest";
import { createTokenSource, type SharedToken } from "../../src/identity/token.ts";
import type { GetToken } from "../../src/options.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const issuedAt = 1_700_000_000;
const jwt = (sub: string, lifeS = 100) =>
  new UnsecuredJWT({ name: "Ana" })
    .setSubject(sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeS)
    .encode();
const signal = () => new AbortController().signal;

function setUp(getToken: GetToken) {
  const clock = createFakeClock();
  const host = vi.fn(getToken);
  return { clock, host, tokens: createTokenSource({ getToken: host, clock }) };
}

describe("the token source", () => {
  it("tells whose the token is", async () => {
    const { tokens } = setUp(async () => jwt("ana"));
    expect(await tokens.get(signal())).toMatchObject({ sub: "ana", name: "Ana" });
  });

  it("takes a token that is no JWT as one whose owner it can't know", async () => {
    const { tokens } = setUp(async () => "opaque-1");
    expect(await tokens.get(signal())).toEqual({ value: "opaque-1", sub: null, name: null });
  });

  it("asks the host once, however many wait", async () => {
    const { tokens, host } = setUp(async () => jwt("ana"));
    await Promise.all([tokens.get(signal()), tokens.get(signal()), tokens.get(signal())]);
    await tokens.get(signal());
    expect(host).toHaveBeenCalledTimes(1);
  });

  it("asks again at 80 % of the token's life, by its own clock", async () => {
    const { tokens, host, clock } = setUp(async () => jwt("ana", 100));
    await tokens.get(signal());
    await clock.advance(79_000);
    await tokens.get(signal());
    expect(host).toHaveBeenCalledTimes(1);
    await clock.advance(2000);
    await tokens.get(signal());
    expect(host).toHaveBeenCalledTimes(2);
  });

  it("goes on with a token that still lives when the host can't give a new one, and not a moment longer", async () => {
    let isBroken = false;
    const { tokens, clock } = setUp(async () =>
      isBroken ? Promise.reject(new Error("down")) : jwt("ana", 100),
    );
    await tokens.get(signal());
    isBroken = true;
    await clock.advance(90_000);
    expect(await tokens.get(signal())).toMatchObject({ sub: "ana" });
    await clock.advance(11_000);
    await expect(tokens.get(signal())).rejects.toMatchObject({ code: "token" });
  });

  it("says null when nobody is signed in, and asks again the next time", async () => {
    const { tokens, host } = setUp(async () => null);
    expect(await tokens.get(signal())).toBeNull();
    expect(await tokens.get(signal())).toBeNull();
    expect(host).toHaveBeenCalledTimes(2);
  });

  it("asks for another only when the refused token is the one it holds", async () => {
    let count = 0;
    const { tokens, host } = setUp(async () => `opaque-${(count += 1)}`);
    const first = await tokens.get(signal());
    tokens.refuse(first?.value ?? "");
    const second = await tokens.get(signal());
    tokens.refuse(first?.value ?? "");
    expect(await tokens.get(signal())).toEqual(second);
    expect(host).toHaveBeenCalledTimes(2);
  });

  it("lets no late answer to an earlier question count after a reset", async () => {
    const answers: ((token: string) => void)[] = [];
    const { tokens } = setUp(() => new Promise((resolve) => answers.push(resolve)));
    const early = tokens.get(signal());
    early.catch(() => undefined);
    tokens.reset();
    const late = tokens.get(signal());
    answers[1]?.(jwt("bob"));
    answers[0]?.(jwt("ana"));
    expect(await late).toMatchObject({ sub: "bob" });
    await expect(early).rejects.toMatchObject({ code: "aborted" });
    expect(await tokens.get(signal())).toMatchObject({ sub: "bob" });
  });

  it.each([[""], [undefined], [42]])("takes %o for no answer", async (value) => {
    const { tokens } = setUp(async () => value as unknown as string);
    await expect(tokens.get(signal())).rejects.toMatchObject({ code: "token" });
  });
});

describe("tokens of several tabs", () => {
  const opened = (getToken: GetToken) => {
    const tell = vi.fn<(token: SharedToken) => void>();
    const clock = createFakeClock();
    const sharing = { alone: <T>(_: AbortSignal, ask: () => Promise<T>) => ask(), tell };
    return { clock, tell, tokens: createTokenSource({ getToken, clock, sharing, named: "ana" }) };
  };
  const shared = (value: string): SharedToken => ({ value, refreshInMs: 50_000, expiresInMs: 60_000 });

  it("are told where they say themselves whose they are, with the rest of their life", async () => {
    const { tokens, tell } = opened(async () => jwt("ana"));
    await tokens.get(signal());
    expect(tell.mock.calls).toEqual([[{ value: jwt("ana"), refreshInMs: 80_000, expiresInMs: 100_000 }]]);
  });

  it("stay in their tab where nobody can know yet whose they are", async () => {
    const { tokens, tell } = opened(async () => "opaque-1");
    await tokens.get(signal());
    expect(tell).not.toHaveBeenCalled();
  });

  it("are taken from another tab for as long as they live, and only if they are this customer's", async () => {
    const host = vi.fn(async () => jwt("ana", 1000));
    const { tokens, clock } = opened(host);
    tokens.offer(shared("opaque-1"), "ana");
    tokens.offer(shared(jwt("bob")), "ana");
    tokens.offer(shared(jwt("ana")), "ana");
    expect(await tokens.get(signal())).toMatchObject({ value: jwt("ana") });
    expect(host).not.toHaveBeenCalled();
    await clock.advance(50_000);
    expect(await tokens.get(signal())).toMatchObject({ value: jwt("ana", 1000) });
  });

  it("are not taken again once they were refused", async () => {
    const { tokens } = opened(async () => jwt("ana", 1000));
    tokens.offer(shared(jwt("ana")), "ana");
    tokens.refuse(jwt("ana"));
    tokens.offer(shared(jwt("ana")), "ana");
    expect(await tokens.get(signal())).toMatchObject({ value: jwt("ana", 1000) });
  });
});
