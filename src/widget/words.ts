// The words that the panel says at present: English at once, another language's when its chunk is here.

import { signal } from "@preact/signals";
import { importAgain } from "../lib/import-again.ts";
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
  const words = { strings: en as Strings, tag: "en", areHere, ask, dispose };
  let asked: Locale | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;

  function take(strings: Strings, tag: string): void {
    words.strings = strings;
    words.tag = tag;
    areHere.value = true;
  }

  function ask(wanted: string | undefined): void {
    const locale = chooseLocale(wanted);
    const { name, tag } = locale;
    if (asked?.tag === tag) return;
    asked = locale;
    if (name === "en") return take(en, tag);
    patience ??= setTimeout(() => (areHere.value = true), patienceMs);
    importAgain(translations[name]).then(
      (loaded) => {
        if (asked !== locale) return;
        take(translate(loaded.words, name, tag), tag);
        onChange();
      },
      (error: unknown) => {
        if (asked !== locale) return;
        asked = null; // the next change of looks tries again
        areHere.value = true;
        warnHost(`Ajar: the words for "${tag}" did not load`, error);
      },
    );
  }

  function dispose(): void {
    asked = null;
    clearTimeout(patience);
  }

  return words;
}

/** Begins to load what will be asked for, so that it comes beside what else the first picture needs. */
export function fetchWords(wanted: string | undefined): void {
  const { name } = chooseLocale(wanted);
  // A failure is told to whoever asks for the words.
  if (name !== "en") importAgain(translations[name]).catch(() => undefined);
}

/** A translation's words; `lang` is its language, `tag` says in which country's way its numbers are written. */
export function translate(words: AnyTranslation, lang: string, tag: string): Strings {
  const made = words(toolsFor(lang, tag));
  if (!Array.isArray(made)) return made as Strings;
  return Object.fromEntries(Object.keys(en).map((key, index) => [key, made[index]])) as unknown as Strings;
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
