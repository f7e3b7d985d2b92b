// One history's world, put together from its setting: server, browsers, tabs and everything that checks them.

import type { Agenda } from "./agenda.ts";
import { type Browser, createBrowser } from "./browser.ts";
import { createEndCheck, type EndCheck } from "./check-end.ts";
import { createRequestsCheck, type RequestsCheck } from "./check-requests.ts";
import { createShownCheck } from "./check-shown.ts";
import { createStoredCheck, type StoredCheck } from "./check-stored.ts";
import { createDisk } from "./disk.ts";
import type { Engine } from "./engine.ts";
import { createHost, createTokens, type Tokens } from "./host.ts";
import type { Random } from "./random.ts";
import { createServer, type Server } from "./server.ts";
import type { Setting } from "./setting.ts";
import { createShared } from "./shared.ts";
import { openTab, type Tab, type Watch } from "./tab.ts";
import type { Verdict } from "./verdict.ts";
import { createWeather } from "./weather.ts";
import { createWritten, type Written } from "./written.ts";

export interface Stage {
  readonly agenda: Agenda;
  readonly setting: Setting;
  readonly verdict: Verdict;
  readonly server: Server;
  readonly tokens: Tokens;
  readonly customers: readonly string[];
  readonly browsers: readonly Browser[];
  readonly written: Written;
  readonly requests: RequestsCheck;
  readonly stored: StoredCheck;
  readonly end: EndCheck;
  /** Until then nobody opens a page. */
  awayUntilMs: number;
  /** The customer whom the tab shows as confirmed. */
  subOf(tab: Tab): string | null;
  /** A new page in a new place, or in the place of one that is over. */
  open(browser: Browser, slot?: string): Tab;
  /** Takes the page away. */
  close(tab: Tab, how: "dispose" | "crash"): void;
}

export interface StageOptions {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly setting: Setting;
  readonly engine: Engine;
  readonly verdict: Verdict;
}

export function createStage({ agenda, random, setting, engine, verdict }: StageOptions): Stage {
  const customers = ["ana", "bea"].slice(0, setting.customerCount);
  const written = createWritten();
  const tokens = createTokens(agenda, setting.tokenLifeMs);
  const pageCounts = new Map<string, number>();

  const server = createServer({
    flaw: setting.flaw,
    pageItems: setting.pageItems,
    now: agenda.now,
    capabilities: {
      live: setting.live,
      receipts: setting.hasReceipts,
      presence: true,
      edit: false,
      attachments: null,
      typing: false,
      rating: null,
      hours: null,
      limits: { textChars: 4000, sendPerMinute: null },
    },
    onCreated: (sub, message, isRepeated) => {
      verdict.note("server", `has "${message.text}" of ${sub} at ${message.pos}`);
      if (isRepeated) verdict.fail(1, `the server got ${message.text} twice`);
      checkOrder(sub, message.text);
    },
  });
  const shown = createShownCheck({ verdict, server, written });
  const { facts } = shown;
  const stored = createStoredCheck({ verdict, server, written, facts });
  const requests = createRequestsCheck({
    verdict,
    written,
    facts,
    subOf: tokens.subOf,
    now: agenda.now,
  });
  const browsers = Array.from({ length: setting.browserCount }, (_, index) => openBrowser(index + 1));
  const end = createEndCheck({
    verdict,
    server,
    written,
    stored,
    browsers,
    hasReceipts: setting.hasReceipts,
  });

  function openBrowser(number: number): Browser {
    const name = `b${number}`;
    const chance = random.fork(name);
    const disk = createDisk({
      agenda,
      random: chance.fork("disk"),
      onCommit: (commit) => {
        const outbox = `s/${facts(commit.writer).sub}/out`;
        if (commit.after.get(outbox) !== commit.before.get(outbox)) shown.wroteOutbox(commit.writer);
        stored.committed(browser, commit);
      },
      onWiped: () => stored.wiped(browser),
    });
    const browser: Browser = createBrowser({
      agenda,
      name,
      disk,
      shared: createShared({ agenda, random: chance.fork("shared") }),
      host: createHost({
        agenda,
        random: chance.fork("host"),
        tokens,
        user: chance.pick(customers),
        isOpaque: setting.hasOpaqueTokens,
      }),
      weather: createWeather(setting.climate),
      hasLocks: setting.hasLocks,
      hasChannel: setting.hasChannel,
      namesCustomer: setting.namesCustomer,
      live: setting.live,
    });
    return browser;
  }

  const watch: Watch = {
    touched: requests.touched,
    called: (page, call) => {
      verdict.note(page.name, `calls ${call.name} ${call.text ?? call.after ?? ""}`);
      requests.called(page, call);
      shown.called(page, call);
    },
    ended: (page, call, outcome, askedMs) => {
      verdict.note(page.name, `${call.name} ${outcome}${askedMs === null ? "" : `, wait ${askedMs} ms`}`);
      requests.ended(page, call, outcome, askedMs);
    },
    told: (page, sub) => {
      verdict.note(page.name, `is told ${sub ?? "nobody"}`);
      shown.told(page, sub);
    },
    reached: (page, items) => {
      for (const item of items) {
        if (item.kind !== "message" || item.deleted) continue;
        const text = written.get(item.text);
        if (text?.page.browser === page.browser) text.wasConfirmed = true;
      }
    },
    shown: (tab) => {
      requests.touched(tab.page, "a signal");
      const before = facts(tab.page).sub;
      shown.shown(tab);
      const { sub } = facts(tab.page);
      if (sub !== null && sub !== before) stored.confirmed(tab.page, sub);
      if (sub === null && before !== null) stored.forgot(tab.page);
    },
    spins: (page) => verdict.fail(8, `${page.name} spins`),
    closed: ({ page }) => stored.forgot(page),
  };

  /** One page's messages come in the order written; those that were set aside meanwhile have no place in it. */
  function checkOrder(sub: string, words: string): void {
    const text = written.get(words);
    if (!text) return;
    if (text.author !== sub) verdict.fail(7, `${words} of ${text.author} is on the server as ${sub}'s`);
    if (text.outcome === "rejected" && text.excuse === null)
      verdict.fail(1, `${words} was rejected, and is on the server all the same`);
    if (text.wasSetAside) return;
    for (const other of written.of(text.page.browser))
      if (other.page === text.page && other.number > text.number && server.hasText(sub, other.text))
        verdict.fail(2, `${words} is on the server after ${other.text}`);
  }

  return {
    agenda,
    setting,
    verdict,
    server,
    tokens,
    customers,
    browsers,
    written,
    requests,
    stored,
    end,
    awayUntilMs: 0,
    subOf: (tab) => facts(tab.page).sub,

    open: (browser, given) => {
      const slot = given ?? `${browser.name}t${(pageCounts.get(browser.name) ?? 0) + 1}`;
      if (given === undefined) pageCounts.set(browser.name, (pageCounts.get(browser.name) ?? 0) + 1);
      const load = (pageCounts.get(slot) ?? 0) + 1;
      pageCounts.set(slot, load);
      const name = `${slot}p${load}`;
      verdict.note(name, "opens");
      const tab = openTab({
        browser,
        name,
        slot,
        customerId: browser.namesCustomer ? browser.host.user : null,
        agenda,
        random: random.fork(name),
        engine,
        server,
        tokens,
        watch,
      });
      browser.tabs = [...browser.tabs, tab];
      return tab;
    },

    close: (tab, how) => {
      const { browser } = tab.page;
      browser.tabs = browser.tabs.filter((other) => other !== tab);
      verdict.note(tab.page.name, how === "crash" ? "crashes" : "is disposed");
      tab[how]();
    },
  };
}
