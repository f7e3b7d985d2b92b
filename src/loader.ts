// The script tag: a button that costs the page nothing until somebody wants to chat. Draws the launcher, takes calls to
// `Ajar` at any time, and imports the widget on demand. A classic script of at most 1 kB gzip that imports nothing at once.

import { drawLauncher } from "./widget/launcher.ts";
import type { AjarGlobal, Call, ScriptTag } from "./widget/script.ts";

/** The widget's chunk, relative to this script; the build writes it. */
declare const __WIDGET_CHUNK__: string;

const page = window as { Ajar?: AjarGlobal };
const data = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};
const backend = new URL(data.backend || "/", document.baseURI).href.replace(/\/+$/, "");
const queue: Call[] = page.Ajar?.q ?? [];
const launcher = drawLauncher("Open chat");
const { host, root, button } = launcher;
let tries = 0;
let chunk: Promise<{ start(tag: ScriptTag): void }> | undefined;
let started: Promise<void> | undefined;

const ajar: AjarGlobal = (...call) => {
  queue.push(call);
  if (wants(call)) load();
};
ajar.q = queue;

// A page that runs the tag twice has one chat.
if (!document.querySelector("[data-ajar]")) {
  page.Ajar = ajar;
  root.dataset.side = data.position;
  button.hidden = "hideLauncher" in data;
  if (data.accent) root.style.setProperty("--ajar-accent", data.accent);
  button.onpointerenter = button.onfocus = () => fetchChunk().catch(() => {});
  button.onclick = () => ajar("open");
  document.documentElement.append(host);
  if (queue.some(wants)) load();
  else readWake();
}

/** Listening alone needs no chat. */
function wants([method]: Call): boolean {
  return method !== "on";
}

function fetchChunk() {
  // Browsers remember that an import failed; another address asks again.
  const address = __WIDGET_CHUNK__ + (tries ? `?${tries}` : "");
  return (chunk ??= import(/* @vite-ignore */ address)).catch((error) => {
    chunk = undefined;
    tries++;
    throw error;
  });
}

/** Not `disabled`: the button keeps the focus. After a failure it is as before, and works again. */
function load() {
  busy("true");
  started ??= fetchChunk().then(
    ({ start }) => start({ data, backend, launcher, ajar, queue }),
    () => {
      started = undefined;
      busy(null);
    },
  );
}

function busy(state: string | null) {
  button.ariaBusy = button.ariaDisabled = state;
}

/** The one stored key: is there anything to do? 1: in idle time; 2: the panel was left open. */
function readWake() {
  try {
    const opening = indexedDB.open("ajar:" + backend);
    // Creating it here would leave it without its store.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => wake(0);
    opening.onsuccess = () => {
      const database = opening.result;
      try {
        const reading = database.transaction("kv").objectStore("kv").get("wake");
        reading.onsuccess = () => wake(reading.result);
      } catch {
        wake(0);
      }
      database.close();
    };
  } catch {
    wake(0);
  }
}

function wake(state: unknown) {
  if (state === 2) load();
  // A named customer may have something new from another device.
  else if (state === 1 || data.customer) (window.requestIdleCallback ?? setTimeout)(load);
}
