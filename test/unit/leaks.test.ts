// Nothing of a chat is left when it is gone, and nothing piles up while it runs: timers, listeners, locks, channels, streams,
// calls and the objects themselves, counted in a browser and on a clock of our own.

import { expect, it } from "vitest";
import type { CallOptions } from "../../src/backend/backend.ts";
import { assembleChat, type Chat } from "../../src/chat.ts";
import { ChatError } from "../../src/errors.ts";
import type { PageLifecycle } from "../../src/sync/wake.ts";
import { watchAbortListeners } from "../support/abort-listeners.ts";
import { createTestPage } from "../support/client.ts";
import { survivors } from "../support/collect.ts";
import { alter, createFakeBackend, type FakeBackend, tokenOf } from "../support/fake-backend.ts";
import { createFakeBrowser, type FakeBrowser } from "../support/fake-browser.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";

const hourMs = 60 * 60_000;

/** Pages that say how many listen to them. */
function createPages() {
  let listenerCount = 0;
  return {
    listenerCount: () => listenerCount,
    newPage: (): ReturnType<typeof createTestPage> => {
      const page = createTestPage();
      const listen: PageLifecycle["listen"] = (fn) => {
        const stop = page.listen(fn);
        listenerCount += 1;
        return () => {
          listenerCount -= 1;
          stop();
        };
      };
      return { ...page, listen };
    },
  };
}

function createWorld({ tokenSeconds = 3600 } = {}) {
  const backend = createFakeBackend();
  const clock = createFakeClock();
  const browser = createFakeBrowser();
  const pages = createPages();
  const getToken = async () => tokenOf("ana", tokenSeconds);
  return {
    backend,
    clock,
    browser,
    pages,
    openTab: (change: Partial<FakeBackend> = {}) => {
      const page = pages.newPage();
      const surroundings = { ...browser, clock, page, openStorage: () => browser.storage };
      const chat = assembleChat({ backend: alter(backend, change), getToken }, surroundings);
      return { chat, page };
    },
    /** What a disposed chat must not leave. */
    left: () => left(backend, clock, browser, pages.listenerCount()),
  };
}

function left(backend: FakeBackend, clock: FakeClock, browser: FakeBrowser, pageListeners: number) {
  return {
    timers: clock.pendingCount(),
    locks: browser.held(),
    channels: browser.channelCount(),
    streams: backend.streamCount(),
    pageListeners,
  };
}

const nothing = { timers: 0, locks: [], channels: 0, streams: 0, pageListeners: 0 };

/** Subscribes to all that can be subscribed to, as a host page may that never stops listening. */
function listenToAll(chat: Chat): void {
  for (const signal of [chat.items, chat.pending, chat.connection, chat.unreadCount])
    signal.subscribe(() => {});
  chat.on("message:received", () => {});
  chat.on("message:sent", () => {});
  chat.on("error", () => {});
}

it("leaves nothing of two tabs that came, wrote, heard and went, fifty times", async () => {
  const world = createWorld();
  const { backend, clock, openTab } = world;
  const gone: WeakRef<object>[] = [];

  async function round(n: number): Promise<void> {
    const [one, other] = [openTab(), openTab()];
    for (const { chat } of [one, other]) {
      listenToAll(chat);
      chat.open();
    }
    await one.chat.send(`first of ${n}`);
    void other.chat.send(`second of ${n}`).catch(() => undefined);
    await clock.advance(n % 2 === 0 ? 0 : 5_000);
    backend.of("ana").say(`answer to ${n}`);
    await clock.advance(n % 3 === 0 ? 0 : 100);
    one.page.set({ isVisible: n % 5 !== 0 });
    one.chat.setDraft("half a wor");
    for (const { chat, page } of [one, other]) {
      gone.push(new WeakRef(chat), new WeakRef(chat.items), new WeakRef(page));
      chat.dispose();
    }
  }

  for (let n = 0; n < 50; n += 1) await round(n);
  expect(backend.count("stream")).toBeGreaterThan(20);
  expect(backend.count("send")).toBeGreaterThan(90);
  await clock.advance(0);
  expect(world.left()).toEqual(nothing);
  const calls = backend.calls.length;
  await clock.advance(hourMs);
  expect(backend.calls.slice(calls)).toEqual([]);
  expect(await survivors(gone)).toBe(0);
});

it.each([
  ["while nobody has answered who it is", { session: untilAborted, newest: untilAborted }],
  ["while a message is on its way", { send: (_, options) => untilAborted(options) }],
  ["while a stream says nothing", { stream: (options) => silence(options) }],
  [
    "while it waits after a failure",
    { session: () => Promise.reject(new ChatError("server", "The backend answered 500")) },
  ],
] satisfies [string, Partial<FakeBackend>][])("leaves nothing when it goes %s", async (_, change) => {
  const { openTab, clock, left } = createWorld();
  const tabs = [openTab(change), openTab(change), openTab(change)];
  for (const { chat } of tabs) {
    chat.open();
    void chat.send("Hello").catch(() => undefined);
  }
  await clock.advance(1);
  expect(left()).not.toEqual(nothing);
  for (const { chat } of tabs) chat.dispose();
  await clock.advance(0);
  expect(left()).toEqual(nothing);
});

it("gathers no listeners and no signals over a thousand messages, answers and broken streams", async () => {
  using abortListeners = watchAbortListeners();
  const { backend, clock, openTab } = createWorld({ tokenSeconds: 2 });
  const { chat, page } = openTab();
  chat.open();
  await clock.advance(1000);

  async function settleAll(): Promise<void> {
    await clock.advance(3000);
    while (chat.pending.peek().length > 0) await clock.advance(10);
  }

  async function write(messageCount: number): Promise<{ most: number; alive: number; made: number }> {
    abortListeners.forget();
    for (let n = 0; n < messageCount; n += 1) {
      if (n % 20 === 0) backend.fault = new ChatError("network", "lost");
      await chat.send(`message ${n} of ${messageCount}`);
      await clock.advance(1);
      backend.fault = null;
      if (n % 20 === 5) backend.bye(1000);
      if (n % 20 === 10) page.set({ isOnline: false });
      page.set({ isOnline: true });
      if (n % 20 === 15) await settleAll();
    }
    await settleAll();
    const made = abortListeners.made();
    return { most: abortListeners.most(), made: made.length, alive: await survivors(made) };
  }

  const few = await write(60);
  const many = await write(1000);
  expect(backend.count("send ana message")).toBeGreaterThanOrEqual(1060);
  expect(backend.count("stream")).toBeGreaterThan(40);
  expect(many.made).toBeGreaterThan(1000);
  expect(many.most).toBeLessThanOrEqual(few.most + 2);
  expect(many.alive).toBeLessThanOrEqual(few.alive + 5);
  chat.dispose();
});

/** A server that holds every answer back: the call ends when it is given up. */
function untilAborted({ signal }: CallOptions): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new ChatError("aborted", "given up")), { once: true });
  });
}

async function* silence(options: CallOptions): AsyncGenerator<never> {
  yield await untilAborted(options);
}
