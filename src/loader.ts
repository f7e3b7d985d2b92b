// The script tag: a button that costs the page nothing until somebody wants to chat. Draws the launcher, takes calls to
// `Ajar` at any time, and imports the widget on demand. A classic script of at most 1 kB gzip that imports nothing at once.

import { drawLauncher } from "./widget/launcher.ts";
import type { AjarGlobal, Call, start, TokenAnswer } from "./widget/script.ts";

/** The widget's chunk, relative to this script's address; the build writes it. */
declare const __WIDGET_CHUNK__: string;

interface Chunk {
  readonly start: typeof start;
}

declare const self: Partial<Window> & { Ajar?: AjarGlobal };

const { dataset: data, src } = document.currentScript as HTMLScriptElement;
const backend = new URL(data.backend || "/", document.baseURI).href.replace(/\/+$/, "");
/** What the page's stand-in took; it makes the list at its first call only. Null: the tag ran before. */
const { q: queue = [] } = (self.Ajar ?? {}) as { readonly q?: Call[] };
let button: HTMLButtonElement;
/** Grows with each failed try: browsers may remember that an import failed, and another address asks again. */
let query = "";
/** What the host's token address answers, or why it did not; asked for here only where the panel was left open. */
let answer: TokenAnswer;

/** Listening alone needs no chat. */
const ajar: AjarGlobal = (...call) => {
  queue.push(call);
  if (call[0] !== "on") load();
};

// A page that runs the tag twice has one chat.
if (queue) {
  (self.Ajar = ajar).q = null;
  button = drawLauncher();
  button.style.background = data.accent as string; // no colour is none
  button.hidden = data.hide as unknown as boolean;
  button.style[(data.position || "right") as "right"] = "var(--ajar-offset-x,20px)";
  button.onpointerenter = button.onfocus = fetchChunk;
  button.onclick = () => ajar("open");
  if (queue.some((call) => call[0] !== "on")) load();
  else readWake().then(wake, wake);
}

/**
 * An event is nothing that a promise could call: then the chunk only comes into the cache. Its address is spelled out: a script of
 * another origin has no base of its own to import from (HTML standard, "muted errors").
 */
function fetchChunk(use: Event | ((chunk: Chunk) => void)): void {
  const address: unknown = new URL(__WIDGET_CHUNK__ + query, src);
  import(/* @vite-ignore */ address as string).then(use as (chunk: Chunk) => void, (error) => {
    button.ariaBusy = null;
    console.error(error);
    query += "?";
  });
}

/** Not `disabled`: the button keeps the focus. After a failure it is as before, and works again; a widget that is here leaves "false". */
function load(): void {
  if (button.ariaBusy) return;
  button.ariaBusy = "true";
  fetchChunk((chunk) => chunk.start(data, backend, button, ajar, queue, answer));
}

/**
 * Is there anything to do? What this tab's last page knew is here at once, the one stored key takes some ms. Rejects where nothing is
 * stored, or storage is forbidden.
 */
async function readWake(): Promise<unknown> {
  if (sessionStorage.ajar) return 2;
  const database = await answerTo(indexedDB.open("ajar:" + backend));
  const reading = answerTo(database.transaction("kv").objectStore("kv").get("wake"));
  database.close();
  return reading;
}

function answerTo<T>(request: IDBRequest<T> & { onupgradeneeded?: unknown }): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    // Creating the database here would leave it without its store for ever.
    request.onupgradeneeded = () => (request.transaction as IDBTransaction).abort();
    request.onerror = reject;
  });
}

/**
 * `state` is what is stored, or why nothing was read (no number at all). 1: load in idle time; 2: at once, the panel was left open, so the question
 * who is signed in goes out with it. A named customer may have something new from another device.
 */
function wake(state: unknown): void {
  if ((state as number) > 1) {
    answer =
      data.tokenUrl &&
      fetch(data.tokenUrl, { credentials: "include", cache: "no-store" }).catch((error) => error);
    load();
  } else if ((state as number) > 0 || data.customer) (self.requestIdleCallback ?? setTimeout)(load);
}
