// What can happen in a history: what customers, agents, the server's machine, the network, the host page and the browser do. Each
// step chooses whom it concerns by its own chance, and does nothing where it does not apply.

import type { Browser } from "./browser.ts";
import type { DiskMode } from "./disk.ts";
import type { Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { StepKind } from "./setting.ts";
import type { Stage } from "./stage.ts";
import type { Tab } from "./tab.ts";
import type { Trouble, Weather } from "./weather.ts";
import { discardText, type Text } from "./written.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Longer than unsent messages go by themselves. */
const awayMs = dayMs + 60 * 60 * 1000;

type Step = (stage: Stage, random: Random) => number | void;

/** Does it; resolves to the milliseconds that it takes before anything else happens. */
export function perform(stage: Stage, kind: StepKind, random: Random): number {
  return steps[kind](stage, random) ?? 0;
}

export function sendText(stage: Stage, tab: Tab, prepare: (text: string) => void = () => undefined): void {
  const text = write(stage, tab, "message");
  prepare(text.text);
  const held = tab.chat.pending.peek().flatMap((pending) => stage.written.get(pending.text) ?? []);
  stage.verdict.note(tab.page.name, `writes ${text.text}`);
  tab.chat.send(text.text).then(
    () => {
      stage.verdict.note(tab.page.name, `accepted ${text.text}`);
      stage.stored.accepted(tab, text, held);
    },
    (error: { code?: string }) => {
      stage.verdict.note(tab.page.name, `rejected ${text.text}: ${error.code}`);
      text.outcome = "rejected";
    },
  );
}

const steps: Readonly<Record<StepKind, Step>> = {
  // The customer.

  send: onTab((stage, tab) => sendText(stage, tab)),
  burst: onTab((stage, tab, random) => {
    for (let count = random.whole(2, 5); count > 0; count -= 1) sendText(stage, tab);
  }),
  poison: onTab((stage, tab) => sendText(stage, tab, (text) => stage.server.poison.add(text))),
  open: onTab((_stage, { chat }) => chat.open()),
  close: onTab((_stage, { chat }) => chat.close()),
  read: onTab((_stage, { chat }) => {
    const last = chat.items.peek().at(-1);
    if (last) chat.markRead(last.pos);
  }),
  draft: onTab((stage, tab) => tab.chat.setDraft(write(stage, tab, "draft").text)),
  mend: onTab((stage, tab, random) => {
    const set = tab.chat.pending.peek().filter(({ state }) => state !== "queued" && state !== "sending");
    const chosen = set.length > 0 ? random.pick(set) : null;
    const text = chosen && stage.written.get(chosen.text);
    if (!chosen || !text) return;
    const { chat } = tab;
    const how = random.pick(["retry", "edit", "discard"] as const);
    stage.verdict.note(tab.page.name, `${how} ${text.text}`);
    if (how === "retry") return void chat.retry(chosen.id);
    discardText(text);
    if (how === "discard") return void chat.discard(chosen.id);
    void chat.edit(chosen.id).then((words) => {
      if (words !== null && tab.page.state === "open") sendText(stage, tab);
    });
  }),
  older: onTab((_stage, { chat }) => chat.loadOlder()),
  reload: onTab((stage, tab, random) => {
    stage.close(tab, random.chance(0.5) ? "crash" : "dispose");
    stage.open(tab.page.browser, tab.page.slot);
  }),
  crash: onTab((stage, tab, random) => {
    const { browser, slot } = tab.page;
    stage.close(tab, "crash");
    stage.agenda.after(random.between(100, 20_000), () => {
      const isAway = stage.agenda.now() < stage.awayUntilMs;
      if (!isAway && browser.tabs.every(({ page }) => page.slot !== slot)) stage.open(browser, slot);
    });
  }),
  newTab: (stage, random) => {
    const browser = random.pick(stage.browsers);
    if (browser.tabs.length >= stage.setting.mostTabs) return;
    const tab = stage.open(browser);
    if (random.chance(0.5)) tab.chat.open();
  },
  closeTab: onTab((stage, tab, random) => {
    if (tab.page.browser.tabs.length > 1) stage.close(tab, random.chance(0.5) ? "crash" : "dispose");
  }),
  hide: onTab((_stage, tab) => tab.setPage({ isVisible: false })),
  show: (stage, random) => {
    const hidden = random.pick(stage.browsers).tabs.filter((tab) => !tab.isVisible());
    const tab = hidden.find(({ page }) => !page.life.isFrozen());
    if (tab) show(stage, tab);
  },
  freeze: onTab((stage, tab, random) => freeze(stage, tab, random)),
  thaw: (stage, random) => {
    const tab = random.pick(stage.browsers).tabs.find(({ page }) => page.life.isFrozen());
    if (tab) show(stage, tab);
  },
  dayAway: (stage, random) => {
    for (const browser of stage.browsers)
      for (const tab of browser.tabs) {
        const how = random.pick(["freeze", "dispose", "crash"] as const);
        if (how !== "freeze") stage.close(tab, how);
        else if (!tab.page.life.isFrozen()) freeze(stage, tab, random);
      }
    stage.awayUntilMs = stage.agenda.now() + awayMs;
    for (const browser of stage.browsers)
      stage.agenda.after(awayMs + random.between(0, 5000), () => {
        if (stage.agenda.now() < stage.awayUntilMs) return;
        const tab = browser.tabs[0] ?? stage.open(browser);
        if (tab.page.life.isFrozen()) show(stage, tab);
        if (random.chance(0.7)) tab.chat.open();
      });
    return awayMs;
  },

  // Who is signed in.

  signOut: onTab((stage, tab, random) => {
    const { browser } = tab.page;
    if (random.chance(0.7)) browser.host.user = null;
    stage.verdict.note(tab.page.name, "signs out");
    stage.stored.signedOut(browser);
    const after = () => stage.stored.signedOut(browser);
    // It says so when the storage does not let go of something.
    tab.chat.signOut().then(after, after);
  }),
  switchUser: (stage, random) => {
    const browser = random.pick(stage.browsers);
    setUser(stage, browser, random.pick(stage.customers));
    tell(stage, browser, random);
  },
  silentSwitch: (stage, random) => {
    setUser(stage, random.pick(stage.browsers), random.pick(stage.customers));
  },
  hostLeaves: (stage, random) => {
    const browser = random.pick(stage.browsers);
    setUser(stage, browser, null);
    if (random.chance(0.5)) tell(stage, browser, random);
  },
  hostReturns: (stage, random) => {
    const browser = random.pick(stage.browsers);
    if (browser.host.user !== null) return;
    setUser(stage, browser, random.pick(stage.customers));
    tell(stage, browser, random);
  },

  // The agents.

  say: (stage, random) => stage.server.say(random.pick(stage.customers), words(stage)),
  flood: (stage, random) => {
    const sub = random.pick(stage.customers);
    for (let count = random.whole(5, 30); count > 0; count -= 1) stage.server.say(sub, words(stage));
  },
  edit: (stage, random) => stage.server.edit(random.pick(stage.customers), random.whole(0, 999)),
  remove: (stage, random) => stage.server.remove(random.pick(stage.customers), random.whole(0, 999)),
  wait: (stage, random) => stage.server.setState(random.pick(stage.customers), "waiting"),
  closeConversation: (stage, random) => stage.server.setState(random.pick(stage.customers), "closed"),
  takeOver: (stage, random) => stage.server.takeOver(random.pick(stage.customers)),

  // The server's machine.

  restart: (stage, random) => {
    const weathers = stage.browsers.map(({ weather }) => weather);
    for (const weather of weathers) weather.isDown = true;
    cutAll(stage);
    stage.agenda.after(random.between(500, 20_000), () => {
      for (const weather of weathers) weather.isDown = false;
    });
  },
  backUp: ({ server }) => server.backUp(),
  restore: (stage) => {
    const before = [...stage.written.all()].filter(stage.stored.isOnServer);
    if (!stage.server.restoreBackup()) return;
    cutAll(stage);
    for (const text of before) {
      if (stage.stored.isOnServer(text)) continue;
      // Whoever was told that it arrived sends it no more; whoever was not sends it again, later than its turn was.
      if (text.wasConfirmed) text.excuse ??= "lost by the server's backup";
      text.wasSetAside = true;
    }
  },
  expireCursors: ({ server }) => server.expireCursors(),

  // The network.

  offline: (stage, random) => {
    const browser = random.pick(stage.browsers);
    const set = (isOffline: boolean) => {
      browser.weather.isOffline = isOffline;
      for (const tab of browser.tabs) tab.setPage({ isOnline: !isOffline });
    };
    set(true);
    for (const { link } of browser.tabs) link.cut();
    stage.agenda.after(random.between(500, 40_000), () => set(false));
  },
  down: window((weather) => {
    weather.isDown = true;
  }),
  errors: window((weather) => {
    weather.trouble = { type: "errors" };
  }),
  storm: window((weather, random) => {
    const retryAfterMs = random.pick([null, 2000, 10_000, 90_000]);
    weather.trouble = { type: "storm", retryAfterMs } satisfies Trouble;
  }),
  portal: window((weather) => {
    weather.trouble = { type: "portal" };
  }),
  slow: window((weather) => {
    weather.latencyMs = [300, 4000];
  }),
  lossy: window((weather) => {
    weather.loss = 0.3;
    weather.replyLoss = 0.3;
    weather.twice = 0.3;
    weather.late = 0.1;
  }),
  noise: window((weather) => {
    weather.noise = 0.6;
  }),
  buffers: window((weather) => {
    weather.buffersStreams = true;
  }),
  silence: (stage, random) => {
    for (const { link } of random.pick(stage.browsers).tabs) link.silence();
  },
  cut: (stage, random) => {
    for (const { link } of random.pick(stage.browsers).tabs) link.cut();
  },

  // The host page's tokens.

  tokenSlow: (stage, random) => setHost(stage, random, "slow"),
  tokenRejects: (stage, random) => setHost(stage, random, "rejecting"),
  revoke: ({ tokens }) => tokens.revokeAll(),

  // The browser.

  wipe: (stage, random) => {
    const { disk, name } = random.pick(stage.browsers);
    stage.verdict.note(name, "loses its storage");
    disk.wipe();
  },
  diskSlow: (stage, random) => setDisk(stage, random, "slow"),
  diskForbidden: (stage, random) => setDisk(stage, random, "forbidden"),
  diskFull: (stage, random) => setDisk(stage, random, "full"),
  diskSilent: (stage, random) => setDisk(stage, random, "silent"),
  clockJump: (stage, random) => {
    random.pick(stage.browsers).shiftWall(random.pick([dayMs, -dayMs, 3_600_000, -60_000]));
  },
};

/** A step of somebody in front of a page that runs. */
function onTab(act: (stage: Stage, tab: Tab, random: Random) => void): Step {
  return (stage, random) => {
    const { tabs } = random.pick(stage.browsers);
    const running = tabs.filter(({ page }) => !page.life.isFrozen());
    if (running.length > 0) act(stage, random.pick(running), random);
  };
}

/** Bad weather for one browser, for a while. */
function window(change: (weather: Weather, random: Random) => void): Step {
  return (stage, random) => {
    const { weather } = random.pick(stage.browsers);
    const before: Weather = { ...weather };
    change(weather, random);
    const after: Weather = { ...weather };
    stage.agenda.after(random.between(1000, random.chance(0.2) ? 180_000 : 30_000), () => {
      // Only what this one changed, and nobody else since.
      for (const key of Object.keys(after) as (keyof Weather)[])
        if (after[key] !== before[key] && weather[key] === after[key])
          Object.assign(weather, { [key]: before[key] });
    });
  };
}

function write({ written, subOf }: Stage, tab: Tab, kind: Text["kind"]): Text {
  const { page } = tab;
  const number = written.countOf(page) + 1;
  return written.add({
    text: `${page.name}${kind === "message" ? "m" : "d"}${number}`,
    kind,
    page,
    number,
    author: subOf(tab),
  });
}

function words(stage: Stage): string {
  return `said at ${Math.round(stage.agenda.now())}`;
}

function show(stage: Stage, tab: Tab): void {
  stage.verdict.note(tab.page.name, "comes back");
  if (tab.page.life.isFrozen()) tab.thaw();
  else tab.setPage({ isVisible: true });
}

/** The connections of a frozen page die with it, mostly. */
function freeze(stage: Stage, tab: Tab, random: Random): void {
  stage.verdict.note(tab.page.name, "is frozen");
  tab.freeze();
  if (random.chance(0.7)) tab.link.cut();
  else tab.link.silence();
}

function cutAll({ browsers }: Stage): void {
  for (const { tabs } of browsers) for (const { link } of tabs) link.cut();
}

function setUser(stage: Stage, browser: Browser, sub: string | null): void {
  stage.verdict.note(browser.name, `${sub ?? "nobody"} signs in at the host`);
  browser.host.user = sub;
}

/** The host page says so: by a reload, or by signIn() on some of its pages. */
export function tell(stage: Stage, browser: Browser, random: Random): void {
  for (const tab of browser.tabs) {
    if (tab.page.life.isFrozen()) continue;
    const how = random.pick(["reload", "signIn", "nothing"] as const);
    if (how === "signIn") tab.chat.signIn();
    if (how !== "reload") continue;
    stage.close(tab, random.chance(0.5) ? "crash" : "dispose");
    stage.open(browser, tab.page.slot);
  }
}

function setHost(stage: Stage, random: Random, mode: Host["mode"]): void {
  const { host } = random.pick(stage.browsers);
  host.mode = mode;
  stage.agenda.after(random.between(1000, 60_000), () => {
    host.mode = "fine";
  });
}

function setDisk(stage: Stage, random: Random, mode: DiskMode): void {
  const { disk } = random.pick(stage.browsers);
  disk.setMode(mode);
  stage.agenda.after(random.between(500, 20_000), () => disk.setMode("fine"));
}
