// What the script tag's loader imports when the chat is needed: reads the tag, starts the widget on the loader's button and
// gives the global `Ajar` its methods. Asks the host's token address, and no other.

import { effect, untracked } from "@preact/signals";
import { withHeadStart } from "../backend/head-start.ts";
import { restBackend } from "../backend/rest.ts";
import { ChatError } from "../errors.ts";
import type { GetToken } from "../options.ts";
import type { WidgetOptions } from "./options.ts";
import type { Chat } from "../chat.ts";
import { chatFor, newestIsHere, type Widget, widgetFor } from "./widget.ts";
import { fetchWords } from "./words.ts";

/** A call of the global function: a method's name and its arguments. */
export type Call = readonly [method: string, ...args: unknown[]];

/** The global `Ajar`: a function that takes calls at any time; its methods come with the widget. */
export interface AjarGlobal extends Partial<Widget> {
  (...call: Call): void;
  /** Calls that wait for the widget; null on the loader's own function, which keeps them to itself. */
  q?: Call[] | null;
}

/** How long drawing waits for the token, in milliseconds. */
const patienceMs = 30;
/** How long a panel that was left open waits for what it is to show, in milliseconds: one picture costs less than two. */
const holdMs = 120;

/** The loader reads it by this name. */
const leftOpenKey = "ajar";

/** An answer of `data-token-url`, or why there is none; empty or undefined: it was not asked. */
export type TokenAnswer = Promise<unknown> | "" | undefined;

/**
 * @param data The tag's `data-*` attributes.
 * @param backend Absolute base URL of the backend.
 * @param answer The first answer of the tag's token address, where the loader has asked already.
 */
export function start(
  data: DOMStringMap,
  backend: string,
  launcher: HTMLButtonElement,
  ajar: AjarGlobal,
  queue: Call[],
  answer: TokenAnswer,
): void {
  fetchWords(data.locale);
  const token = answer ? answer.then(readToken) : undefined;
  const options = optionsOf(data, backend, queue, token);
  const chat = chatFor(options);
  const hold = token && newestIsHere(chat, holdMs);
  const draw = () => handOver(widgetFor(chat, options, null, launcher, hold), ajar, queue);
  rememberOpen(chat);
  if (!token) return draw();
  // A token that is as good as here sends its requests first: drawing takes its time, and they take theirs meanwhile.
  const soon = new Promise((resolve) => setTimeout(resolve, patienceMs));
  void Promise.race([token.catch(String), soon]).then(() => setTimeout(draw));
}

/**
 * Tells this tab's next page that the panel was left open, without the wait for a database. A hint that says nothing of whose: what is
 * stored in IndexedDB decides. Where it was open with nobody signed in, whoever is on the next page has signed in to chat: it opens.
 */
function rememberOpen(chat: Chat): void {
  const { isOpen, identity } = chat;
  let isExpected = hintOf(() => sessionStorage.getItem(leftOpenKey)) === "signing in";
  effect(() => {
    const { status } = identity.value;
    if (status === "signed-in" && isExpected) untracked(chat.open);
    if (status === "signed-in" || status === "signed-out") isExpected = false;
    if (isExpected) return;
    const hint = status === "signed-out" ? "signing in" : "1";
    hintOf(() =>
      isOpen.value ? sessionStorage.setItem(leftOpenKey, hint) : sessionStorage.removeItem(leftOpenKey),
    );
  });
}

/** Forbidden or full: the next page asks the database. */
function hintOf<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

function handOver(widget: Widget, ajar: AjarGlobal, queue: Call[]): void {
  // The same function as before, so that a page that kept a reference to it calls the widget too.
  queue.push = (...calls) => {
    for (const call of calls) run(ajar, call);
    return 0;
  };
  Object.defineProperties(ajar, {
    ...Object.getOwnPropertyDescriptors(widget),
    destroy: { value: () => destroy(widget, ajar) },
  });
  for (const call of queue.splice(0)) run(ajar, call);
}

/** Without the global, the tag can be run again. */
function destroy(widget: Widget, ajar: AjarGlobal): void {
  const page = window as { Ajar?: AjarGlobal };
  if (page.Ajar === ajar) delete page.Ajar;
  widget.destroy();
}

function optionsOf(
  data: DOMStringMap,
  backend: string,
  queue: readonly Call[],
  token: Promise<string | null> | undefined,
): WidgetOptions {
  // Signing in before the widget is here must not look like "nobody is signed in" for a moment: that wipes the draft.
  const signIn = queue.find(([method, getToken]) => method === "signIn" && typeof getToken === "function");
  const theme = {
    accent: data.accent,
    fontFamily: data.fontFamily,
    fontSize: data.fontSize,
    radius: data.radius,
  };
  return defined({
    backend: token ? withHeadStart(restBackend(backend), token) : backend,
    getToken: (signIn?.[1] as GetToken | undefined) ?? tokenFrom(data.tokenUrl, token),
    customerId: data.customer,
    history: data.history,
    signInUrl: data.signInUrl,
    position: data.position,
    offset: defined({ x: numberOf(data.offsetX), y: numberOf(data.offsetY) }),
    zIndex: numberOf(data.zIndex),
    hideLauncher: data.hide ? true : undefined,
    colorScheme: data.colorScheme,
    locale: data.locale,
    titleBadge: flagOf(data.titleBadge),
    sound: flagOf(data.sound),
    notifications: flagOf(data.notifications),
    theme: defined(theme),
  }) as unknown as WidgetOptions;
}

/** @param first What the first question was answered, where it was asked already; asked again if that failed. */
export function tokenFrom(url: string | undefined, first?: Promise<string | null>): GetToken {
  if (!url) return async () => null;
  let early = first;
  return ({ signal }) => {
    const ask = () =>
      fetch(new URL(url, document.baseURI), { credentials: "include", cache: "no-store", signal }).then(
        readToken,
      );
    const answer = early?.catch(ask) ?? ask();
    early = undefined;
    return answer;
  };
}

/** `data-token-url` answers `{"token":"…"}`, or `{"token":null}` or 401 when nobody is signed in. */
async function readToken(response: unknown): Promise<string | null> {
  if (!(response instanceof Response)) throw response;
  if (response.status === 401) return null;
  if (!response.ok) throw new ChatError("token", `data-token-url answered ${response.status}`);
  const { token } = (await response.json()) as { readonly token: unknown };
  if (token === null || typeof token === "string") return token;
  throw new ChatError("token", 'data-token-url must answer {"token":"…"} or {"token":null}');
}

/** A mistake in one queued call is the host's to see in its console; the calls after it still run. */
function run(ajar: AjarGlobal, [method, ...args]: Call): void {
  const command: unknown = Object.hasOwn(ajar, method) && ajar[method as keyof AjarGlobal];
  if (typeof command !== "function")
    return reportError(new ChatError("invalid-option", `Ajar has no "${method}"`));
  try {
    const outcome: unknown = command(...args);
    if (outcome instanceof Promise) outcome.catch(reportError);
  } catch (error) {
    reportError(error);
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text ? Number(text) : undefined;
}

/** An attribute that is there without a value counts as yes, as in HTML. */
function flagOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text !== "false";
}

/** Without the keys that have no value, or an empty one as templates leave it: an absent option is not an undefined one. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== ""),
  ) as T;
}
