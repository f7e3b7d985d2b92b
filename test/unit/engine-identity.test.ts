// Whose chat it is while tokens, tabs and sign-ins change: nothing of one customer is shown or sent as another's, and nobody
// is asked without an end.

import { describe, expect, it } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { transcript } from "../support/client.ts";
import { alter, createFakeBackend, neverAnswers, openFakeClient, tokenOf } from "../support/fake-backend.ts";

describe("a token that does not tell whose it is", () => {
  it("sends nothing of the customer before, once it is somebody else's", async () => {
    const backend = createFakeBackend();
    let token = "ana-1";
    const { chat, clock, page } = openFakeClient(backend, { getToken: async () => token });
    chat.open();
    await clock.advance(0);
    backend.fault = new ChatError("network", "down");
    await chat.send("secret of ana");
    page.set({ isVisible: false });
    await clock.advance(70_000);
    token = "bob-1";
    backend.fault = null;
    page.set({ isVisible: true });
    await clock.advance(70_000);
    expect(chat.identity.peek()).toEqual({ status: "signed-in", customer: { id: "bob", name: "bob" } });
    expect(backend.count("send bob")).toBe(0);
    expect(chat.pending.peek()).toEqual([]);
  });

  it("paints nothing of somebody else when it is refused and theirs takes its place", async () => {
    const backend = createFakeBackend({ canStream: false });
    backend.of("bob").say("secret of bob");
    let token = "ana-1";
    const { chat, clock } = openFakeClient(backend, { getToken: async () => token });
    const painted: (readonly [owner: string, texts: readonly string[]])[] = [];
    chat.items.subscribe(() => {
      const identity = chat.identity.peek();
      const owner = "customer" in identity ? identity.customer.id : identity.status;
      painted.push([owner, transcript(chat)]);
    });
    chat.open();
    await clock.advance(0);
    chat.close();
    await clock.advance(0);
    token = "bob-1";
    backend.revoked.add("ana-1");
    chat.open();
    await clock.advance(10_000);
    expect(painted.at(-1)).toEqual(["bob", ["secret of bob"]]);
    expect(painted.filter(([owner, texts]) => owner !== "bob" && texts.length > 0)).toEqual([]);
  });
});

describe("a new sign-in", () => {
  it("sends on although the host's earlier getToken() never answers", async () => {
    let isStuck = false;
    const getToken = async () => (isStuck ? neverAnswers() : tokenOf("ana", 100));
    const { chat, clock } = openFakeClient(createFakeBackend(), { getToken });
    chat.open();
    await clock.advance(0);
    isStuck = true;
    // Past most of the token's life: a fresh one is asked for.
    await clock.advance(85_000);
    await chat.send("stuck?");
    await clock.advance(0);
    isStuck = false;
    chat.signIn();
    await clock.advance(120_000);
    expect(chat.pending.peek()).toEqual([]);
    expect(transcript(chat)).toEqual(["stuck?"]);
  });

  it("is not undone by a late refusal of the token before", async () => {
    const server = createFakeBackend();
    const [before, after] = [tokenOf("ana", 50), tokenOf("ana", 70)];
    const late = Promise.withResolvers<never>();
    const refusals = [Promise.reject(new ChatError("unauthorized", "old")), late.promise];
    const backend = alter(server, {
      send: (message, options) =>
        (options.token === before ? refusals.shift() : null) ?? server.send(message, options),
    });
    const { chat, clock } = openFakeClient(backend, { getToken: async () => before });
    chat.open();
    await clock.advance(0);
    await chat.send("Hello");
    await clock.advance(0);
    expect(refusals).toEqual([]);
    chat.signIn(async () => after);
    await clock.advance(0);
    late.reject(new ChatError("unauthorized", "old"));
    await clock.advance(60_000);
    expect(chat.connection.peek()).toBe("online");
    expect(chat.pending.peek()).toEqual([]);
  });
});

describe("while it is not known who it is", () => {
  it("a panel that is closed stays closed for whoever turns out to be here", async () => {
    const backend = createFakeBackend();
    const storage = memoryStorage();
    const before = openFakeClient(backend, { storage });
    before.chat.open();
    await before.clock.advance(0);
    before.chat.dispose();

    const token = Promise.withResolvers<string>();
    const { chat, clock } = openFakeClient(backend, { storage, getToken: () => token.promise });
    await clock.advance(0);
    expect(chat.isOpen.peek()).toBe(true);
    chat.close();
    token.resolve(tokenOf("ana"));
    await clock.advance(0);
    expect(chat.identity.peek()).toMatchObject({ status: "signed-in" });
    expect(chat.isOpen.peek()).toBe(false);
  });

  it("a sign-out takes the draft along", async () => {
    const getToken = () => Promise.reject(new Error("down"));
    const { chat, clock } = openFakeClient(createFakeBackend(), { getToken });
    chat.open();
    await clock.advance(0);
    chat.setDraft("my card number is");
    await chat.signOut();
    expect(chat.draft.peek()).toBe("");
  });
});

describe("a browser with several tabs", () => {
  it("comes to rest when they have different customers", async () => {
    const backend = createFakeBackend();
    const storage = memoryStorage();
    let asked = 0;
    const ask = async (sub: string) => {
      asked += 1;
      // An end to it, should nothing else make one.
      return asked > 100 ? neverAnswers() : tokenOf(sub);
    };
    const one = openFakeClient(backend, { storage, getToken: () => ask("ana") });
    const { clock } = one;
    one.chat.open();
    await clock.advance(0);
    const two = openFakeClient(backend, { storage, clock, getToken: () => ask("bob") });
    two.chat.open();
    await clock.advance(0);
    one.chat.setDraft("x");
    for (let n = 0; n < 20; n += 1) await clock.advance(100);
    expect(asked).toBeLessThan(10);
  });

  it("shows no name of the one who left while the host can't say who is here", async () => {
    const backend = createFakeBackend();
    let isDown = false;
    const getToken = async () => (isDown ? Promise.reject(new Error("down")) : tokenOf("ana"));
    const { chat, clock, storage } = openFakeClient(backend, { getToken });
    chat.open();
    await clock.advance(0);
    isDown = true;
    const other = openFakeClient(backend, { storage, clock, getToken: async () => tokenOf("bob") });
    other.chat.open();
    await clock.advance(0);
    chat.setDraft("x");
    await clock.advance(1000);
    expect(chat.identity.peek()).toEqual({ status: "unknown" });
  });
});

describe("a customer whom the host names", () => {
  it("is asked after once, not at each page load, while they have never chatted", async () => {
    const backend = createFakeBackend();
    const storage = memoryStorage();
    for (let load = 0; load < 3; load += 1) {
      const { chat, clock } = openFakeClient(backend, { storage, customerId: "ana" });
      await clock.advance(0);
      chat.dispose();
    }
    expect(backend.calls).toEqual(["session ana"]);
  });
});
