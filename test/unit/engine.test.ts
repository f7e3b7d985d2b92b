// The engine's behaviour over time: real engine, real storage logic; the clock, the page and the backend are the test's.

import { describe, expect, it } from "vitest";
import { ChatError } from "../../src/errors.ts";
import type { GetToken } from "../../src/options.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { transcript } from "../support/client.ts";
import { createFakeBackend, openFakeClient } from "../support/fake-backend.ts";
import { setUpTabs } from "../support/fake-tabs.ts";

interface Setting {
  readonly canStream?: boolean;
  readonly storage?: Storage;
  readonly getToken?: GetToken;
  /** Null: the host names nobody. */
  readonly customerId?: string | null;
}

function setUp({
  canStream = true,
  storage = memoryStorage(),
  getToken = async () => "ana-1",
  customerId = "ana",
}: Setting = {}) {
  const backend = createFakeBackend({ canStream });
  const client = openFakeClient(backend, { storage, getToken, ...(customerId !== null && { customerId }) });
  return { ...client, backend, ana: backend.of("ana"), count: backend.count };
}

const down = () => new ChatError("network", "down");

describe("while the panel is open", () => {
  it("follows one stream and asks nothing else", async () => {
    const { chat, clock, backend, ana } = setUp();
    chat.open();
    await clock.advance(0);
    expect(backend.calls).toEqual(["session ana", "newest ana", "stream ana"]);
    ana.say("Hello");
    await clock.advance(0);
    expect(transcript(chat)).toEqual(["Hello"]);
    expect(backend.calls).toHaveLength(3);
  });

  it("shows the newest page as soon as it is here, and counts nothing as new that was read before the session came", async () => {
    const { server, ana, clock, openTab } = setUpTabs({
      change: (server, clock) => ({
        session: async (options) => {
          const session = await server.session(options);
          await new Promise<void>((resolve) => void clock.setTimer(resolve, 500));
          return session;
        },
      }),
    });
    const first = openTab();
    first.chat.open();
    await clock.advance(1000);
    first.chat.dispose();
    ana.say("one");
    ana.say("two");

    const { chat } = openTab();
    chat.open();
    await clock.advance(0);
    expect(transcript(chat)).toEqual(["one", "two"]);
    expect(chat.unreadCount.peek()).toBe(2);
    chat.markRead(chat.transcript.peek().at(-1)?.pos ?? 0);
    await clock.advance(1000);
    expect(transcript(chat)).toEqual(["one", "two"]);
    expect(chat.unreadCount.peek()).toBe(0);
    expect(server.count("newest")).toBe(2);
  });

  it("takes a stream that is silent for 40 s for dead, and catches up", async () => {
    const { chat, clock, backend, ana, count } = setUp();
    chat.open();
    await clock.advance(0);
    ana.say("never told", true);
    await clock.advance(39_000);
    expect(transcript(chat)).toEqual([]);
    await clock.advance(4000);
    expect(transcript(chat)).toEqual(["never told"]);
    expect(count("stream")).toBe(2);
    expect(backend.streamCount()).toBe(1);
  });

  it("ignores an event that does not begin where it is, and asks for what it missed", async () => {
    const { chat, clock, ana } = setUp();
    chat.open();
    await clock.advance(0);
    ana.say("missed", true);
    ana.say("told");
    await clock.advance(0);
    expect(transcript(chat)).toEqual(["missed", "told"]);
  });

  it("comes back after the server's good-bye when the server asked for it", async () => {
    const { chat, clock, backend, count } = setUp();
    chat.open();
    await clock.advance(0);
    backend.bye(20_000);
    await clock.advance(19_000);
    expect(count("stream")).toBe(1);
    await clock.advance(12_000);
    expect(count("stream")).toBe(2);
  });

  it("polls each 4 s where the backend can't stream", async () => {
    const { chat, clock, ana, count } = setUp({ canStream: false });
    chat.open();
    await clock.advance(0);
    ana.say("polled");
    await clock.advance(4000);
    expect(transcript(chat)).toEqual(["polled"]);
    await clock.advance(40_000);
    expect(count("changes")).toBe(11);
    expect(count("stream")).toBe(0);
  });

  it("asks again for session when the last answer is over a minute old: hours may have changed", async () => {
    const { chat, clock, backend, count } = setUp();
    chat.open();
    await clock.advance(0);
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(35_000);
      backend.bye(0);
    }
    await clock.advance(2000);
    expect(count("session")).toBe(2);
  });
});

describe("while the panel is closed", () => {
  it("looks each 30 s as long as the conversation goes on, and stops when it is over", async () => {
    const { chat, clock, ana, count } = setUp();
    ana.setState("active");
    await clock.advance(0);
    expect(count("session")).toBe(1);
    await clock.advance(60_000);
    expect(count("session")).toBe(3);
    ana.setState("closed");
    await clock.advance(30_000);
    const last = count("session");
    await clock.advance(600_000);
    expect(count("session")).toBe(last);
    expect(chat.connection.peek()).toBe("idle");
    expect(clock.pendingCount()).toBe(0);
  });

  it("brings what is new into a transcript that is here already", async () => {
    const { chat, clock, backend, ana } = setUp();
    ana.setState("active");
    chat.open();
    await clock.advance(0);
    chat.close();
    await clock.advance(0);
    expect(backend.streamCount()).toBe(0);
    ana.say("while you were out");
    await clock.advance(30_000);
    expect(transcript(chat)).toEqual(["while you were out"]);
    expect(chat.unreadCount.peek()).toBe(1);
  });
});

describe("while the page is hidden", () => {
  it("asks nothing, unless the host listens: then each 30 s, without a stream", async () => {
    const { chat, clock, ana, page, count, backend } = setUp();
    ana.setState("active");
    chat.open();
    await clock.advance(0);
    page.set({ isVisible: false });
    const before = backend.calls.length;
    await clock.advance(300_000);
    expect(backend.calls).toHaveLength(before);
    chat.watchWhileHidden(true);
    await clock.advance(0);
    expect(backend.streamCount()).toBe(0);
    ana.say("while you were elsewhere", true);
    await clock.advance(30_000);
    expect(chat.unreadCount.peek()).toBe(1);
    expect(transcript(chat)).toEqual(["while you were elsewhere"]);
    const sessions = count("session");
    await clock.advance(60_000);
    expect(count("session")).toBe(sessions + 2);
    page.set({ isSuspended: true });
    await clock.advance(300_000);
    expect(count("session")).toBe(sessions + 2);
  });
});

it("refuses to tell of an event that there is none of", () => {
  const { chat } = setUp();
  const event = "message:recieved" as "message:received";
  expect(() => chat.on(event, () => {})).toThrow('There is no event "message:recieved"');
});

describe("while nothing works", () => {
  it("asks a backend that will not answer no more until somebody wants it again", async () => {
    const { chat, clock, backend } = setUp();
    backend.fault = new ChatError("forbidden", "Not here");
    chat.open();
    await clock.advance(1000);
    expect(chat.connection.peek()).toBe("refused");
    const asked = backend.calls.length;
    await clock.advance(600_000);
    expect(backend.calls).toHaveLength(asked);
    backend.fault = null;
    chat.signIn();
    await clock.advance(1000);
    expect(chat.connection.peek()).toBe("online");
  });

  it("tries less and less often, one request at a time, and goes on by itself", async () => {
    const { chat, clock, backend } = setUp();
    backend.fault = down();
    chat.open();
    await chat.send("kept");
    await clock.advance(600_000);
    expect(chat.connection.peek()).toBe("trouble");
    expect(backend.calls.length).toBeLessThan(30);
    expect(chat.pending.peek()).toMatchObject([{ text: "kept", state: "queued" }]);
    backend.fault = null;
    await clock.advance(61_000);
    expect(chat.connection.peek()).toBe("online");
    expect(chat.pending.peek()).toEqual([]);
    expect(transcript(chat)).toEqual(["kept"]);
  });

  it("waits as long as a busy server asks, though the customer comes back to the page", async () => {
    const { chat, clock, backend, page } = setUp();
    backend.fault = new ChatError("rate-limited", "busy", { retryAfterMs: 120_000 });
    chat.open();
    await clock.advance(0);
    const before = backend.calls.length;
    page.set({ isOnline: false });
    page.set({ isOnline: true });
    await clock.advance(119_000);
    expect(backend.calls.length).toBe(before);
    backend.fault = null;
    await clock.advance(3000);
    expect(chat.history.peek()).toBe("complete");
  });

  it("tries at once when the browser is online again", async () => {
    const { chat, clock, backend, page } = setUp();
    backend.fault = down();
    chat.open();
    await clock.advance(300_000);
    backend.fault = null;
    page.set({ isOnline: false });
    expect(chat.connection.peek()).toBe("offline");
    page.set({ isOnline: true });
    await clock.advance(0);
    expect(chat.connection.peek()).toBe("online");
  });

  it("starts anew after an expired cursor, and keeps what is unsent", async () => {
    const { chat, clock, backend, ana } = setUp({ canStream: false });
    chat.open();
    ana.say("one");
    await clock.advance(0);
    backend.fault = new ChatError("cursor-expired", "gone");
    await clock.advance(4000);
    backend.fault = down();
    await chat.send("unsent");
    backend.fault = null;
    await clock.advance(61_000);
    expect(transcript(chat)).toEqual(["one", "unsent"]);
  });
});

describe("who it is", () => {
  it("is asked again after a minute out of view, before anything goes on", async () => {
    let asked = 0;
    const { chat, clock, page } = setUp({
      getToken: async () => {
        asked += 1;
        return "ana-1";
      },
    });
    chat.open();
    await clock.advance(0);
    expect(asked).toBe(1);
    page.set({ isVisible: false });
    await clock.advance(59_000);
    page.set({ isVisible: true });
    await clock.advance(0);
    expect(asked).toBe(1);
    page.set({ isVisible: false });
    await clock.advance(61_000);
    page.set({ isVisible: true });
    await clock.advance(0);
    expect(asked).toBe(2);
  });

  it("is told by the backend where the token does not say", async () => {
    const { chat, clock } = setUp({ customerId: null });
    chat.open();
    await clock.advance(0);
    expect(chat.identity.peek()).toEqual({ status: "signed-in", customer: { id: "ana", name: "ana" } });
  });

  it("is not known while the host can't say: nothing stored is shown, what is typed is kept", async () => {
    const storage = memoryStorage();
    const first = setUp({ storage });
    first.chat.open();
    first.backend.fault = down();
    await first.chat.send("stored text");
    first.chat.dispose();

    let isBroken = true;
    const getToken = async () => (isBroken ? Promise.reject(new Error("down")) : "ana-1");
    const { chat, clock } = setUp({ storage, getToken, customerId: null });
    await clock.advance(5000);
    expect(chat.identity.peek()).toEqual({ status: "unknown" });
    expect(chat.pending.peek()).toEqual([]);
    const sending = chat.send("typed now");
    await clock.advance(5000);
    expect(chat.pending.peek()).toMatchObject([{ text: "typed now", saved: false }]);
    isBroken = false;
    await clock.advance(61_000);
    await sending;
    expect(transcript(chat)).toEqual(["stored text", "typed now"]);
  });
});
