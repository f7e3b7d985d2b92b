// The headless client against the real reference backend, over real HTTP.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import type { Chat } from "../../src/chat.ts";
import { ChatError } from "../../src/errors.ts";
import type { Item } from "../../src/model/item.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { type ClientOptions, openClient, type TestClient, transcript, until } from "../support/client.ts";
import { seedHistory } from "../support/server-seed.ts";
import { type Caller, startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let agent: Caller;
const opened: Chat[] = [];

beforeAll(async () => {
  server = await startServer();
  agent = await server.agent("rui");
});
afterAll(() => server.close());
afterEach(() => {
  for (const chat of opened.splice(0)) chat.dispose();
});

let count = 0;
const somebody = () => `customer-${(count += 1)}`;
const requestsSince = (start: number) =>
  server.requests.slice(start).map(({ method, path }) => `${method} ${path}`);
const isComplete = (history: string) => history === "complete";
const isEmpty = (list: readonly unknown[]) => list.length === 0;

async function client(sub: string, options: Partial<ClientOptions> = {}): Promise<TestClient> {
  const getToken = async () => (await server.customer(sub)).token;
  const opening = openClient({ url: server.url, getToken, ...options });
  opened.push(opening.chat);
  return opening;
}

async function conversationOf(chat: Chat): Promise<string> {
  const conversation = await until(chat.conversation, (value) => value !== undefined && value !== null);
  return conversation?.id ?? "";
}

describe("one conversation over several page loads", () => {
  it("comes back whole, in order, and goes on under the same id", async () => {
    const sub = somebody();
    const storage = memoryStorage();
    const first = await client(sub, { storage });
    first.chat.open();
    await first.chat.send("Where is my order?");
    const id = await conversationOf(first.chat);
    await until(first.chat.pending, isEmpty);
    first.chat.dispose();

    await agent.post(`/agent/v1/conversations/${id}/accept`);
    await agent.post(`/agent/v1/conversations/${id}/messages`, {
      id: crypto.randomUUID(),
      text: "On its way.",
    });

    const second = await client(sub, { storage });
    await until(second.chat.history, isComplete);
    expect(second.chat.isOpen.peek()).toBe(true);
    expect(transcript(second.chat)).toEqual([
      "[opened]",
      "Where is my order?",
      "[agent-joined]",
      "On its way.",
    ]);
    await second.chat.send("Thank you!");
    await until(second.chat.pending, isEmpty);
    expect(second.chat.conversation.peek()).toMatchObject({ id, state: "active" });
  });

  it("restores a long history, newest page first, older pages by themselves", async () => {
    const sub = somebody();
    await seedHistory(server.demo, sub, 1200);
    const { chat } = await client(sub);
    chat.open();
    const newest = await until(chat.items, (items) => items.length > 0);
    expect(newest.length).toBeLessThanOrEqual(50);
    await until(chat.history, isComplete);
    const texts = transcript(chat).filter((text) => text.startsWith("Message"));
    expect(texts).toEqual(Array.from({ length: 1200 }, (_, index) => `Message ${index + 1}`));
  });

  it("stops restoring by itself at 2,000 items, and goes on when the reader nears the top", async () => {
    const sub = somebody();
    await seedHistory(server.demo, sub, 2600);
    const { chat } = await client(sub);
    chat.open();
    await until(chat.history, (history) => history === "partial");
    expect(chat.items.peek().length).toBeGreaterThanOrEqual(2000);
    expect(chat.items.peek().length).toBeLessThan(2300);
    for (let page = 0; page < 4 && chat.history.peek() === "partial"; page += 1) {
      chat.loadOlder();
      await until(chat.history, (history) => history !== "restoring");
    }
    expect(chat.history.peek()).toBe("complete");
  });

  it("goes on to the very first item when all of it is asked for", async () => {
    const sub = somebody();
    await seedHistory(server.demo, sub, 2800);
    const { chat } = await client(sub);
    chat.open();
    await until(chat.history, (history) => history === "partial");
    chat.loadAll();
    await until(chat.history, isComplete);
    expect(chat.transcript.peek().at(0)).toMatchObject({ kind: "notice", notice: "opened" });
    expect(transcript(chat).filter((text) => text.startsWith("Message"))).toHaveLength(2800);
  });

  it("restores all of it by itself where the host says so", async () => {
    const sub = somebody();
    await seedHistory(server.demo, sub, 2800);
    const { chat } = await client(sub, { history: "eager" });
    const seen: string[] = [];
    chat.history.subscribe((history) => seen.push(history));
    chat.open();
    await until(chat.history, isComplete);
    expect(seen).not.toContain("partial");
    expect(transcript(chat).filter((text) => text.startsWith("Message"))).toHaveLength(2800);
  });
});

describe("what is sent", () => {
  it("arrives once and in order, however fast it is written, in one conversation", async () => {
    const { chat } = await client(somebody());
    chat.open();
    const texts = Array.from({ length: 20 }, (_, index) => `Line ${index}`);
    await Promise.all(texts.map((text) => chat.send(text)));
    await until(chat.pending, isEmpty);
    await until(chat.items, (items) => items.length >= 21);
    expect(transcript(chat)).toEqual(["[opened]", ...texts]);
  });

  it("is sent after a page load that ended before it could go", async () => {
    const sub = somebody();
    const storage = memoryStorage();
    const offline = await client(sub, { storage, url: "http://127.0.0.1:9", customerId: sub });
    await until(offline.chat.identity, ({ status }) => status === "signed-in");
    await offline.chat.send("written offline");
    expect(offline.chat.pending.peek()).toMatchObject([{ text: "written offline", saved: true }]);
    offline.chat.dispose();

    const { chat } = await client(sub, { storage, customerId: sub });
    await until(chat.pending, (pending) => pending.length === 1);
    await until(chat.pending, isEmpty);
    chat.open();
    await until(chat.history, isComplete);
    expect(transcript(chat)).toEqual(["[opened]", "written offline"]);
  });

  it("stays visible when the server refuses it, and does not hold up the next one", async () => {
    let isRefusing = true;
    const alter = (backend: Backend): Backend => ({
      ...backend,
      send: (message, options) =>
        isRefusing && message.text === "bad"
          ? Promise.reject(new ChatError("rejected", "no", { problem: "invalid-text" }))
          : backend.send(message, options),
    });
    const { chat } = await client(somebody(), { alter });
    const failed: string[] = [];
    chat.on("message:failed", ({ text }) => failed.push(text));
    chat.open();
    const { id } = await chat.send("bad");
    await chat.send("good");
    await until(chat.items, () => transcript(chat).includes("good"));
    expect(chat.pending.peek()).toMatchObject([
      { id, text: "bad", state: "failed", failure: { problem: "invalid-text" } },
    ]);
    expect(failed).toEqual(["bad"]);
    isRefusing = false;
    await chat.retry(id);
    await until(chat.pending, isEmpty);
    expect(transcript(chat).filter((text) => text === "bad")).toHaveLength(1);
  });

  it("is not sent again and again to a server that does not say whose message it confirms", async () => {
    let postCount = 0;
    const alter = (backend: Backend): Backend => ({
      ...backend,
      send: async (message, options) => {
        postCount += 1;
        const result = await backend.send(message, options);
        return { ...result, item: { ...result.item, clientId: null } as Item };
      },
    });
    const { chat } = await client(somebody(), { alter });
    chat.open();
    await chat.send("once");
    await until(chat.pending, isEmpty);
    await until(chat.items, () => transcript(chat).includes("once"));
    expect(postCount).toBe(1);
  });

  it("is given back for editing, or goes, when the customer says so", async () => {
    const alter = (backend: Backend): Backend => ({
      ...backend,
      send: () => Promise.reject(new ChatError("forbidden", "no")),
    });
    const { chat, storage } = await client(somebody(), { alter });
    const one = await chat.send("one");
    const two = await chat.send("two");
    await until(chat.pending, (pending) => pending.every(({ state }) => state === "failed"));
    expect(await chat.edit(one.id)).toBe("one");
    expect(await chat.edit(one.id)).toBeNull();
    await chat.discard(two.id);
    expect(chat.pending.peek()).toEqual([]);
    expect(JSON.stringify([...(await storage.readAll())])).not.toMatch(/"one"|"two"/);
  });

  it("is checked before it is accepted", async () => {
    const { chat } = await client(somebody());
    await expect(chat.send("  ")).rejects.toMatchObject({ code: "invalid-text" });
    await expect(chat.send("x".repeat(4001))).rejects.toMatchObject({ code: "invalid-text" });
    await expect(chat.send("😀".repeat(4000))).resolves.toMatchObject({ id: expect.any(String) });
  });

  it("is cleaned of what no server must accept", async () => {
    const { chat } = await client(somebody());
    chat.open();
    await chat.send("a\u0000b \ud800 c");
    await until(chat.pending, isEmpty);
    await until(chat.history, isComplete);
    expect(transcript(chat)).toContain("ab \ufffd c");
  });
});

describe("what comes", () => {
  it("arrives by the stream, counts as unread until it is read, and only new messages are told as received", async () => {
    const { chat } = await client(somebody());
    const received: string[] = [];
    chat.on("message:received", ({ text }) => received.push(text));
    chat.open();
    await chat.send("Hello?");
    const id = await conversationOf(chat);
    await until(chat.connection, (connection) => connection === "online");
    await agent.post(`/agent/v1/conversations/${id}/accept`);
    await agent.post(`/agent/v1/conversations/${id}/messages`, { id: crypto.randomUUID(), text: "Hello!" });
    await until(chat.unreadCount, (unread) => unread === 1);
    expect(received).toEqual(["Hello!"]);
    chat.markRead(chat.items.peek().at(-1)?.pos ?? 0);
    expect(chat.unreadCount.peek()).toBe(0);
    await until(chat.conversation, (value) => (value?.customerRead ?? 0) > 0);
  });

  it("tells the waiting agent once that the customer is back, and only then", async () => {
    const sub = somebody();
    const storage = memoryStorage();
    const start = server.requests.length;
    const first = await client(sub, { storage });
    first.chat.open();
    await first.chat.send("I'll be away");
    const id = await conversationOf(first.chat);
    await agent.post(`/agent/v1/conversations/${id}/accept`);
    await agent.post(`/agent/v1/conversations/${id}/wait`);
    await until(first.chat.conversation, (value) => value?.state === "waiting");
    expect(await returnsOf(id)).toBe(0);
    first.chat.close();
    first.chat.open();
    await expect.poll(() => returnsOf(id)).toBe(1);
    first.chat.close();
    first.chat.open();
    await until(first.chat.connection, (connection) => connection === "online");
    expect(await returnsOf(id)).toBe(1);
    expect(first.chat.conversation.peek()?.state).toBe("waiting");
    expect(requestsSince(start).filter((request) => request === "PUT /v1/presence")).toHaveLength(1);
  });

  it("starts a new conversation in the same timeline after the agent's end", async () => {
    const { chat } = await client(somebody());
    chat.open();
    await chat.send("one");
    const id = await conversationOf(chat);
    await agent.post(`/agent/v1/conversations/${id}/accept`);
    await agent.post(`/agent/v1/conversations/${id}/end`);
    await until(chat.conversation, (value) => value?.state === "closed");
    await chat.send("two");
    const next = await until(chat.conversation, (value) => value?.state === "open");
    expect(next?.id).not.toBe(id);
    await until(chat.items, (items) => items.length >= 6);
    expect(transcript(chat)).toEqual(["[opened]", "one", "[agent-joined]", "[closed]", "[opened]", "two"]);
  });

  async function returnsOf(id: string): Promise<number> {
    const { body } = await agent.get("/agent/v1/notifications?after=0");
    const items = body.items as { kind: string; conversation: string }[];
    return items.filter(({ kind, conversation }) => kind === "customer-returned" && conversation === id)
      .length;
  }
});

describe("what it costs", () => {
  it("asks nothing where there is nothing to do", async () => {
    const start = server.requests.length;
    const { chat } = await client(somebody());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(chat.connection.peek()).toBe("idle");
    expect(requestsSince(start)).toEqual([]);
  });

  it("asks for one session where a conversation goes on and the panel is closed", async () => {
    const sub = somebody();
    const storage = memoryStorage();
    const first = await client(sub, { storage });
    await first.chat.send("Hi");
    await until(first.chat.conversation, (value) => value?.state === "open");
    first.chat.dispose();
    const start = server.requests.length;
    const second = await client(sub, { storage });
    await until(second.chat.conversation, (value) => value?.state === "open");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(requestsSince(start)).toEqual(["GET /v1/session"]);
  });

  it("looks once for a customer whom the host names and this browser does not know", async () => {
    const sub = somebody();
    await seedHistory(server.demo, sub, 4);
    const start = server.requests.length;
    const { chat } = await client(sub, { customerId: sub });
    await until(chat.unreadCount, (unread) => unread > 0);
    expect(requestsSince(start)).toEqual(["GET /v1/session"]);
  });

  it("holds no stream while the page is out of view, and is up to date at once when it is back", async () => {
    const { chat, page } = await client(somebody());
    chat.open();
    await chat.send("Hi");
    const id = await conversationOf(chat);
    await agent.post(`/agent/v1/conversations/${id}/accept`);
    await until(chat.conversation, (value) => value?.state === "active");
    page.set({ isVisible: false });
    const start = server.requests.length;
    await agent.post(`/agent/v1/conversations/${id}/messages`, {
      id: crypto.randomUUID(),
      text: "Still there?",
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(transcript(chat)).not.toContain("Still there?");
    expect(requestsSince(start).filter((request) => request.includes(" /v1/"))).toEqual([]);
    page.set({ isVisible: true });
    await until(chat.items, () => transcript(chat).includes("Still there?"));
  });
});

describe("who it is", () => {
  it("shows nothing of the previous customer once another one is signed in", async () => {
    const ana = somebody();
    const bob = somebody();
    const storage = memoryStorage();
    const first = await client(ana, { storage });
    first.chat.open();
    await first.chat.send("canary of the first");
    first.chat.setDraft("canary draft");
    await until(first.chat.pending, isEmpty);
    first.chat.dispose();

    const second = await client(bob, { storage });
    const seen: string[] = [];
    second.chat.items.subscribe(() => seen.push(...transcript(second.chat)));
    second.chat.draft.subscribe((draft) => seen.push(draft));
    second.chat.pending.subscribe((pending) => seen.push(...pending.map(({ text }) => text)));
    second.chat.open();
    await until(second.chat.history, isComplete);
    expect(seen.join()).not.toContain("canary");
    expect(JSON.stringify([...(await storage.readAll())])).not.toMatch(new RegExp(`canary|${ana}"`));
  });

  it("changes over when the host's token changes in the middle", async () => {
    const ana = somebody();
    const bob = somebody();
    let sub = ana;
    const { chat, page } = await client(ana, { getToken: async () => (await server.customer(sub)).token });
    chat.open();
    await chat.send("canary");
    await until(chat.pending, isEmpty);
    sub = bob;
    chat.signIn();
    await until(chat.identity, (identity) => identity.status === "signed-in" && identity.customer.id === bob);
    await until(chat.history, isComplete);
    expect(transcript(chat)).toEqual([]);
    expect(page.state().isVisible).toBe(true);
  });

  it("hides everything when nobody is signed in, and says that a sign-in is needed", async () => {
    const { chat } = await client("nobody", { getToken: () => Promise.resolve(null) });
    let needed = 0;
    chat.on("signin:needed", () => (needed += 1));
    chat.open();
    await until(chat.identity, ({ status }) => status === "signed-out");
    expect(needed).toBe(1);
    await expect(chat.send("Hello?")).rejects.toMatchObject({ code: "signed-out" });
  });

  it("keeps everything and waits when the backend refuses the token twice", async () => {
    let isGood = false;
    const sub = somebody();
    const getToken = async () => (isGood ? (await server.customer(sub)).token : "refused");
    const { chat } = await client(sub, { getToken, customerId: sub });
    chat.open();
    await chat.send("kept");
    await until(chat.connection, (connection) => connection === "auth-required");
    await until(chat.pending, ([entry]) => entry?.state === "queued");
    expect(chat.identity.peek().status).toBe("expired");
    expect(chat.pending.peek()).toMatchObject([{ text: "kept" }]);
    isGood = true;
    chat.signIn();
    await until(chat.pending, isEmpty);
    await until(chat.items, () => transcript(chat).includes("kept"));
  });

  it("leaves nothing behind after a sign-out, and counts what was never sent", async () => {
    const sub = somebody();
    const { chat, storage } = await client(sub, { url: "http://127.0.0.1:9", customerId: sub });
    await chat.send("never sent canary");
    expect(await chat.signOut()).toEqual({ unsentCount: 1 });
    expect(chat.pending.peek()).toEqual([]);
    expect(JSON.stringify([...(await storage.readAll())])).not.toMatch(new RegExp(`canary|${sub}`));
  });
});
