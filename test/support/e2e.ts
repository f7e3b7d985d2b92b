// A real server, a real Chromium, and people: customers at the demo shop with the built script tag, agents over HTTP.

import {
  type Browser,
  type BrowserContext,
  chromium,
  expect,
  firefox,
  type Locator,
  type Page,
} from "playwright/test";
import { chromiumLaunchOptions } from "./chromium.ts";
import { engine, type Engine } from "./engine.ts";
import { firefoxLaunchOptions } from "./firefox.ts";
import { type Caller, startServer, type TestServer } from "./server.ts";

/** Patient: a machine with two cores runs a server, a browser and other tests at the same time. */
export const expectPage = expect.configure({ timeout: 30_000 });

export interface World {
  readonly server: TestServer;
  readonly browser: Browser;
  /** Somebody else's browser: no cookies, no storage. */
  newBrowser(options?: Parameters<Browser["newContext"]>[0]): Promise<BrowserContext>;
  /** Everybody leaves: for the test that comes next. */
  closeBrowsers(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const [server, browser] = await Promise.all([startServer(), sharedBrowser()]);
  const closeBrowsers = async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  };
  return {
    server,
    browser,
    newBrowser: (options) => browser.newContext({ locale: "en-GB", ...options }),
    closeBrowsers,
    close: async () => {
      await closeBrowsers();
      await server.close();
    },
  };
}

const launchers: Readonly<Record<Engine, () => Promise<Browser>>> = {
  chromium: () => chromium.launch(chromiumLaunchOptions()),
  firefox: () => firefox.launch(firefoxLaunchOptions()),
  webkit: () => Promise.reject(new Error("WebKit's tests are those in test/webkit")),
};
let launched: Promise<Browser> | null = null;

/** A browser with a profile of its own, kept in this folder: what it has stored is there when it is started again. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  if (engine === "firefox") return firefox.launchPersistentContext(folder, firefoxLaunchOptions());
  return chromium.launchPersistentContext(folder, chromiumLaunchOptions());
}

/**
 * The one browser of all the test files that run in this process, one after the other: its contexts have nothing in common, and to
 * start one takes a second of the processor's time. It ends when the process does, for then the pipe between them closes.
 */
export async function sharedBrowser(): Promise<Browser> {
  const running = await launched;
  if (running?.isConnected()) return running;
  launched = launchers[engine]();
  return launched;
}

/** The demo shop in a page, with whoever is signed in there. */
export interface Shop {
  readonly page: Page;
  readonly panel: Locator;
  readonly composer: Locator;
  readonly launcher: Locator;
  /** The word under the last message that the server has. */
  readonly sentMark: Locator;
  /** Errors of the page and violations of its Content-Security-Policy. */
  readonly problems: readonly string[];
  open(): Promise<void>;
  send(text: string): Promise<void>;
  /** The messages' texts from top to bottom, notices left out. */
  texts(): Promise<string[]>;
}

/** Tells of each error that a page did not catch. Firefox counts among them what it asked for by itself or could not get. */
export function onPageError(page: Page, tell: (error: string) => void): void {
  page.on("pageerror", (error) => {
    if (!isOfBrowser(String(error))) tell(String(error));
  });
}

/** Firefox asks each site for an icon and says that the policy forbids it, and what no other origin answered. */
export const isOfBrowser = (text: string) => /\/favicon\.ico|Cross-Origin Request Blocked:/.test(text);

export async function visitShop(page: Page, url: string): Promise<Shop> {
  const problems: string[] = [];
  onPageError(page, (error) => problems.push(error));
  page.on("console", (entry) => {
    if (entry.type() === "error" && /Content Security Policy|Trusted/.test(entry.text()))
      problems.push(entry.text());
  });
  const panel = page.getByRole("dialog");
  const composer = panel.getByRole("textbox");
  const launcher = page.getByRole("button", { name: /^open chat/i });
  await page.goto(`${url}/`);
  return {
    page,
    panel,
    composer,
    launcher,
    sentMark: panel.getByText("Sent", { exact: true }),
    problems,
    open: async () => {
      await launcher.click();
      await expectPage(panel).toBeVisible();
    },
    send: async (text) => {
      await composer.fill(text);
      await panel.getByRole("button", { name: "Send", exact: true }).click();
    },
    texts: () => panel.locator(".scroll").evaluateAll(readTexts),
  };
}

/** In the page. Goes through the transcript as a reader does, for only rows near what is in sight are drawn, and back. */
async function readTexts([box]: Element[]): Promise<string[]> {
  const list = box?.querySelector("ul");
  if (!box || !list) return [];
  const texts = new Map<Element, string>();
  const look = () => {
    for (const row of list.querySelectorAll("li.message"))
      texts.set(row, row.querySelector(".bubble p")?.textContent ?? "");
  };
  const scrollTo = async (top: number) => {
    box.scrollTop = top;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  const bottom = () => box.scrollHeight - box.clientHeight;
  look();
  if (list.style.paddingBlock === "0px") return [...texts.values()];
  const place = box.scrollTop;
  const fromBottom = bottom() - place;
  await scrollTo(0);
  texts.clear();
  for (look(); box.scrollTop < bottom() - 1; look()) await scrollTo(box.scrollTop + box.clientHeight * 1.5);
  if (fromBottom >= 1) await scrollTo(place);
  return [...texts.values()];
}

/** Signs in as the shop does: its own session cookie, then the page is loaded. */
export async function signIn(context: BrowserContext, url: string, customer: string): Promise<void> {
  const response = await context.request.post(`${url}/shop/session`, { data: { customer } });
  if (!response.ok()) throw new Error(`The shop did not sign in ${customer}: ${response.status()}`);
}

/** Everything in every IndexedDB of the page's origin, as one text. */
export async function dumpIndexedDb(page: Page): Promise<string> {
  const found = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("unknown")));
      });
    const found: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        found.push(name, store, await done(objects.getAllKeys()), await done(objects.getAll()));
      }
      database.close();
    }
    return found;
  });
  // Not in the page: its prototypes may have a toJSON.
  return JSON.stringify(found);
}

/** The newest conversation of a customer, as agents see it. */
export async function conversationOf(
  agent: Pick<Caller, "get">,
  customer: string,
): Promise<{ id: string; state: string; agent: { id: string } | null }> {
  const { body } = await agent.get("/agent/v1/conversations");
  const items = body.items as {
    id: string;
    state: string;
    agent: { id: string } | null;
    customer: { id: string };
    openedAt: string;
  }[];
  const own = items
    .filter((item) => item.customer.id === customer)
    .sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  if (!own[0]) throw new Error(`${customer} has no conversation`);
  return own[0];
}
