// What the browser's storage keeps while it is slow, full or shared with other tabs: nothing accepted is lost, nothing stays
// that was to go.

import { describe, expect, it } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import {
  alter,
  createFakeBackend,
  type FakeClient,
  neverAnswers,
  openFakeClient,
  tokenOf,
} from "../support/fake-backend.ts";

interface SlowStorage extends Storage {
  /** Writes wait from now on, until the returned function is called. */
  hold(): () => void;
}

function createSlowStorage(): SlowStorage {
  const inner = memoryStorage();
  let held: Promise<void> | null = null;
  return {
    readAll: inner.readAll,
    update: async (decide) => {
      await held;
      return inner.update(decide);
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = null;
        resolve();
      };
    },
  };
}

async function everythingIn(storage: Storage): Promise<string> {
  return JSON.stringify([...(await storage.readAll())]);
}

/** Another tab of the same browser learns that nobody is signed in, and then that the same customer is. */
async function signOutAndInElsewhere({ clock, storage }: FakeClient): Promise<void> {
  for (const token of [null, tokenOf("ana")]) {
    const { chat } = openFakeClient(createFakeBackend(), { clock, storage, getToken: async () => token });
    chat.signIn();
    await clock.advance(0);
    chat.dispose();
  }
}

describe("a text on its way from the composer to the server", () => {
  it("is at every moment in what is stored: as the draft, as unsent, or on the server", async () => {
    const server = createFakeBackend();
    const inner = memoryStorage();
    const gaps: string[] = [];
    let written = 0;
    const update: Storage["update"] = async (decide) => {
      const isWritten = await inner.update(decide);
      const stored = await everythingIn(inner);
      for (let line = 0; line < written; line += 1)
        if (!stored.includes(`line ${line}`) && server.count(`send ana line ${line}`) === 0)
          gaps.push(`line ${line}`);
      return isWritten;
    };
    const { chat, clock } = openFakeClient(server, { storage: { readAll: inner.readAll, update } });
    chat.open();
    await clock.advance(0);
    for (let line = 0; line < 5; line += 1) {
      chat.setDraft(`line ${line}`);
      if (line < 3) await clock.advance(0);
      written = line < 3 ? line + 1 : written;
      void chat.send(`line ${line}`);
      expect(chat.draft.peek()).toBe("");
    }
    await clock.advance(10);
    await clock.advance(10);
    expect(gaps).toEqual([]);
    expect(server.count("send")).toBe(5);
  });

  it("is what the next page knows of, in one piece, wherever this one ends", async () => {
    const server = createFakeBackend();
    const inner = memoryStorage();
    const moments: Map<string, unknown>[] = [];
    const update: Storage["update"] = async (decide) => {
      const isWritten = await inner.update(decide);
      moments.push(new Map(await inner.readAll()));
      return isWritten;
    };
    const { chat, clock } = openFakeClient(server, { storage: { readAll: inner.readAll, update } });
    void chat.send("Hello");
    await clock.advance(0);
    for (const moment of moments.filter((stored) => stored.get("wake") === 1)) {
      const next = openFakeClient(server, { storage: memoryStorage(moment) });
      await next.clock.advance(0);
      expect(next.chat.conversation.peek()?.state).toBe("open");
      next.chat.dispose();
    }
    expect(moments.length).toBeGreaterThan(2);
  });
});

describe("while the storage is slow", () => {
  it("a sign-out holds, though it came while the customer's things were being opened", async () => {
    const server = createFakeBackend();
    const storage = createSlowStorage();
    const before = openFakeClient(alter(server, { send: neverAnswers }), { storage });
    await before.chat.send("canary");
    await before.clock.advance(0);
    before.chat.dispose();

    const callCount = server.calls.length;
    const release = storage.hold();
    const { chat, clock } = openFakeClient(server, { storage });
    chat.open();
    await clock.advance(0);
    const leaving = chat.signOut();
    release();
    await clock.advance(3000);
    await leaving;
    expect(chat.identity.peek()).toEqual({ status: "signed-out" });
    expect(chat.pending.peek()).toEqual([]);
    expect(server.calls).toHaveLength(callCount);
    expect(await everythingIn(storage)).not.toMatch(/canary|ana/);
  });

  it("nobody is shown as the customer while the next one's things are opened", async () => {
    const storage = createSlowStorage();
    let sub = "ana";
    const { chat, clock } = openFakeClient(createFakeBackend(), {
      storage,
      getToken: async () => tokenOf(sub),
    });
    chat.open();
    await clock.advance(0);
    const release = storage.hold();
    sub = "bob";
    chat.signIn();
    await clock.advance(0);
    expect(chat.identity.peek()).toEqual({ status: "unknown" });
    release();
    await clock.advance(0);
    expect(chat.identity.peek()).toMatchObject({ status: "signed-in", customer: { id: "bob" } });
  });

  it("a message that was stored is accepted, though its writer went while it was being stored", async () => {
    const server = createFakeBackend();
    const inner = memoryStorage();
    let written = Promise.resolve();
    const update: Storage["update"] = async (decide) => {
      const isWritten = await inner.update(decide);
      await written;
      return isWritten;
    };
    let token: string | null = tokenOf("ana");
    const storage = { readAll: inner.readAll, update };
    const { chat, clock } = openFakeClient(server, { storage, getToken: async () => token });
    chat.open();
    await clock.advance(0);
    const slow = Promise.withResolvers<void>();
    written = slow.promise;
    const sent = chat.send("Hello");
    await clock.advance(0);
    token = null;
    chat.signIn();
    await clock.advance(0);
    slow.resolve();
    await expect(sent).resolves.toMatchObject({ id: expect.any(String) });
    expect(await everythingIn(inner)).toContain("Hello");
  });

  it("a disposed chat stays quiet, though the customer's things were just being opened", async () => {
    const backend = createFakeBackend();
    const storage = createSlowStorage();
    const release = storage.hold();
    const { chat, clock } = openFakeClient(backend, { storage });
    chat.open();
    await clock.advance(0);
    chat.dispose();
    release();
    await clock.advance(3000);
    expect(chat.identity.peek()).toEqual({ status: "unknown" });
    expect(backend.calls).toEqual([]);
    expect(clock.pendingCount()).toBe(0);
  });

  it("only the last of two customers is shown when both are being opened", async () => {
    const storage = createSlowStorage();
    const release = storage.hold();
    let sub = "ana";
    const { chat, clock } = openFakeClient(createFakeBackend(), {
      storage,
      getToken: async () => tokenOf(sub),
    });
    const shown: string[] = [];
    chat.identity.subscribe((identity) =>
      shown.push("customer" in identity ? identity.customer.id : identity.status),
    );
    chat.open();
    await clock.advance(0);
    sub = "bob";
    chat.signIn();
    await clock.advance(0);
    release();
    await clock.advance(0);
    expect(shown).toEqual(["unknown", "bob"]);
  });

  it.each<[what: string, end: (chat: FakeClient["chat"]) => void]>([
    ["the chat is disposed", (chat) => chat.dispose()],
    ["nobody is signed in any more", (chat) => chat.signIn(async () => null)],
  ])("no message is called stored that is not, when %s", async (_, end) => {
    const storage = createSlowStorage();
    const backend = alter(createFakeBackend(), { send: neverAnswers });
    const { chat, clock } = openFakeClient(backend, { storage });
    chat.open();
    await clock.advance(0);
    const release = storage.hold();
    const sends = ["one", "two"].map((text) =>
      chat.send(text).then(
        () => `"text":"${text}"`,
        () => null,
      ),
    );
    end(chat);
    await clock.advance(0);
    release();
    await clock.advance(0);
    const accepted = (await Promise.all(sends)).filter((text) => text !== null);
    const kept = await everythingIn(storage);
    expect(accepted.filter((text) => !kept.includes(text))).toEqual([]);
  });
});

describe("a storage that failed once", () => {
  it("keeps nothing after a sign-out", async () => {
    const inner = memoryStorage();
    let isFull = false;
    const storage: Storage = {
      readAll: inner.readAll,
      update: (decide) =>
        inner.update((all) => {
          const changes = decide(all);
          const isWrite = [...(changes?.values() ?? [])].some((value) => value !== undefined);
          if (isFull && isWrite) throw new Error("QuotaExceededError");
          return changes;
        }),
    };
    const backend = alter(createFakeBackend(), { send: neverAnswers });
    const { chat, clock } = openFakeClient(backend, { storage });
    chat.open();
    await clock.advance(0);
    await chat.send("canary one");
    isFull = true;
    await chat.send("canary two");
    expect(chat.storage.peek()).toBe("memory");
    expect(await chat.signOut()).toEqual({ unsentCount: 2 });
    await clock.advance(0);
    expect(await everythingIn(inner)).not.toMatch(/canary|ana/);
  });
});

describe("when another tab saw a sign-out and the same customer's return", () => {
  it("a message that is written now is sent", async () => {
    const backend = createFakeBackend();
    const client = openFakeClient(backend);
    const { chat, clock } = client;
    chat.open();
    await clock.advance(0);
    await signOutAndInElsewhere(client);
    const sending = chat.send("do not lose me");
    await clock.advance(5000);
    await sending;
    expect(backend.count("send ana do not lose me")).toBe(1);
  });

  it("what is being typed stays in the composer", async () => {
    const client = openFakeClient(createFakeBackend());
    const { chat, clock } = client;
    chat.open();
    await clock.advance(0);
    await signOutAndInElsewhere(client);
    chat.setDraft("I was typ");
    await clock.advance(1000);
    expect(chat.draft.peek()).toBe("I was typ");
  });
});

describe("a sign-out in the middle of a send", () => {
  it("leaves nothing in the browser when the answer comes, and sends nothing more", async () => {
    const server = createFakeBackend();
    const late = Promise.withResolvers<void>();
    // It is on its way: that nobody waits for the answer any more does not stop it.
    const { signal } = new AbortController();
    const backend = alter(server, {
      send: (note, call) => late.promise.then(() => server.send(note, { ...call, signal })),
    });
    const { chat, clock, storage } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    await chat.send("canary");
    await chat.send("canary behind it");
    await clock.advance(0);
    expect(await chat.signOut()).toEqual({ unsentCount: 2 });
    late.resolve();
    await clock.advance(600_000);
    expect(server.count("send")).toBe(1);
    expect(chat.items.peek()).toEqual([]);
    expect(await everythingIn(storage)).not.toMatch(/canary|ana/);
    expect(clock.pendingCount()).toBe(0);
  });
});

describe("a read position that was lost on its way as the page went", () => {
  it("is told by the next page load", async () => {
    const server = createFakeBackend();
    const ana = server.of("ana");
    ana.setState("active");
    ana.say("read me");
    const storage = memoryStorage();
    const before = openFakeClient(alter(server, { markRead: neverAnswers }), { storage });
    before.chat.open();
    await before.clock.advance(0);
    const pos = before.chat.items.peek().at(-1)?.pos ?? 0;
    before.chat.markRead(pos);
    await before.clock.advance(0);
    before.chat.dispose();

    const { chat, clock } = openFakeClient(server, { storage });
    chat.open();
    await clock.advance(0);
    expect(server.calls).toContain(`read ana ${pos}`);
    expect(chat.unreadCount.peek()).toBe(0);
  });
});
