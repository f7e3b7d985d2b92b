// Typing, hours that change, and ratings over time: the real engine, the clock and the backend are the test's.

import { describe, expect, it } from "vitest";
import { ChatError } from "../../src/errors.ts";
import type { Author } from "../../src/model/item.ts";
import { alter, createFakeBackend, openFakeClient } from "../support/fake-backend.ts";
import { setUpTabs } from "../support/fake-tabs.ts";

const rui: Author = { role: "agent", id: "rui", name: "Rui" };
const mia: Author = { role: "agent", id: "mia", name: "Mia" };

async function setUp(change: Parameters<typeof alter>[1] = {}) {
  const backend = createFakeBackend();
  const ana = backend.of("ana");
  ana.setState("active");
  const client = openFakeClient(alter(backend, change), { customerId: "ana" });
  client.chat.open();
  await client.clock.advance(0);
  return {
    ...client,
    backend,
    ana,
    type: (on: boolean, author = rui) => ana.tellLive({ type: "typing", author, on }),
  };
}

describe("an agent who types", () => {
  it("is shown until they stop", async () => {
    const { chat, clock, type } = await setUp();
    type(true);
    await clock.advance(0);
    expect(chat.typing.peek()).toEqual(rui);
    type(false, mia);
    await clock.advance(0);
    expect(chat.typing.peek()).toEqual(rui);
    type(false);
    await clock.advance(0);
    expect(chat.typing.peek()).toBeNull();
  });

  it("is shown for 6 s after the last that was heard of it", async () => {
    const { chat, clock, type } = await setUp();
    type(true);
    await clock.advance(5000);
    type(true);
    await clock.advance(5900);
    expect(chat.typing.peek()).toEqual(rui);
    await clock.advance(200);
    expect(chat.typing.peek()).toBeNull();
  });

  it("is no longer shown once what they wrote has come, and moves no cursor and no item", async () => {
    const { chat, clock, ana, type, backend } = await setUp();
    const before = { items: chat.items.peek(), calls: backend.calls.length };
    type(true);
    await clock.advance(0);
    expect(chat.typing.peek()).toEqual(rui);
    expect(chat.items.peek()).toBe(before.items);
    ana.say("Here");
    await clock.advance(0);
    expect(chat.typing.peek()).toBeNull();
    expect(backend.calls).toHaveLength(before.calls);
  });

  it("is shown in the customer's other tabs, and in none of another customer", async () => {
    const { clock, ana, openTabs, browser } = setUpTabs();
    const tabs = await openTabs(3);
    ana.tellLive({ type: "typing", author: rui, on: true });
    await clock.advance(0);
    expect(tabs.map(({ chat }) => chat.typing.peek()?.name)).toEqual(["Rui", "Rui", "Rui"]);
    await clock.advance(6000);
    expect(tabs.map(({ chat }) => chat.typing.peek())).toEqual([null, null, null]);
    browser.shout({ type: "typing", sub: "bob", gen: 0, author: rui, on: true });
    await clock.advance(0);
    expect(tabs.map(({ chat }) => chat.typing.peek())).toEqual([null, null, null]);
  });

  it("is forgotten with the customer, and leaves no timer", async () => {
    const { chat, clock, type } = await setUp();
    type(true);
    await clock.advance(0);
    void chat.signOut();
    await clock.advance(0);
    expect(chat.typing.peek()).toBeNull();
    await clock.advance(60_000);
    expect(clock.pendingCount()).toBe(0);
  });
});

describe("a customer who types", () => {
  it("is told of at most once in 3 s, and of the end only when nothing is left", async () => {
    const { chat, clock, backend } = await setUp();
    const told = () => backend.calls.filter((call) => call.startsWith("typing"));
    for (const text of ["H", "He", "Hel"]) {
      chat.setDraft(text);
      await clock.advance(500);
    }
    expect(told()).toEqual(["typing ana on"]);
    chat.setDraft("");
    await clock.advance(1000);
    expect(told()).toEqual(["typing ana on"]);
    await clock.advance(1000);
    expect(told()).toEqual(["typing ana on", "typing ana off"]);
    await clock.advance(3000);
    chat.setDraft("Again");
    await clock.advance(0);
    expect(told()).toHaveLength(3);
  });

  it("is not told of with the message that is sent: that says enough", async () => {
    const { chat, clock, backend } = await setUp();
    chat.setDraft("Hello");
    await clock.advance(0);
    await chat.send("Hello");
    await clock.advance(10_000);
    expect(backend.count("typing ana off")).toBe(0);
    expect(backend.count("typing ana on")).toBe(1);
  });

  it("is told of to no backend that does not offer it, and to none that turned out not to", async () => {
    const unsupported = new ChatError("unsupported", "no such call");
    let asked = 0;
    const { chat, clock } = await setUp({
      typing: async () => {
        asked += 1;
        throw unsupported;
      },
    });
    for (const text of ["one", "two", "three"]) {
      chat.setDraft(text);
      await clock.advance(4000);
    }
    expect(asked).toBe(1);
    expect(chat.capabilities.peek()?.typing).toBe(false);
  });

  it("is not told of late: nothing is said while the connection is in trouble", async () => {
    const { chat, clock, backend } = await setUp();
    backend.fault = new ChatError("network", "down");
    await chat.send("kept");
    await clock.advance(100);
    chat.setDraft("typed meanwhile");
    backend.fault = null;
    await clock.advance(60_000);
    expect(backend.count("typing")).toBe(0);
  });
});

it("hears at once of hours that change, in every tab", async () => {
  const { clock, ana, openTabs } = setUpTabs();
  const tabs = await openTabs(2);
  const hours = { open: false, opensAt: "2026-11-23T09:00:00Z", timeZone: "Europe/Lisbon" };
  ana.tellLive({ type: "hours", hours });
  await clock.advance(0);
  expect(tabs.map(({ chat }) => chat.capabilities.peek()?.hours)).toEqual([hours, hours]);
});

describe("a rating", () => {
  it("resolves when the backend has it, and is shown with the conversation", async () => {
    const { chat, clock, backend, ana } = await setUp();
    ana.setState("closed");
    await chat.rate("cv_1", 4, " Quick ");
    await clock.advance(0);
    expect(backend.calls).toContain("rate ana cv_1 4 Quick");
    expect(chat.conversation.peek()?.rating).toEqual({ score: 4, comment: "Quick" });
  });

  it("that fails says so, is not tried again by itself, and can be given again", async () => {
    const { chat, clock, backend } = await setUp();
    backend.fault = new ChatError("server", "trouble");
    await expect(chat.rate("cv_1", 4)).rejects.toMatchObject({ code: "server" });
    backend.fault = null;
    await clock.advance(60_000);
    expect(backend.count("rate")).toBe(1);
    await chat.rate("cv_1", 4);
    expect(backend.count("rate")).toBe(2);
  });

  it.each([
    [0, "", "invalid-option"],
    [6, "", "invalid-option"],
    [2.5, "", "invalid-option"],
    [5, "x".repeat(1001), "invalid-text"],
  ])("of %s is checked before anything is asked", async (score, comment, code) => {
    const { chat, backend } = await setUp();
    await expect(chat.rate("cv_1", score, comment)).rejects.toMatchObject({ code });
    expect(backend.count("rate")).toBe(0);
  });

  it("is off for this page load once the backend says that it knows no such call", async () => {
    const { chat } = await setUp({
      rate: () => Promise.reject(new ChatError("unsupported", "no such call")),
    });
    await expect(chat.rate("cv_1", 4)).rejects.toMatchObject({ code: "unsupported" });
    expect(chat.capabilities.peek()?.rating).toBeNull();
  });
});
