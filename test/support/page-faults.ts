// What happens to pages, done to order: hidden, frozen, killed, with timers that stand still or messages that hang.

import type { BrowserContext, Page } from "playwright/test";

/** Kills the page's process. Nothing in it runs any more, not even what follows `pagehide`. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const devtools = await page.context().newCDPSession(page);
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
}

/** Kills the browser of a persistent context in the middle of whatever it does. */
export async function kill(context: BrowserContext): Promise<void> {
  const browser = context.browser();
  if (!browser) throw new Error("The context has no browser of its own");
  const gone = new Promise((resolve) => browser.once("disconnected", resolve));
  const devtools = await browser.newBrowserCDPSession();
  devtools.send("Browser.crash").catch(() => undefined);
  await gone;
}

/** Under automation no page is ever really hidden or frozen: this tells it that it is. Call before its first page. */
export async function canBeHidden(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let state: DocumentVisibilityState = "visible";
    Object.defineProperties(document, {
      visibilityState: { get: () => state, configurable: true },
      hidden: { get: () => state === "hidden", configurable: true },
    });
    Object.assign(window, {
      setVisibility: (next: DocumentVisibilityState) => {
        state = next;
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      },
    });
  });
}

type Hideable = Window & { readonly setVisibility: (state: DocumentVisibilityState) => void };

/** Another tab is in front of it. */
export async function hide(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as Hideable).setVisibility("hidden"));
}

export async function show(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as Hideable).setVisibility("visible"));
}

/** The browser stops a hidden page to save memory. */
export async function freeze(page: Page): Promise<void> {
  await hide(page);
  await page.evaluate(() => document.dispatchEvent(new Event("freeze")));
}

export async function resume(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("resume")));
  await show(page);
}

/** From now on no timer of the page fires: what still happens does not wait for one. Undone by `page.clock.resume()`. */
export async function stopTimers(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
}

/** Messages on their way stay on their way until the returned function lets them go on. */
export async function holdSending(context: BrowserContext): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route("**/v1/messages", async (route) => {
    await promise;
    await route.continue().catch(() => undefined); // the page may be gone
  });
  return async () => {
    resolve();
    await context.unroute("**/v1/messages");
  };
}
