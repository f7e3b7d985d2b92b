// Several tabs of one browser: real engines over shared storage, locks and a channel; the clock and the backend are the test's.

import { describe, expect, it } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { transcript } from "../support/client.ts";
import { type FakeClient, neverAnswers, tokenOf } from "../support/fake-backend.ts";
import { setUpTabs } from "../support/fake-tabs.ts";

const texts = (tabs: readonly FakeClient[]) => tabs.map(({ chat }) => transcript(chat));
const pending = ({ chat }: FakeClient) => chat.pending.peek().map(({ text, state }) => `${text} ${state}`);
const status = ({ chat }: FakeClient) => chat.identity.peek().status;

describe("ten tabs with open panels", () => {
  it("have one stream among them, and all of them hear what it tells, without asking", async () => {
    const { clock, server, ana, openTabs } = setUpTabs();
    const tabs = await openTabs(10);
    expect(server.streamCount()).toBe(1);
    const before = server.calls.length;
    ana.say("Hello");
    await clock.advance(0);
    expect(texts(tabs)).toEqual(Array.from({ length: 10 }, () => ["Hello"]));
    expect(server.calls).toHaveLength(before);
  });

  it.each(["close the panel", "hide", "freeze", "go"])(
    "hand the stream on when the one that has it happens to %s",
    async (what) => {
      const { clock, server, ana, openTabs } = setUpTabs();
      const [first, ...others] = await openTabs(3);
      if (what === "close the panel") first.chat.close();
      if (what === "hide") first.page.set({ isVisible: false });
      if (what === "freeze") first.page.set({ isVisible: false, isSuspended: true });
      if (what === "go") first.chat.dispose();
      await clock.advance(0);
      expect(server.streamCount()).toBe(1);
      ana.say("still heard");
      await clock.advance(0);
      expect(texts(others)).toEqual([["still heard"], ["still heard"]]);
    },
  );

  it("ask for themselves what they did not hear from where they are", async () => {
    const { clock, ana, count, openTabs } = setUpTabs();
    const [leader, follower] = await openTabs(2);
    follower.page.set({ isVisible: false, isSuspended: true });
    ana.say("missed");
    await clock.advance(0);
    follower.page.set({ isVisible: true, isSuspended: false });
    await clock.advance(0);
    expect(texts([leader, follower])).toEqual([["missed"], ["missed"]]);
    const before = count("changes");
    ana.say("heard");
    await clock.advance(0);
    expect(texts([leader, follower])).toEqual([
      ["missed", "heard"],
      ["missed", "heard"],
    ]);
    expect(count("changes")).toBe(before);
  });

  it("never apply what does not begin where they are", async () => {
    const { clock, ana, browser, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    ana.say("one");
    await clock.advance(0);
    const delta = { from: "e1.77", items: [], cursor: "e1.99", more: false, conversation: null };
    browser.shout({ type: "delta", sub: "ana", gen: 0, delta });
    await clock.advance(0);
    ana.say("two");
    await clock.advance(0);
    expect(texts(tabs)).toEqual([
      ["one", "two"],
      ["one", "two"],
    ]);
  });

  it("look each half minute beside what they hear", async () => {
    const { clock, ana, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    ana.say("told to nobody", true);
    await clock.advance(31_000);
    expect(transcript(tabs[1].chat)).toEqual(["told to nobody"]);
  });
});

describe("a browser without", () => {
  it("locks: each tab has a stream of its own, and nothing is shown twice", async () => {
    const { clock, server, ana, openTabs } = setUpTabs({ without: ["locks"] });
    const tabs = await openTabs(3);
    expect(server.streamCount()).toBe(3);
    ana.say("Hello");
    await clock.advance(0);
    expect(texts(tabs)).toEqual([["Hello"], ["Hello"], ["Hello"]]);
    expect(server.count("changes")).toBe(0);
  });

  it("a channel: those without the stream look each 4 s", async () => {
    const { clock, server, ana, openTabs } = setUpTabs({ without: ["openChannel"] });
    const tabs = await openTabs(3);
    expect(server.streamCount()).toBe(1);
    ana.say("Hello");
    await clock.advance(4000);
    expect(texts(tabs)).toEqual([["Hello"], ["Hello"], ["Hello"]]);
  });

  it("either: a message still arrives once, and a reload finds what was unsent", async () => {
    const { clock, server, openTabs, openTab } = setUpTabs({ without: ["locks", "openChannel"] });
    const [one, two] = await openTabs(2);
    server.fault = new ChatError("network", "down");
    await one.chat.send("from one");
    await two.chat.send("from two");
    one.chat.dispose();
    two.chat.dispose();
    server.fault = null;
    const later = openTab();
    later.chat.open();
    await clock.advance(60_000);
    expect(transcript(later.chat)).toEqual(["from one", "from two"]);
  });
});

describe("what is written in one tab", () => {
  it("is shown as unsent in the others, sent once, and settled in all", async () => {
    const { clock, server, count, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    server.fault = new ChatError("network", "down");
    await tabs[0].chat.send("Hello");
    await clock.advance(0);
    expect(tabs.map(pending)).toEqual([["Hello queued"], ["Hello queued"]]);
    server.fault = null;
    const tries = count("send");
    await clock.advance(5000);
    expect(tabs.map(pending)).toEqual([[], []]);
    expect(texts(tabs)).toEqual([["Hello"], ["Hello"]]);
    expect(count("send")).toBe(tries + 1);
  });

  it("is sent by another tab when the one where it was written is gone", async () => {
    const { clock, server, openTabs } = setUpTabs();
    const [writer, other] = await openTabs(2);
    server.fault = new ChatError("network", "down");
    await writer.chat.send("Hello");
    await clock.advance(0);
    writer.chat.dispose();
    server.fault = null;
    await clock.advance(60_000);
    expect(transcript(other.chat)).toEqual(["Hello"]);
    expect(pending(other)).toEqual([]);
  });

  it("keeps the order of writing over tabs, one at a time", async () => {
    const { clock, server, openTabs } = setUpTabs();
    const [one, two] = await openTabs(2);
    server.fault = new ChatError("network", "down");
    for (let turn = 0; turn < 4; turn += 1) await [one, two][turn % 2]?.chat.send(`line ${turn}`);
    server.fault = null;
    await clock.advance(60_000);
    expect(transcript(one.chat)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
    expect(transcript(two.chat)).toEqual(transcript(one.chat));
  });

  it("and discarded there comes back in none", async () => {
    const { clock, server, openTab, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    server.fault = new ChatError("rejected", "no", { problem: "invalid-text" });
    const { id } = await tabs[0].chat.send("refused");
    await clock.advance(0);
    expect(tabs.map(pending)).toEqual([["refused failed"], ["refused failed"]]);
    await tabs[1].chat.discard(id);
    await clock.advance(0);
    await tabs[0].chat.send("next");
    await clock.advance(0);
    expect(tabs.map(pending)).toEqual([["next failed"], ["next failed"]]);
    expect(pending(openTab())).toEqual([]);
  });

  it("as a draft is in the composer of all, and empty in all when it was sent", async () => {
    const { clock, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    tabs[0].chat.setDraft("half a sen");
    await clock.advance(0);
    expect(tabs[1].chat.draft.peek()).toBe("half a sen");
    tabs[1].chat.setDraft("");
    await clock.advance(0);
    expect(tabs[0].chat.draft.peek()).toBe("");
  });

  it("stands once, and in the order of the server, also in tabs that have no transcript yet", async () => {
    const { clock, server, openTab } = setUpTabs();
    const [one, two, cold] = [openTab(), openTab(), openTab()];
    await clock.advance(0);
    await one.chat.send("first");
    await two.chat.send("second");
    await clock.advance(0);
    const texts = ["first", "second"];
    expect([one, two, cold].map(({ chat }) => transcript(chat))).toEqual([texts, texts, texts]);
    expect(server.count("newest")).toBe(0);
  });

  it("does not wait for a tab that sleeps in the middle of sending", async () => {
    const { clock, server, browser, openTabs } = setUpTabs();
    const [, other] = await openTabs(2);
    void browser.locks.hold(`ajar:${server.id}:send:ana`, new AbortController().signal, neverAnswers);
    await other.chat.send("Hello");
    await clock.advance(6000);
    expect(transcript(other.chat)).toEqual(["Hello"]);
  });
});

describe("a tab that is disposed of", () => {
  it("gives the lead back also when it goes in the moment that it gets it", async () => {
    const { clock, server, ana, browser, openTabs } = setUpTabs();
    const [first, second, third] = await openTabs(3);
    // Out of view already, and not told yet.
    second.page.state = () => ({ isVisible: false, isOnline: true, isSuspended: false });
    first.chat.dispose();
    await clock.advance(0);
    ana.say("heard");
    await clock.advance(0);
    expect(third && transcript(third.chat)).toEqual(["heard"]);
    expect([server.streamCount(), browser.held().length]).toEqual([1, 1]);
  });

  it("leaves no lock, no channel, no stream and no timer, also while it waits for its turn", async () => {
    const { clock, server, browser, openTabs } = setUpTabs();
    const stuck = new AbortController();
    const held = browser.locks.hold(
      `ajar:${server.id}:send:ana`,
      new AbortController().signal,
      () => new Promise<void>((resolve) => stuck.signal.addEventListener("abort", () => resolve())),
    );
    const tabs = await openTabs(3);
    await tabs[0].chat.send("waits for its turn");
    await clock.advance(100);
    for (const { chat } of tabs) chat.dispose();
    stuck.abort();
    await held;
    await clock.advance(0);
    expect([clock.pendingCount(), browser.held(), browser.channelCount(), server.streamCount()]).toEqual([
      0,
      [],
      0,
      0,
    ]);
  });
});

describe("what was read in one tab", () => {
  it("is read in all, also where the panel is closed", async () => {
    const { clock, ana, openTab } = setUpTabs();
    ana.setState("active");
    ana.say("Hello");
    const [one, two] = [openTab(), openTab()];
    one.chat.open();
    await clock.advance(0);
    expect(two.chat.unreadCount.peek()).toBe(1);
    one.chat.markRead(one.chat.items.peek().at(-1)?.pos ?? 0);
    await clock.advance(0);
    expect([one.chat.unreadCount.peek(), two.chat.unreadCount.peek()]).toEqual([0, 0]);
  });

  it("is not what a tab out of view has scrolled past", async () => {
    const { clock, ana, openTab } = setUpTabs();
    ana.setState("active");
    ana.say("Hello");
    const { chat, page } = openTab();
    chat.open();
    await clock.advance(0);
    page.set({ isVisible: false });
    chat.markRead(99);
    expect(chat.unreadCount.peek()).toBe(1);
  });
});

describe("a customer who signs out in one tab", () => {
  it("is signed out in all, at once and without asking the host, and nothing is left", async () => {
    const { clock, browser, openTabs } = setUpTabs();
    const tabs = await openTabs(3);
    await tabs[0].chat.send("canary");
    tabs[1].chat.setDraft("canary draft");
    await clock.advance(0);
    await tabs[0].chat.signOut();
    await clock.advance(0);
    expect(tabs.map(status)).toEqual(["signed-out", "signed-out", "signed-out"]);
    expect(texts(tabs)).toEqual([[], [], []]);
    expect(JSON.stringify([...(await browser.storage.readAll())])).not.toContain("canary");
  });

  it("and comes back in one is asked for again in the others", async () => {
    const { clock, openTabs } = setUpTabs();
    const tabs = await openTabs(2);
    await tabs[0].chat.signOut();
    await clock.advance(0);
    tabs[1].chat.signIn();
    await clock.advance(0);
    expect(tabs.map(status)).toEqual(["signed-in", "signed-in"]);
  });

  it("is replaced in all tabs by another one who signs in", async () => {
    let sub = "ana";
    const getToken = async () => tokenOf(sub);
    const { clock, server, openTabs } = setUpTabs({ getToken });
    server.of("ana").say("canary");
    const tabs = await openTabs(2);
    expect(texts(tabs)).toEqual([["canary"], ["canary"]]);
    sub = "bob";
    tabs[0].chat.signIn();
    await clock.advance(0);
    expect(texts(tabs)).toEqual([[], []]);
    expect(tabs.map(({ chat }) => chat.identity.peek())).toEqual([
      { status: "signed-in", customer: { id: "bob", name: "bob" } },
      { status: "signed-in", customer: { id: "bob", name: "bob" } },
    ]);
  });

  it("does not make two pages whose hosts disagree drive each other", async () => {
    const { clock, server, openTab } = setUpTabs();
    let asked = 0;
    const says = (sub: string) => async () => {
      asked += 1;
      return tokenOf(sub);
    };
    const clients = [
      openTab({ getToken: says("ana") }),
      openTab({ getToken: says("bob"), customerId: "bob" }),
    ];
    for (const { chat } of clients) chat.open();
    await clock.advance(60_000);
    expect(asked).toBeLessThan(30);
    expect(server.calls.length).toBeLessThan(120);
  });
});

describe("tokens", () => {
  it("that ran out are replaced by one question for all tabs", async () => {
    let asked = 0;
    const getToken = async () => {
      asked += 1;
      return tokenOf("ana", 100 + asked);
    };
    const { clock, openTabs, server } = setUpTabs({ getToken, canStream: false });
    await openTabs(5);
    const before = asked;
    await clock.advance(85_000);
    expect(asked).toBe(before + 1);
    expect(server.count("changes")).toBeGreaterThan(10);
  });

  it("that were refused in ten tabs are replaced by one question", async () => {
    let asked = 0;
    const getToken = async () => {
      asked += 1;
      return tokenOf("ana", 1000 + asked);
    };
    const { clock, server, openTabs } = setUpTabs({ getToken });
    const tabs = await openTabs(10);
    expect(asked).toBe(1);
    server.revoked.add(tokenOf("ana", 1001));
    for (const { page } of tabs) page.set({ isOnline: false });
    for (const { page } of tabs) page.set({ isOnline: true });
    await clock.advance(10_000);
    expect(asked).toBe(2);
    expect(tabs.map(status)).toEqual(tabs.map(() => "signed-in"));
  });
});

describe("a page that comes back", () => {
  it("shows nothing of anybody until the host has said who it is", async () => {
    const answers: (() => void)[] = [];
    let isSlow = false;
    const getToken = async () => {
      if (isSlow) await new Promise<void>((resolve) => answers.push(resolve));
      return tokenOf("ana");
    };
    const { clock, ana, openTab } = setUpTabs({ getToken });
    ana.say("Hello");
    const tab = openTab({ customerId: null });
    tab.chat.open();
    await clock.advance(0);
    tab.chat.setDraft("half");
    tab.page.set({ isVisible: false });
    await clock.advance(61_000);
    isSlow = true;
    tab.page.set({ isVisible: true });
    await clock.advance(0);
    expect([status(tab), transcript(tab.chat), tab.chat.draft.peek()]).toEqual(["unknown", [], ""]);
    answers[0]?.();
    await clock.advance(0);
    expect([status(tab), transcript(tab.chat), tab.chat.draft.peek()]).toEqual([
      "signed-in",
      ["Hello"],
      "half",
    ]);
  });

  it("finds out what it did not hear while it was suspended: somebody else is the customer now", async () => {
    let sub = "ana";
    const getToken = async () => tokenOf(sub);
    const { clock, server, openTabs } = setUpTabs({ getToken });
    server.of("ana").say("canary");
    const [one, two] = await openTabs(2);
    two.page.set({ isVisible: false, isSuspended: true });
    sub = "bob";
    one.chat.signIn();
    await clock.advance(0);
    expect(transcript(two.chat)).toEqual(["canary"]);
    two.page.set({ isVisible: true, isSuspended: false });
    await clock.advance(0);
    expect([status(two), transcript(two.chat)]).toEqual(["signed-in", []]);
  });
});
