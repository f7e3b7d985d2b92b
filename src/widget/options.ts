// Every option of the widget, once: meaning, unit, default; and their validation.

import type { Backend } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { ChatOptions } from "../options.ts";
import { parseLocale } from "./locale.ts";
import type { Strings } from "./strings.ts";
import { validateTheme, type ColorScheme, type Theme } from "./theme.ts";

/** What can be changed while the widget runs, with `update()`. */
export interface WidgetLook {
  /**
   * Address of the host's sign-in page (`http:`, `https:` or relative), offered where nobody is signed in.
   * Default: a button that asks `getToken` again and emits `signin:needed`.
   */
  readonly signInUrl?: string;
  /** The bottom corner of the window that the launcher sits in. Default `"right"`. */
  readonly position?: "right" | "left";
  /** Distance from that corner in CSS pixels, 0 or more. Default `{ x: 20, y: 20 }`. */
  readonly offset?: { readonly x?: number; readonly y?: number };
  /** Stacking order among the page's own layers, an integer. Default 999999999. */
  readonly zIndex?: number;
  /** Default `"auto"`: as the customer's system prefers. */
  readonly colorScheme?: ColorScheme;
  /** Colours and shapes, as CSS values. Default: a calm blue on neutral surfaces. */
  readonly theme?: Theme;
  /**
   * Language of the panel, as a BCP 47 tag such as `"ro"` or `"pt-BR"`; one that the widget does not speak is passed over.
   * Default: the page's `<html lang>`, else the first of the browser's languages that the widget speaks, else English.
   */
  readonly locale?: string;
  /** Words to say instead of the built-in ones, in whatever language. Default: none. */
  readonly strings?: Partial<Strings>;
  /** False: no number in the page's title while the page is hidden and something is unread. Default true. */
  readonly titleBadge?: boolean;
  /** True: a short tone when a message comes that the customer does not see, once they have done something on the page. Default false. */
  readonly sound?: boolean;
  /**
   * True: offers the customer to be told by their system of messages that come while the page is hidden. The browser asks for permission when
   * the customer accepts. With this or `sound`, a hidden page goes on asking for news each 30 s. Default false.
   */
  readonly notifications?: boolean;
  /** True: there is no launcher; the host calls `open()`. Default false. */
  readonly hideLauncher?: boolean;
}

/** What goes to the chat as it is. */
type ForChat = Pick<ChatOptions, "getToken" | "customerId" | "context" | "history">;

export interface WidgetOptions extends WidgetLook, ForChat {
  /** Where the conversation lives: a Backend, or the base URL of one that speaks Ajar's REST contract. */
  readonly backend: Backend | string;
  /**
   * An element of the page that the panel fills, open and without a launcher; its height is the page's to give.
   * Default: the panel floats in a corner.
   */
  readonly target?: Element;
}

const lookKeys: readonly (keyof WidgetLook)[] = [
  "signInUrl",
  "position",
  "offset",
  "zIndex",
  "colorScheme",
  "theme",
  "locale",
  "strings",
  "hideLauncher",
  "titleBadge",
  "sound",
  "notifications",
];

/** @throws {ChatError} `invalid-option`. What the chat itself takes is checked by `createChat()`. */
export function validateWidgetOptions(options: WidgetOptions): void {
  if (typeof options !== "object" || options === null) fail("startWidget() needs an options object");
  if (typeof options.backend === "string" && !isWebUrl(options.backend))
    fail("`backend` must be an http(s) URL");
  if (options.target !== undefined && !(options.target instanceof Element))
    fail("`target` must be an element");
  validateLook(options);
}

/** @throws {ChatError} `invalid-option`: also for what can't change while the widget runs. */
export function validateUpdate(look: WidgetLook): void {
  const fixed = Object.keys(look).find((key) => !lookKeys.includes(key as keyof WidgetLook));
  if (fixed !== undefined)
    fail(`\`${fixed}\` is no option that can change: destroy() the widget and start another`);
  validateLook(look);
}

/** The part of the options that `update()` merges into. */
export function lookOf(options: WidgetLook): WidgetLook {
  return Object.fromEntries(
    lookKeys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  );
}

function validateLook(look: WidgetLook): void {
  const { signInUrl, position, offset, zIndex, colorScheme, theme, locale, strings } = look;
  if (signInUrl !== undefined && !isWebUrl(signInUrl)) fail("`signInUrl` must be an http(s) URL");
  oneOf("position", position, ["right", "left"]);
  oneOf("colorScheme", colorScheme, ["light", "dark", "auto"]);
  for (const name of ["hideLauncher", "titleBadge", "sound", "notifications"] as const)
    if (look[name] !== undefined && typeof look[name] !== "boolean") fail(`\`${name}\` must be a boolean`);
  if (zIndex !== undefined && !Number.isInteger(zIndex)) fail("`zIndex` must be an integer");
  for (const pixels of Object.values(offset ?? {}))
    if (typeof pixels !== "number" || !(pixels >= 0)) fail("`offset` must be { x, y } in pixels, 0 or more");
  if (locale !== undefined && (typeof locale !== "string" || !parseLocale(locale)))
    fail("`locale` must be a BCP 47 language tag");
  if (strings !== undefined && (typeof strings !== "object" || strings === null))
    fail("`strings` must be an object");
  if (theme !== undefined) validateTheme(theme);
}

function oneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value))
    fail(`\`${name}\` must be one of ${allowed.join(", ")}`);
}

/** `javascript:` and the like would run in the page when the customer follows the link. */
function isWebUrl(url: unknown): boolean {
  if (typeof url !== "string" || !URL.canParse(url, document.baseURI)) return false;
  return /^https?:$/.test(new URL(url, document.baseURI).protocol);
}

function fail(message: string): never {
  throw new ChatError("invalid-option", message);
}
