// One page load: the real engine in a simulated tab. Everything that reaches the engine from outside goes through the page's life,
// everything that the engine does is reported to the watch.

import type { Chat } from "../../src/chat.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Item } from "../../src/model/item.ts";
import type { PageLifecycle, PageState } from "../../src/sync/wake.ts";
import type { Agenda } from "./agenda.ts";
import type { Browser } from "./browser.ts";
import type { Engine } from "./engine.ts";
import { createLife, type Life } from "./life.ts";
import { type Call, createLink, type Link } from "./network.ts";
import type { Random } from "./random.ts";
import type { Server } from "./server.ts";
import type { Tokens } from "./host.ts";

/** What a tab does and shows, told as it happens. */
export interface Watch {
  /** The engine used one of its ports. */
  touched(page: Page, what: string): void;
  called(page: Page, call: Call): void;
  ended(page: Page, call: Call, outcome: string, askedMs: number | null): void;
  /** The host said who is signed in. */
  told(page: Page, sub: string | null): void;
  /** An answer with these items reached the tab. */
  reached(page: Page, items: readonly Item[]): void;
  /** What the tab shows has changed. */
  shown(tab: Tab): void;
  /** The page goes round and round without waiting for anything. */
  spins(page: Page): void;
  /** The tab's page is over. */
  closed(tab: Tab): void;
}

/** A tab before its engine runs. */
export interface Page {
  /** Unique to this page load. */
  readonly name: string;
  /** The place in the window, the same after a reload. */
  readonly slot: string;
  readonly browser: Browser;
  readonly life: Life;
  readonly openedAt: number;
  /** The customer whom the host names, if it does. */
  readonly customerId: string | null;
  readonly state: "open" | "disposed" | "crashed";
  /** Timers that have not run. */
  timerCount(): number;
}

export interface Tab {
  readonly page: Page;
  readonly chat: Chat;
  readonly link: Link;
  isVisible(): boolean;
  setPage(change: Partial<PageState>): void;
  freeze(): void;
  thaw(): void;
  /** As the host does before it removes the chat. The page lives on. */
  dispose(): void;
  /** As by a crash, or a reload without a farewell. */
  crash(): void;
}

export interface TabOptions {
  readonly browser: Browser;
  readonly name: string;
  readonly slot: string;
  readonly customerId: string | null;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly engine: Engine;
  readonly server: Server;
  readonly tokens: Tokens;
  readonly watch: Watch;
}

/** Questions for the time within one event. */
const mostAsked = 20_000;

export function openTab(options: TabOptions): Tab {
  const { browser, name, slot, customerId, agenda, random, engine, server, tokens, watch } = options;
  const life = createLife(agenda);
  const timers = new Set<object>();
  let state: Page["state"] = "open";

  const page: Page = {
    name,
    slot,
    browser,
    life,
    customerId,
    openedAt: agenda.now(),
    get state() {
      return state;
    },
    timerCount: () => timers.size,
  };
  const touch = (what: string) => watch.touched(page, what);
  const chance = random.fork("engine");
  let asked = { event: -1, count: 0 };

  /** Whoever asks what time it is again and again in one moment waits for nothing: in a browser that page would hang. */
  function noteSpin(): void {
    const event = agenda.count();
    asked = { event, count: asked.event === event ? asked.count + 1 : 1 };
    if (asked.count < mostAsked) return;
    watch.spins(page);
    throw new Error("The page spins");
  }

  const clock: Clock = {
    now: () => browser.wallMs(),
    monotonic: () => {
      noteSpin();
      return agenda.now() - page.openedAt;
    },
    setIdle: (fn) => clock.setTimer(fn, 1),
    setTimer: (fn, ms) => {
      // The time limit of a deletion is allowed (disk.ts).
      if (ms !== 1500) touch(`timer of ${ms} ms`);
      const timer = {};
      timers.add(timer);
      // Browsers count whole milliseconds, and are never early by more than that.
      const cancel = agenda.after(Math.max(1, Math.trunc(ms)) + chance.next(), () =>
        life.run(() => timers.delete(timer) && fn()),
      );
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
    random: chance.next,
    randomBytes: (length) => Uint8Array.from({ length }, () => chance.whole(0, 255)),
  };

  const lifecycle = createLifecycle(life, {
    isVisible: true,
    isOnline: !browser.weather.isOffline,
    isSuspended: false,
  });
  const link = createLink({
    agenda,
    random: random.fork("network"),
    engine,
    server,
    tokens,
    weather: browser.weather,
    life,
    live: browser.live,
    onCall: (call) => {
      touch(call.name);
      watch.called(page, call);
    },
    onItems: (items) => watch.reached(page, items),
    onEnd: (call, outcome, askedMs) => watch.ended(page, call, outcome, askedMs),
  });
  const shared = { life, onCall: touch };
  const chat = engine.assembleChat(
    {
      backend: link.backend,
      getToken: browser.host.getToken({ life, onAnswer: (sub) => watch.told(page, sub) }),
      context: () => ({}),
      ...(customerId !== null && { customerId }),
    },
    {
      clock,
      page: lifecycle,
      openStorage: () => browser.disk.open(page, () => touch("storage")),
      locks: browser.hasLocks ? browser.shared.locks(shared) : null,
      openChannel: browser.hasChannel ? browser.shared.openChannel(shared) : null,
    },
  );

  const tab: Tab = {
    page,
    chat,
    link,
    isVisible: () => lifecycle.state().isVisible,
    setPage: lifecycle.set,
    freeze: () => {
      lifecycle.set({ isVisible: false, isSuspended: true });
      life.freeze();
    },
    thaw: () => {
      life.thaw();
      lifecycle.set({ isVisible: true, isSuspended: false, isOnline: !browser.weather.isOffline });
    },
    dispose: () => {
      chat.dispose();
      state = "disposed";
      watch.closed(tab);
    },
    crash: () => {
      state = "crashed";
      life.end();
      link.end();
      browser.shared.release(life);
      watch.closed(tab);
    },
  };
  watchSignals(tab, watch);
  return tab;
}

function createLifecycle(life: Life, first: PageState): PageLifecycle & { set: Tab["setPage"] } {
  const listeners = new Set<(state: PageState, isReturn: boolean) => void>();
  let present = first;
  return {
    state: () => present,
    listen: (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
    set: (change) => {
      const before = present;
      present = { ...present, ...change };
      const isReturn = (!before.isVisible && present.isVisible) || (!before.isOnline && present.isOnline);
      life.run(() => {
        for (const listener of listeners) listener(present, isReturn);
      });
    },
  };
}

function watchSignals(tab: Tab, watch: Watch): void {
  const { identity, items, pending, conversation, draft, unreadCount, storage, connection, history } =
    tab.chat;
  const signals = [identity, items, pending, conversation, draft, unreadCount, storage, connection, history];
  for (const signal of signals) {
    let isFirst = true;
    signal.subscribe(() => {
      if (!isFirst) watch.shown(tab);
      isFirst = false;
    });
  }
}
