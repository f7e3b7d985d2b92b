// Which browser the tests drive: Chromium, unless ENGINE names another one (`npm run browsers` does).

const engines = ["chromium", "firefox", "webkit"] as const;

export type Engine = (typeof engines)[number];

export const engine: Engine = toEngine(process.env.ENGINE ?? "chromium");

function toEngine(name: string): Engine {
  const found = engines.find((known) => known === name);
  if (found === undefined) throw new Error(`ENGINE is ${name}, and not one of ${engines.join(", ")}`);
  return found;
}

const isChromium = engine === "chromium";

/** What is asked of a browser beside being one. A test that needs it is skipped by name where it is not to be had. */
export const can = {
  /** Be driven by the Chrome DevTools Protocol. */
  devtools: isChromium,
  /** Say that a file was downloaded, and where to. */
  tellOfDownloads: isChromium,
  /** Play a phone: a touch screen, a coarse pointer. */
  touch: isChromium,
  /** Show another colour scheme, forced colours or less motion while it runs. */
  emulateMedia: isChromium,
};

/** The end-to-end files that a browser does not run, and why. */
export const leftOut: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  chromium: {},
  firefox: {
    "test/e2e/accessibility.test.ts": "it changes colour scheme and forced colours in a running page",
    "test/e2e/aria-tree.test.ts": "what is written down has the times as Chromium writes them",
    "test/e2e/leaks.test.ts": "the heap is read by Chromium's devtools",
    "test/e2e/reader.test.ts": "the accessibility tree is read by Chromium's devtools",
    "test/faults/**": "many of the faults are done to the browser by Chromium's devtools",
  },
  webkit: { "test/{e2e,faults}/**": "nothing drives it but WebDriver: test/webkit has a story of its own" },
};
