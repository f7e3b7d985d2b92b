// What an enemy of the engine tries: moments, orders and answers that nobody means to happen.

import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import { ChatError } from "../../src/errors.ts";
import { transcript } from "../support/client.ts";
import { type FakeBackend, type FakeClient, neverAnswers, tokenOf } from "../support/fake-backend.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { setUpTabs } from "../support/fake-tabs.ts";

async function everythingIn({ storage }: Pick<FakeClient, "storage">): Promise<string> {
  return JSON.stringify([...(await storage.readAll())]);
}

const status = ({ chat }: FakeClient) => chat.identity.peek().status;
const down = () => new ChatError("network", "down");

/** A long-poll that ends as the server's do: with nothing, when the wait is over. */
function endingWait(server: FakeBackend, clock: FakeClock): Required<Backend>["waitForChanges"] {
  return (options) => {
    const { promise, resolve } = Promise.withResolvers<null>();
    clock.setTimer(() => resolve(null), options.waitSeconds * 1000);
    return Promise.race([server.waitForChanges(options), promise]);
  };
}

describe("a message that the server can't take", () => {
  const failing: Partial<Backend> = { send: () => Promise.reject(new ChatError("server", "500")) };

  it.each(["stream", "polling"])("keeps nobody from hearing what agents write, by %s", async (way) => {
    const { clock, openTabs, ana, server } = setUpTabs({
      canStream: way === "stream",
      change: () => failing,
    });
    const [{ chat }] = await openTabs(1);
    await chat.send("Hello");
    await clock.advance(30_000);
    server.bye(1000);
    await clock.advance(1);
    ana.say("Are you there?");
    await clock.advance(200_000);
    expect(transcript(chat)).toEqual(["Are you there?"]);
  });
});

describe("a message that failed", () => {
  it("does not wait for the end of a long-poll", async () => {
    let failuresLeft = 2;
    const { clock, openTabs, ana } = setUpTabs({
      canStream: false,
      canLongPoll: true,
      change: (server, time) => ({
        waitForChanges: endingWait(server, time),
        send: (message, options) => {
          failuresLeft -= 1;
          return failuresLeft >= 0 ? Promise.reject(down()) : server.send(message, options);
        },
      }),
    });
    const [{ chat }] = await openTabs(1);
    await chat.send("Hello");
    await clock.advance(100);
    // The next long-poll begins while things fail.
    ana.say("news");
    await clock.advance(12_000);
    expect(transcript(chat)).toEqual(["news", "Hello"]);
  });
});

describe("an opaque token that another tab got", () => {
  it("is not used for the customer before, when it is somebody else's", async () => {
    let token = "ana-1";
    const { clock, server, openTabs } = setUpTabs({
      getToken: async () => token,
      change: (inner, time) => ({
        // The backend takes its time to say whose it is.
        session: async (options) => {
          if (options.token === "bob-1") await new Promise<void>((resolve) => time.setTimer(resolve, 300));
          return inner.session(options);
        },
      }),
    });
    const [one, two] = await openTabs(2);
    server.revoked.add("ana-1");
    token = "bob-1";
    await one.chat.send("first of ana");
    await clock.advance(100);
    await two.chat.send("second of ana");
    await clock.advance(60_000);
    expect(server.count("send bob")).toBe(0);
  });
});

describe("a sign-in", () => {
  it("asks this page's host, whatever token another tab tells of meanwhile", async () => {
    const answers: ((token: string) => void)[] = [];
    let isSlow = false;
    const slowHost = () =>
      isSlow ? new Promise<string>((resolve) => answers.push(resolve)) : Promise.resolve(tokenOf("ana", 100));
    const { clock, openTab } = setUpTabs({ canStream: false });
    const [slow, tab] = [openTab({ getToken: slowHost }), openTab()];
    for (const { chat } of [slow, tab]) chat.open();
    await clock.advance(0);
    isSlow = true;
    await clock.advance(85_000);
    expect(answers).toHaveLength(1);
    tab.chat.signIn(async () => tokenOf("bob"));
    await clock.advance(0);
    answers[0]?.(tokenOf("ana", 200));
    await clock.advance(0);
    expect(tab.chat.identity.peek()).toMatchObject({ customer: { id: "bob" } });
  });
});

describe("a getToken() that never answers", () => {
  it("makes nobody wait for it any more once the host signs the customer in anew", async () => {
    let isStuck = false;
    const getToken = async () => (isStuck ? neverAnswers() : tokenOf("ana", 100));
    const { clock, browser, openTabs } = setUpTabs({ canStream: false, getToken });
    const [tab, other] = await openTabs(2);
    other.chat.close();
    isStuck = true;
    await clock.advance(85_000);
    isStuck = false;
    tab.chat.signIn();
    await clock.advance(0);
    expect(browser.held().filter((name) => name.includes(":token:"))).toEqual([]);
    await other.chat.send("at once");
    await clock.advance(0);
    expect(transcript(other.chat)).toEqual(["at once"]);
  });
});

describe("a token of somebody else", () => {
  it("hides what is the customer's at once, though the host can't say any more who it is", async () => {
    let answer = async () => tokenOf("ana", 100);
    const { clock, openTab, ana } = setUpTabs({ canStream: false, getToken: () => answer() });
    ana.say("secret of ana");
    const tab = openTab({ customerId: null });
    tab.chat.open();
    await clock.advance(0);
    expect(transcript(tab.chat)).toEqual(["secret of ana"]);
    answer = async () => {
      answer = () => Promise.reject(down());
      return tokenOf("bob");
    };
    await clock.advance(85_000);
    expect([status(tab), transcript(tab.chat)]).toEqual(["unknown", []]);
  });
});

describe("a browser that refuses the channel", () => {
  it("has a chat all the same", async () => {
    const { clock, openTab, browser } = setUpTabs();
    const openChannel = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    const { chat } = openTab({ browser: { ...browser, openChannel } });
    chat.open();
    await chat.send("Hello");
    await clock.advance(0);
    expect(transcript(chat)).toEqual(["Hello"]);
  });
});

describe("a chat that a listener disposes of", () => {
  it.each<[when: string, arrange: (chat: FakeClient["chat"]) => void]>([
    ["is told to sign in", (chat) => chat.on("signin:needed", chat.dispose)],
    [
      "sees the connection",
      (chat) => chat.on("connection:change", (now) => now === "idle" && chat.dispose()),
    ],
  ])("shows and writes nothing more, when it %s", async (_, arrange) => {
    const { clock, openTab } = setUpTabs({ getToken: async () => null, customerId: null });
    const tab = openTab();
    arrange(tab.chat);
    const before = await everythingIn(tab);
    tab.chat.open();
    await clock.advance(1000);
    expect(tab.chat.identity.peek()).toEqual({ status: "unknown" });
    expect(await everythingIn(tab)).toBe(before);
    expect(clock.pendingCount()).toBe(0);
  });

  it("loads no transcript", async () => {
    const { clock, openTab } = setUpTabs();
    const { chat } = openTab();
    chat.on("connection:change", chat.dispose);
    chat.open();
    await clock.advance(1000);
    expect(chat.history.peek()).toBe("none");
  });
});

describe("doubts whose page it is", () => {
  it("make nobody wait who comes back to the page an hour later", async () => {
    const { clock, openTab, browser } = setUpTabs();
    const tab = openTab({ customerId: null });
    tab.chat.open();
    await clock.advance(0);
    for (let doubt = 0; doubt < 4; doubt += 1) {
      browser.shout({ type: "who", sub: "bob", isFinal: false });
      await clock.advance(20_000);
    }
    await clock.advance(3_600_000);
    tab.page.set({ isVisible: false });
    await clock.advance(61_000);
    tab.page.set({ isVisible: true });
    await clock.advance(0);
    expect(status(tab)).toBe("signed-in");
  });
});

describe("before the browser's storage was read", () => {
  async function leaveOpen({ clock, openTab }: ReturnType<typeof setUpTabs>): Promise<void> {
    const { chat } = openTab();
    chat.open();
    await clock.advance(0);
    chat.dispose();
  }

  it.each(["ana", null])("a sign-out holds, the host names %s", async (customerId) => {
    const setting = setUpTabs();
    await leaveOpen(setting);
    const tab = setting.openTab({ customerId });
    void tab.chat.signOut();
    await setting.clock.advance(1000);
    expect([status(tab), tab.chat.isOpen.peek()]).toEqual(["signed-out", false]);
  });

  it("a panel that is closed stays closed", async () => {
    const setting = setUpTabs();
    await leaveOpen(setting);
    const { chat } = setting.openTab({ customerId: null, getToken: neverAnswers });
    chat.close();
    await setting.clock.advance(1000);
    expect(chat.isOpen.peek()).toBe(false);
  });
});

describe("a sign-out", () => {
  it("counts what was written while it was not known by whom", async () => {
    let isSlow = false;
    const getToken = async () => (isSlow ? neverAnswers() : tokenOf("ana"));
    const { clock, openTab } = setUpTabs({ getToken, change: () => ({ send: neverAnswers }) });
    const { chat, page } = openTab({ customerId: null });
    chat.open();
    await clock.advance(0);
    await chat.send("one");
    page.set({ isVisible: false });
    await clock.advance(61_000);
    isSlow = true;
    page.set({ isVisible: true });
    const sending = chat.send("two");
    const [leaving] = await Promise.allSettled([chat.signOut(), sending]);
    expect(leaving).toMatchObject({ value: { unsentCount: 2 } });
    await expect(sending).rejects.toMatchObject({ code: "signed-out" });
  });

  it("leaves the panel closed for whoever signs in next", async () => {
    const { clock, openTab } = setUpTabs();
    const { chat } = openTab();
    chat.open();
    await clock.advance(0);
    await chat.signOut();
    chat.signIn(async () => tokenOf("bob"));
    await clock.advance(0);
    expect(chat.identity.peek()).toMatchObject({ customer: { id: "bob" } });
    expect(chat.isOpen.peek()).toBe(false);
  });
});

describe("what another tab stores", () => {
  it("does not close the panel that was left open", async () => {
    const { clock, openTab } = setUpTabs();
    const [{ chat }] = [openTab(), openTab()];
    chat.open();
    await clock.advance(0);
    // The other one hears of it, and stores that a conversation goes on.
    await chat.send("Hello");
    await clock.advance(0);
    chat.dispose();
    const next = openTab();
    await clock.advance(0);
    expect(next.chat.isOpen.peek()).toBe(true);
  });

  it.each(["hears nothing", "slept"])("takes no draft away, by a tab that %s", async (what) => {
    const { clock, openTab, ana } = setUpTabs(what === "slept" ? {} : { without: ["openChannel"] });
    ana.setState("active");
    const [one, two] = [openTab(), openTab()];
    await clock.advance(0);
    if (what === "slept") two.page.set({ isVisible: false, isSuspended: true });
    one.chat.setDraft("half a sentence");
    await clock.advance(0);
    two.page.set({ isVisible: true, isSuspended: false });
    // A look, and what came of it is stored.
    await clock.advance(31_000);
    one.chat.dispose();
    const next = openTab();
    await clock.advance(0);
    expect(next.chat.draft.peek()).toBe("half a sentence");
  });

  it("is in the composer of a tab that slept, once it is back", async () => {
    const { clock, openTabs } = setUpTabs();
    const [one, two] = await openTabs(2);
    one.chat.setDraft("Hello");
    await clock.advance(0);
    two.page.set({ isVisible: false, isSuspended: true });
    await one.chat.send("Hello");
    await clock.advance(0);
    two.page.set({ isVisible: true, isSuspended: false });
    await clock.advance(0);
    expect([transcript(two.chat), two.chat.draft.peek()]).toEqual([["Hello"], ""]);
  });
});

describe("a client that polls long because streams did not work", () => {
  it("tries the stream once more after ten minutes, though all goes well", async () => {
    let isBlocked = true;
    const { clock, openTabs, server, count } = setUpTabs({
      canLongPoll: true,
      change: (inner, time) => ({
        stream: (options) => {
          if (isBlocked) throw new ChatError("unsupported", "no streams here");
          return inner.stream(options);
        },
        waitForChanges: endingWait(inner, time),
      }),
    });
    await openTabs(1);
    await clock.advance(60_000);
    expect(count("wait")).toBeGreaterThan(1);
    isBlocked = false;
    await clock.advance(11 * 60_000);
    expect(server.streamCount()).toBe(1);
  });
});

describe("what is written while it is in doubt who it is", () => {
  async function hide(tab: FakeClient): Promise<void> {
    tab.page.set({ isVisible: false });
    await tab.clock.advance(61_000);
  }

  it.each(["the host", "another tab, and then the host"])(
    "is the next customer's, as %s says",
    async (who) => {
      const answer = Promise.withResolvers<string>();
      let isAway = false;
      const getToken = async () => (isAway ? answer.promise : tokenOf("ana"));
      const { clock, openTab, browser, server } = setUpTabs({ getToken, customerId: null });
      const tab = openTab();
      const { chat } = tab;
      chat.open();
      chat.setDraft("of ana");
      await clock.advance(0);
      await hide(tab);
      isAway = true;
      tab.page.set({ isVisible: true });
      await clock.advance(0);
      const sending = chat.send("written by bob");
      chat.setDraft("typed by bob");
      await clock.advance(0);
      if (who !== "the host") browser.shout({ type: "who", sub: "bob", isFinal: false });
      await clock.advance(0);
      expect(chat.pending.peek()).toMatchObject([{ text: "written by bob", state: "queued" }]);
      answer.resolve(tokenOf("bob"));
      await clock.advance(0);
      await sending;
      expect(chat.draft.peek()).toBe("typed by bob");
      expect(server.count("send bob written by bob")).toBe(1);
    },
  );
});

describe("a transcript that is only partly here", () => {
  it("is not told to be loading each time that the client looks for news", async () => {
    const { clock, openTabs, ana } = setUpTabs({ canStream: false });
    for (let line = 0; line < 2400; line += 1) ana.say("line", true);
    const [{ chat }] = await openTabs(1);
    for (let n = 0; n < 5; n += 1) await clock.advance(10);
    expect(chat.history.peek()).toBe("partial");
    const seen: string[] = [];
    chat.history.subscribe((history) => seen.push(history));
    await clock.advance(20_000);
    expect(seen).toEqual(["partial"]);
  });
});

describe("a page that comes back to an opaque token that is refused", () => {
  it("does not tell the name of whoever was here before", async () => {
    const { clock, openTab, server } = setUpTabs({ getToken: async () => "ana-1", customerId: null });
    const tab = openTab();
    tab.chat.open();
    await clock.advance(0);
    tab.page.set({ isVisible: false });
    await clock.advance(61_000);
    server.revoked.add("ana-1");
    tab.page.set({ isVisible: true });
    await clock.advance(0);
    expect(tab.chat.connection.peek()).toBe("auth-required");
    expect(tab.chat.identity.peek()).toEqual({ status: "unknown" });
  });
});

describe("a tab whose token is refused", () => {
  it("keeps no other tab from the connection", async () => {
    const { clock, openTab, server, ana } = setUpTabs();
    const [stuck, other] = [
      openTab({ getToken: async () => tokenOf("ana", 100) }),
      openTab({ getToken: async () => tokenOf("ana", 200) }),
    ];
    stuck.chat.open();
    await clock.advance(0);
    server.revoked.add(tokenOf("ana", 100));
    server.bye(1000);
    await clock.advance(2000);
    expect(status(stuck)).toBe("expired");
    other.chat.open();
    await clock.advance(1000);
    ana.say("Hello");
    await clock.advance(0);
    expect(transcript(other.chat)).toEqual(["Hello"]);
  });
});

describe("a browser that was wiped", () => {
  it.each(["draft", "look"])("takes no late %s of a customer once another one has come", async (what) => {
    let sub = "ana";
    const getToken = async () => tokenOf(sub);
    const { clock, openTab, browser, ana } = setUpTabs({ getToken, without: ["openChannel"] });
    ana.setState("active");
    const one = openTab();
    await clock.advance(0);
    await browser.storage.update((all) => new Map([...all.keys()].map((key) => [key, undefined])));
    sub = "bob";
    const two = openTab({ customerId: "bob" });
    two.chat.open();
    await clock.advance(0);
    if (what === "draft") one.chat.setDraft("canary");
    else await clock.advance(30_000);
    await clock.advance(0);
    expect(await everythingIn(two)).not.toMatch(/canary|ana/);
    expect(status(two)).toBe("signed-in");
  });
});

describe("a message whose answer is lost", () => {
  it.each(["stream", "polling"])("is told to be sent, once, when the %s tells of it", async (way) => {
    let isLost = true;
    const { clock, openTabs } = setUpTabs({
      canStream: way === "stream",
      change: (server) => ({
        send: async (message, options) => {
          const result = await server.send(message, options);
          if (isLost) throw down();
          return result;
        },
      }),
    });
    const [{ chat }] = await openTabs(1);
    const sent: string[] = [];
    chat.on("message:sent", ({ text }) => sent.push(text));
    await chat.send("one");
    await clock.advance(10_000);
    isLost = false;
    await chat.send("two");
    await clock.advance(10_000);
    expect(chat.pending.peek()).toEqual([]);
    expect(sent).toEqual(["one", "two"]);
  });
});
