import { expect, it, vi } from "vitest";
import { longPoll } from "../../demo/server/live/long-poll.ts";

const never = new AbortController().signal;
const patient = { waitMs: 60_000, gone: never, closing: never };

/** Something to look at, and whoever listens for changes of it. */
function setUp() {
  const listeners = new Set<() => void>();
  const source = {
    news: null as string | null,
    subscribe: (wake: () => void) => {
      listeners.add(wake);
      return () => void listeners.delete(wake);
    },
    look: vi.fn(async () => source.news),
    tell: (news: string) => {
      source.news = news;
      for (const wake of listeners) wake();
    },
    listeners,
  };
  return source;
}

it("sees what happens while it looks", async () => {
  const source = setUp();
  source.look.mockImplementationOnce(async () => {
    source.tell("news");
    return null;
  });
  expect(await longPoll(source, patient)).toBe("news");
  expect(source.listeners.size).toBe(0);
});

it("goes on waiting when it was woken for nothing", async () => {
  const source = setUp();
  const waiting = longPoll(source, patient);
  await vi.waitFor(() => expect(source.look).toHaveBeenCalledTimes(1));
  for (const wake of source.listeners) wake();
  await vi.waitFor(() => expect(source.look).toHaveBeenCalledTimes(2));
  source.tell("news");
  expect(await waiting).toBe("news");
});

it("looks once more at the end, for what nobody told of", async () => {
  const source = setUp();
  source.look.mockImplementationOnce(async () => {
    source.news = "news";
    return null;
  });
  expect(await longPoll(source, { ...patient, waitMs: 1 })).toBe("news");
});

it("looks at nothing for a client that has gone, and listens no more", async () => {
  const source = setUp();
  const gone = new AbortController();
  const waiting = longPoll(source, { ...patient, gone: gone.signal });
  gone.abort();
  expect(await waiting).toBeNull();
  expect(source.look).toHaveBeenCalledTimes(1);
  expect(source.listeners.size).toBe(0);
});

it("listens no more after a look that failed", async () => {
  const source = setUp();
  source.look.mockRejectedValueOnce(new Error("away"));
  await expect(longPoll(source, patient)).rejects.toThrow("away");
  expect(source.listeners.size).toBe(0);
});
