// What comes late, twice, or in the middle of something else, and every way back to a request: no hole, nothing twice, no storm.

import { describe, expect, it, vi } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { transcript } from "../support/client.ts";
import { alter, createFakeBackend, neverAnswers, openFakeClient, tokenOf } from "../support/fake-backend.ts";
import { createFakeBrowser } from "../support/fake-browser.ts";

const down = () => new ChatError("network", "down");
const expired = () => new ChatError("cursor-expired", "gone");

describe("a late answer", () => {
  it("leaves no hole when it is an older page of a transcript that was loaded anew meanwhile", async () => {
    const server = createFakeBackend();
    const ana = server.of("ana");
    const late = Promise.withResolvers<void>();
    const backend = alter(server, {
      older: async (options) => {
        const isFirst = server.count("older") === 0;
        const page = await server.older(options);
        if (isFirst) await late.promise;
        return page;
      },
    });
    for (let n = 0; n < 400; n += 1) ana.say("before");
    const { chat, clock, page } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    // More than a catch-up goes through.
    for (let n = 0; n < 1300; n += 1) ana.say("meanwhile", true);
    page.set({ isOnline: false });
    page.set({ isOnline: true });
    await clock.advance(0);
    late.resolve();
    for (let second = 0; second < 10; second += 1) await clock.advance(1000);
    expect(server.count("newest")).toBe(2);
    expect(chat.items.peek().map(({ pos }) => pos)).toEqual(Array.from({ length: 1700 }, (_, n) => n + 1));
  });

  it("hides no message that was confirmed between a void cursor and the new transcript", async () => {
    const server = createFakeBackend({ canStream: false });
    let isVoid = false;
    const backend = alter(server, {
      changes: async (options) => (isVoid ? Promise.reject(expired()) : server.changes(options)),
      newest: async (options) => (isVoid ? Promise.reject(down()) : server.newest(options)),
    });
    server.of("ana").say("one");
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    isVoid = true;
    await clock.advance(5000);
    await chat.send("mine");
    await clock.advance(60_000);
    expect(server.calls).toContain("send ana mine");
    expect(transcript(chat)).toEqual(["one", "mine"]);
    isVoid = false;
    await clock.advance(61_000);
    expect(transcript(chat)).toEqual(["one", "mine"]);
  });

  it("finds nobody when a listener has disposed of the chat in the middle of a change", async () => {
    const backend = createFakeBackend();
    const { chat, clock } = openFakeClient(backend);
    chat.identity.subscribe(({ status }) => {
      if (status === "signed-in") chat.dispose();
    });
    chat.open();
    await clock.advance(60_000);
    expect(backend.calls).toEqual([]);
    expect(clock.pendingCount()).toBe(0);
  });
});

describe("a way back to a request", () => {
  it("waits between transcripts when the cursor is refused again and again", async () => {
    const server = createFakeBackend();
    let refusals = 0;
    const backend = alter(server, {
      stream: (options) => {
        refusals += 1;
        // An end to it, should nothing else make one.
        if (refusals < 100) throw expired();
        return server.stream(options);
      },
    });
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    for (let second = 0; second < 60; second += 1) await clock.advance(1000);
    expect(refusals).toBeLessThan(20);
  });

  it("goes on after a delta that begins elsewhere", async () => {
    const server = createFakeBackend({ canStream: false });
    let isAstray = false;
    const backend = alter(server, {
      changes: async (options) => {
        const delta = await server.changes(options);
        if (!isAstray) return delta;
        isAstray = false;
        return { ...delta, from: "e1.999" };
      },
    });
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    isAstray = true;
    await clock.advance(5000);
    expect(isAstray).toBe(false);
    server.of("ana").say("news");
    await clock.advance(60_000);
    expect(transcript(chat)).toEqual(["news"]);
  });

  it("is one request, not one for each thing to do, when the browser is online again", async () => {
    const backend = createFakeBackend();
    backend.fault = down();
    const { chat, clock, page } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    await chat.send("unsent");
    await clock.advance(300_000);
    const before = backend.calls.length;
    page.set({ isOnline: false });
    page.set({ isOnline: true });
    await clock.advance(1);
    expect(backend.calls).toHaveLength(before + 1);
  });

  it("costs a busy server one request for each wait, whatever happens on the page", async () => {
    const backend = createFakeBackend();
    backend.fault = new ChatError("rate-limited", "busy", { retryAfterMs: 10_000 });
    const { chat, clock, page } = openFakeClient(backend);
    chat.open();
    await chat.send("unsent");
    await clock.advance(0);
    const before = backend.calls.length;
    expect(before).toBeLessThanOrEqual(3);
    for (let half = 0; half < 20; half += 1) {
      page.set({ isOnline: false });
      page.set({ isOnline: true });
      chat.close();
      chat.open();
      await clock.advance(5000);
    }
    expect(backend.calls.length - before).toBeLessThanOrEqual(10);
  });

  /** A server that can go back to a backup of "before the backup". */
  function createRestorable() {
    const lost = createFakeBackend({ canStream: false });
    const backup = createFakeBackend({ canStream: false });
    for (const server of [lost, backup]) server.of("ana").say("before the backup");
    let server = lost;
    const backend = alter(lost, {
      session: (options) => server.session(options),
      newest: (options) => server.newest(options),
      changes: (options) => server.changes(options),
      send: (message, options) => server.send(message, options),
    });
    const restore = () => {
      server = backup;
    };
    const browser = createFakeBrowser();
    return { ...openFakeClient(backend, { browser }), browser, backend, lost, backup, restore };
  }

  it("starts anew, and loses sight of no message, when the server has gone back to a backup", async () => {
    const { chat, clock, lost, restore } = createRestorable();
    for (let line = 0; line < 5; line += 1) lost.of("ana").say(`lost ${line}`);
    chat.open();
    await clock.advance(0);
    restore();
    await chat.send("mine");
    const isThere = () =>
      [...transcript(chat), ...chat.pending.peek().map(({ text }) => text)].includes("mine");
    const shown: boolean[] = [];
    const stops = [chat.items, chat.pending].map((signal) => signal.subscribe(() => shown.push(isThere())));
    await clock.advance(10_000);
    expect(transcript(chat)).toEqual(["before the backup", "mine"]);
    expect(shown).not.toContain(false);
    for (const stop of stops) stop();
  });

  it("does not go on showing what the server confirmed and then lost", async () => {
    const { chat, clock, restore } = createRestorable();
    await chat.send("confirmed, then lost");
    await clock.advance(0);
    expect(transcript(chat)).toEqual(["confirmed, then lost"]);
    restore();
    chat.open();
    await clock.advance(10_000);
    expect(transcript(chat)).toEqual(["before the backup"]);
  });

  it("shows a message once that another tab had to send again after the backup", async () => {
    const { clock, browser, backend, backup, restore } = createRestorable();
    const shared = { clock, browser, customerId: "ana" };
    const [one, two] = [openFakeClient(backend, shared), openFakeClient(backend, shared)];
    one.chat.open();
    await clock.advance(0);
    const { id } = await one.chat.send("mine");
    await clock.advance(0);
    restore();
    for (let line = 0; line < 3; line += 1) backup.of("ana").say(`new ${line}`);
    const context = {};
    const sentAt = new Date(clock.now()).toISOString();
    const result = await backend.send(
      { id, text: "mine", sentAt, context },
      { token: tokenOf("ana"), signal: new AbortController().signal },
    );
    const shown: number[] = [];
    const count = () => transcript(one.chat).filter((text) => text === "mine").length;
    const stop = one.chat.items.subscribe(() => shown.push(count()));
    browser.shout({ type: "sent", sub: "ana", gen: 0, id, result });
    await clock.advance(10_000);
    stop();
    expect(shown).not.toContain(2);
    expect(transcript(one.chat)).toEqual(["before the backup", "new 0", "new 1", "new 2", "mine"]);
    two.chat.dispose();
  });

  it("does not go on calling closed what the restored server has open", async () => {
    const { chat, clock, lost, backup, restore } = createRestorable();
    backup.of("ana").setState("active");
    for (let change = 0; change < 5; change += 1) lost.of("ana").setState("closed");
    await chat.send("Hello?");
    await clock.advance(0);
    expect(chat.conversation.peek()?.state).toBe("closed");
    restore();
    chat.open();
    await clock.advance(10_000);
    expect(chat.conversation.peek()?.state).toBe("active");
  });

  it("goes for the newest page at once when too much has changed for catching up", async () => {
    const server = createFakeBackend();
    const { chat, clock, page } = openFakeClient(server);
    chat.open();
    await clock.advance(0);
    page.set({ isVisible: false });
    for (let line = 0; line < 1100; line += 1) server.of("ana").say(`line ${line}`, true);
    const before = server.calls.length;
    page.set({ isVisible: true });
    await clock.advance(0);
    expect(server.calls.slice(before)).toContain("newest ana");
    expect(transcript(chat).at(-1)).toBe("line 1099");
  });

  it("stays as far off as the server's good-bye asked, though the customer writes meanwhile", async () => {
    const backend = createFakeBackend();
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    backend.bye(60_000);
    await clock.advance(0);
    for (const text of ["one", "two", "three"]) {
      await chat.send(text);
      await clock.advance(1000);
    }
    expect(transcript(chat)).toEqual(["one", "two", "three"]);
    expect(backend.count("stream")).toBe(1);
  });
});

describe("a conversation that is set aside", () => {
  it("is no return of the customer who had the panel open all the time, until they type", async () => {
    const backend = createFakeBackend();
    const ana = backend.of("ana");
    ana.setState("active");
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    await clock.advance(0);
    ana.setState("waiting");
    for (let stream = 0; stream < 2; stream += 1) {
      backend.bye(2000);
      await clock.advance(10_000);
    }
    expect(chat.conversation.peek()?.state).toBe("waiting");
    expect(backend.count("stream")).toBe(3);
    expect(backend.count("presence")).toBe(0);
    chat.setDraft("Are you");
    chat.setDraft("Are you there?");
    await clock.advance(0);
    expect(backend.count("presence")).toBe(1);
  });
});

describe("what is unread", () => {
  it("grows by what comes while the panel is closed, however much was unread before", async () => {
    const server = createFakeBackend();
    const ana = server.of("ana");
    for (let n = 0; n < 80; n += 1) ana.say("unread");
    ana.setState("active");
    // All of it never gets here, so it can't be counted here.
    const { chat, clock } = openFakeClient(alter(server, { older: neverAnswers }));
    chat.open();
    await clock.advance(0);
    chat.close();
    await clock.advance(1000);
    expect(chat.unreadCount.peek()).toBe(80);
    ana.say("more");
    await clock.advance(65_000);
    expect(chat.unreadCount.peek()).toBe(81);
  });
});

describe("a listener of the host that throws", () => {
  /** What was reported to the host: in Node there is no `reportError`. */
  function listenToReports() {
    return vi.spyOn(console, "error").mockImplementation(() => undefined);
  }

  it("does not stop the chat when it listens to a signal", async () => {
    using reports = listenToReports();
    const backend = createFakeBackend();
    const ana = backend.of("ana");
    ana.say("one");
    const { chat, clock } = openFakeClient(backend);
    chat.open();
    const bug = new Error("the host's");
    chat.items.subscribe(({ length }) => {
      if (length === 1) throw bug;
    });
    await clock.advance(0);
    ana.say("two");
    await clock.advance(60_000);
    expect(transcript(chat)).toEqual(["one", "two"]);
    expect(reports).toHaveBeenCalledWith(bug);
  });

  it("stops neither the chat nor other listeners when it listens to an event", async () => {
    using reports = listenToReports();
    const backend = createFakeBackend();
    const ana = backend.of("ana");
    const { chat, clock } = openFakeClient(backend);
    const bug = new Error("the host's");
    const received: string[] = [];
    chat.on("message:received", () => {
      throw bug;
    });
    chat.on("message:received", ({ text }) => received.push(text));
    chat.open();
    await clock.advance(0);
    // One gap, so both come with one answer.
    ana.say("one", true);
    ana.say("two");
    await clock.advance(60_000);
    expect(transcript(chat)).toEqual(["one", "two"]);
    expect(received).toEqual(["one", "two"]);
    expect(reports.mock.calls).toEqual([[bug], [bug]]);
  });
});
