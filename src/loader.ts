// The script tag: a button that costs the page nothing until somebody wants to chat. Draws the launcher, takes calls to
// `Ajar` at any time, and imports the widget on demand. A classic script of at most 1 kB gzip that imports nothing at once.

import { drawLauncher } from "./widget/launcher.ts";
import type { AjarGlobal, Call, start } from "./widget/script.ts";

/** The widget's chunk, relative to this script's address; the build writes it. */
declare const __WIDGET_CHUNK__: string;

const page = self as Partial<Window> & { Ajar?: AjarGlobal };
const { dataset: data, src } = document.currentScript as HTMLScriptElement;
const backend = new URL(data.backend || "/", document.baseURI).href.replace(/\/+$/, "");
/** What the page's stand-in took; it makes the list at its first call only. Null: the tag ran before. */
const { q: queue = [] } = (page.Ajar ?? {}) as { readonly q?: Call[] };
let button: HTMLButtonElement;
/** Grows with each failed try: browsers may remember that an import failed, and another address asks again. */
let query = "";
/** `"true"` from the first try on, null again after a failed one. */
let busy: string | null = null;

const ajar: AjarGlobal = (...call) => {
  queue.push(call);
  if (wants(call)) load();
};

// A page that runs the tag twice has one chat.
if (queue) {
  (page.Ajar = ajar).q = null;
  button = drawLauncher(document.documentElement);
  button.style.setProperty("--ajar-accent", data.accent || "");
  button.style[(data.position || "right") as "right"] = "var(--ajar-offset-x,20px)";
  button.onpointerenter = button.onfocus = () => fetchChunk().catch(() => (query += "?"));
  button.onclick = () => ajar("open");
  if (queue.some(wants)) load();
  else readWake().then(wake, wake);
}

/** Listening alone needs no chat. */
function wants([method]: Call): boolean {
  return method !== "on";
}

/** Spelled out: a script of another origin has no base of its own to import from (HTML standard, "muted errors"). */
function fetchChunk(): Promise<{ readonly start: typeof start }> {
  const address: unknown = new URL(__WIDGET_CHUNK__ + query, src);
  return import(/* @vite-ignore */ address as string);
}

/** Not `disabled`: the button keeps the focus. After a failure it is as before, and works again. */
function load(): void {
  if (busy) return;
  busy = button.ariaBusy = button.ariaDisabled = "true";
  fetchChunk().then(
    ({ start }) => start(data, backend, button, ajar, queue),
    (error) => {
      busy = button.ariaBusy = button.ariaDisabled = null;
      console.error(error);
      query += "?";
    },
  );
}

/** The one stored key: is there anything to do? Rejects where nothing is stored, or storage is forbidden. */
async function readWake(): Promise<unknown> {
  const database = await answerTo(indexedDB.open("ajar:" + backend));
  const reading = answerTo(database.transaction("kv").objectStore("kv").get("wake"));
  database.close();
  return reading;
}

function answerTo<T>(request: IDBRequest<T> & { onupgradeneeded?: unknown }): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
    // Creating the database here would leave it without its store for ever.
    request.onupgradeneeded = () => (request.transaction as IDBTransaction).abort();
  });
}

/**
 * `state` is what is stored, or why nothing was read. 1: load in idle time; 2: at once, the panel was left open. A named
 * customer may have something new from another device.
 */
function wake(state: unknown): void {
  if (state === 2) load();
  else if (state === 1 || data.customer) (page.requestIdleCallback ?? setTimeout)(load);
}
