// Which language the panel speaks, and in which country's way it writes dates and numbers. Language tags are BCP 47.

import { translations, type Translated } from "./locales/index.ts";

/** A language that the widget has words for. */
export type LocaleName = Translated | "en";

export interface Locale {
  readonly name: LocaleName;
  /** What was asked for, such as `ro-MD`; dates and numbers follow it. */
  readonly tag: string;
}

/**
 * The first language that the widget speaks: the host's, the page's (`<html lang>`), the browser's in their order. English when it
 * speaks none of them.
 */
export function chooseLocale(asked: string | undefined): Locale {
  for (const tag of [asked, document.documentElement.lang, ...navigator.languages]) {
    const name = matchLocale(tag);
    if (name) return { name, tag: String(parseLocale(tag)) };
  }
  return { name: "en", tag: "en" };
}

/** `pt-BR` has words of its own, `pt-PT` takes `pt`, Chinese goes by its script, Norwegian is one. Null: not spoken. */
export function matchLocale(tag: string | undefined): LocaleName | null {
  const locale = parseLocale(tag);
  if (!locale) return null;
  const { language, region } = locale;
  const spoken = /^n[bn]$/.test(language) ? "no" : language;
  // Only for Chinese: the first maximize() takes Chromium 6 ms.
  const script = language === "zh" && locale.maximize().script;
  const names = [`${language}-${region}`, `${language}-${script}`, spoken];
  return (names.find((name) => name === "en" || name in translations) as LocaleName | undefined) ?? null;
}

/** Null where it is no language tag. An underscore, as servers write it, does for a hyphen. */
export function parseLocale(tag = ""): Intl.Locale | null {
  try {
    return new Intl.Locale(tag.trim().replaceAll("_", "-"));
  } catch {
    return null;
  }
}

/**
 * In which country's way the words in `lang` write dates: as was asked, or, where no country was named, as the browser's own variant of
 * that language does (`en-GB` writes dates unlike `en-US`).
 */
export function formatLocale(lang: string, asked: string): string {
  const named = parseLocale(asked)?.region ? [asked] : [];
  const nameOf = (tag: string) => matchLocale(tag) ?? tag;
  return [...named, ...navigator.languages, asked].find((tag) => nameOf(tag) === nameOf(lang)) ?? lang;
}
