// The words that the panel says at present: English at once, another language's when its chunk is here.

import { signal } from "@preact/signals";
import type { Readable } from "../lib/readable.ts";
import { warnHost } from "../lib/report.ts";
import { chooseLocale, formatLocale, type Locale } from "./locale.ts";
import { translations } from "./locales/index.ts";
import type { AnyTools, AnyTranslation } from "./locales/translation.ts";
import { en, type Strings } from "./strings.ts";

export interface Words {
  readonly strings: Strings;
  /** The tag that these words were asked for by. */
  readonly tag: string;
  /** True once the words are those that were asked for first, or it took too long. */
  readonly areHere: Readable<boolean>;
  /** Asks for the words of a language; they may come later. Default: the page's language, or the browser's. */
  readonly ask: (locale: string | undefined) => void;
  readonly dispose: () => void;
}

/** How long the first picture waits for its words, in milliseconds. */
const patienceMs = 300;

/** @param onChange Other words have come. */
export function createWords(onChange: () => void): Words {
  const areHere = signal(false);
  let asked: Locale | null = null;
  let strings: Strings = en;
  let tag = "en";
  let patience: ReturnType<typeof setTimeout> | undefined;

  function take(words: Strings, locale: Locale): void {
    strings = words;
    tag = locale.tag;
    areHere.value = true;
  }

  function ask(wanted: string | undefined): void {
    const locale = chooseLocale(wanted);
    if (asked?.tag === locale.tag) return;
    asked = locale;
    if (locale.name === "en") return take(en, locale);
    patience ??= setTimeout(() => (areHere.value = true), patienceMs);
    loadWords(locale).then(
      (words) => {
        if (asked !== locale) return;
        take(words, locale);
        onChange();
      },
      (error: unknown) => {
        if (asked !== locale) return;
        asked = null; // the next change of looks tries again
        areHere.value = true;
        warnHost(`Ajar: the words for "${locale.tag}" did not load`, error);
      },
    );
  }

  return {
    get strings() {
      return strings;
    },
    get tag() {
      return tag;
    },
    areHere,
    ask,
    dispose: () => {
      asked = null;
      clearTimeout(patience);
    },
  };
}

/** Begins to load what will be asked for, so that it comes beside what else the first picture needs. */
export function fetchWords(wanted: string | undefined): void {
  const { name } = chooseLocale(wanted);
  // A failure is told to whoever asks for the words.
  if (name !== "en") translations[name]().catch(() => undefined);
}

async function loadWords({ name, tag }: Locale): Promise<Strings> {
  if (name === "en") return en;
  const { words } = await translations[name]();
  return translate(words, name, tag);
}

/** A translation's words; `lang` is its language, `tag` says in which country's way its numbers are written. */
export function translate(words: AnyTranslation, lang: string, tag: string): Strings {
  const made = words(toolsFor(lang, tag));
  const strings = (
    Array.isArray(made) ? Object.fromEntries(Object.keys(en).map((key, index) => [key, made[index]])) : made
  ) as Strings;
  return strings.dir === "rtl" ? isolated(strings) : strings;
}

function toolsFor(lang: string, tag: string): AnyTools {
  const numbers = new Intl.NumberFormat(formatLocale(lang, tag));
  const rules = new Intl.PluralRules(lang);
  const number = (value: number) => numbers.format(value);
  return {
    number,
    plural: (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", number(count)),
  };
}

/** What is put into a right-to-left sentence, such as a Latin name, keeps its own direction and turns nothing around it. */
function isolated(strings: Strings): Strings {
  const isolate = (value: unknown) => (typeof value === "string" ? `\u2068${value}\u2069` : value);
  const sayIsolated =
    (say: (...values: unknown[]) => string) =>
    (...values: unknown[]) =>
      say(...values.map(isolate));
  return Object.fromEntries(
    Object.entries(strings).map(([key, said]) => [
      key,
      typeof said === "function" ? sayIsolated(said as (...values: unknown[]) => string) : said,
    ]),
  ) as unknown as Strings;
}
