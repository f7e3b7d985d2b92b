// What browsers do to a page's IndexedDB, done to order: wiped, closed, forbidden, full, silent, or with garbage in it.

import type { BrowserContext, Page } from "playwright/test";

/** As "delete site data" does, but leaves the cookies: the customer stays signed in. */
export async function wipeIndexedDb(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  await devtools.detach();
}

/**
 * The page's origin may store that many bytes, while the page is there. A database that is in use already looks again after
 * half a minute only.
 */
export async function limitQuota(page: Page, quotaSize: number): Promise<void> {
  // Without the slash at its end Chromium takes the origin and does nothing; and hanging up would lift the limit.
  const origin = `${new URL(page.url()).origin}/`;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
}

/**
 * Another part of the site stores things until there is no room left, also for a database that is in use. To be called on a
 * page of that origin with `limitQuota` in force.
 */
export async function fillQuota(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const request = indexedDB.open("the-shop");
    request.addEventListener("upgradeneeded", () =>
      request.result.createObjectStore("s", { autoIncrement: true }),
    );
    await new Promise((resolve) => request.addEventListener("success", resolve));
    const fits = (bytes: number) =>
      new Promise<boolean>((resolve) => {
        const transaction = request.result.transaction("s", "readwrite");
        transaction.objectStore("s").put(crypto.getRandomValues(new Uint8Array(bytes)));
        transaction.addEventListener("complete", () => resolve(true));
        transaction.addEventListener("abort", () => resolve(false));
      });
    for (const bytes of [60_000, 10_000, 1_000]) while (await fits(bytes));
    request.result.close();
  });
  // What is left of it now, Chromium would grant after tidying up.
  await limitQuota(page, 1);
}

/** Every connection to IndexedDB that a page opens can be cut. Call before its first page. */
export async function canLoseConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    const databases: IDBDatabase[] = [];
    IDBFactory.prototype.open = function (this: IDBFactory, ...args: Parameters<typeof open>) {
      const request = open.apply(this, args);
      request.addEventListener("success", () => databases.push(request.result));
      return request;
    };
    Object.assign(window, {
      cutConnections: () => databases.splice(0).forEach((database) => database.close()),
    });
  });
}

/** As Safari does at times: the connection is closed and nobody is told; its next use throws `InvalidStateError`. */
export async function cutConnections(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as { readonly cutConnections: () => void }).cutConnections());
}

/** Every use of IndexedDB throws at once, as where cookies are blocked. Call before the first page. */
export async function forbidIndexedDb(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const forbidden = () => {
      throw new DOMException("Access is denied for this document.", "SecurityError");
    };
    Object.assign(IDBFactory.prototype, { open: forbidden, deleteDatabase: forbidden, databases: forbidden });
  });
}

/** From now on this page's transactions never end, and tell nobody. */
export async function silenceIndexedDb(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const type of [IDBRequest, IDBTransaction, IDBOpenDBRequest])
      for (const name of ["onsuccess", "oncomplete", "onerror", "onabort"])
        Object.defineProperty(type.prototype, name, { set: () => {}, configurable: true });
  });
}

/**
 * A tab that holds the chat's database open and another that waits to delete it: until both are closed, whoever opens
 * the database waits for ever. Resolves when it is so.
 */
export async function blockDatabase(context: BrowserContext, url: string, name: string): Promise<void> {
  const [holder, deleter] = [await context.newPage(), await context.newPage()];
  for (const page of [holder, deleter]) await page.goto(url);
  await holder.evaluate(
    (database) =>
      new Promise((resolve) => {
        const request = indexedDB.open(database);
        // Kept from the garbage collector, which would close it.
        request.addEventListener("success", () =>
          resolve(Object.assign(window, { held: request.result }) && null),
        );
      }),
    name,
  );
  await deleter.evaluate(
    (database) =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase(database).addEventListener("blocked", () => resolve(null));
      }),
    name,
  );
}

/** Remembers what the chat's database holds after each of its transactions. Call before the context's first page. */
export async function recordCommits(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { put, delete: remove } = IDBObjectStore.prototype;
    const mirror = new Map<string, unknown>();
    const states: string[] = [];
    const changes = new WeakMap<IDBTransaction, [string, unknown][]>();
    const note = ({ transaction }: IDBObjectStore, key: unknown, value: unknown) => {
      const before = changes.get(transaction);
      if (before) return void before.push([String(key), value]);
      const list: [string, unknown][] = [[String(key), value]];
      changes.set(transaction, list);
      transaction.addEventListener("complete", () => {
        for (const [name, content] of list) mirror.set(name, content);
        states.push(JSON.stringify([...mirror]));
      });
    };
    IDBObjectStore.prototype.put = function (value, key) {
      note(this, key, value);
      return put.call(this, value, key);
    };
    IDBObjectStore.prototype.delete = function (key) {
      note(this, key, undefined);
      return remove.call(this, key);
    };
    Object.assign(window, { storedStates: states });
  });
}

/** What was stored after each transaction of this page load, oldest first. */
export async function storedStates(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as { readonly storedStates: string[] }).storedStates);
}

/** Puts raw values into the chat's database, by key; `undefined` deletes. */
export async function putIntoDatabase(
  page: Page,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await page.evaluate(
    async ([database, entries]) => {
      const request = indexedDB.open(database);
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("not opened")));
      });
      const transaction = db.transaction("kv", "readwrite");
      for (const [key, value] of Object.entries(entries)) transaction.objectStore("kv").put(value, key);
      await new Promise((resolve) => transaction.addEventListener("complete", resolve));
      db.close();
    },
    [name, values] as const,
  );
}

/** A page of the shop's origin without the chat. */
export async function neutralPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/ajar/ajar.js`);
  return page;
}
