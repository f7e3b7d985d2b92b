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
    const name = tag ? matchLocale(tag) : null;
    if (tag && name) return { name, tag: withHyphens(tag) };
  }
  return { name: "en", tag: "en" };
}

/** `pt-BR` has words of its own, `pt-PT` takes `pt`, Chinese goes by its script, Norwegian is one. Null: not spoken. */
export function matchLocale(tag: string): LocaleName | null {
  const locale = parseLocale(tag);
  if (!locale) return null;
  const { language, region } = locale;
  const spoken = language === "nb" || language === "nn" ? "no" : language;
  const names = [`${language}-${region}`, `${language}-${locale.maximize().script}`, spoken];
  return (
    (names.find((name) => name === "en" || Object.hasOwn(translations, name)) as LocaleName | undefined) ??
    null
  );
}

/** Null where it is no language tag. An underscore, as servers write it, does for a hyphen. */
export function parseLocale(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(withHyphens(tag));
  } catch {
    return null;
  }
}

/**
 * In which country's way the words in `lang` write dates: as was asked, or, where no country was named, as the browser's own variant of
 * that language does (`en-GB` writes dates unlike `en-US`).
 */
export function formatLocale(lang: string, asked: string): string {
  const fits = (tag: string) => tag === lang || (matchLocale(tag) ?? tag) === (matchLocale(lang) ?? lang);
  const named = fits(asked) && parseLocale(asked)?.region ? asked : undefined;
  return named ?? navigator.languages.find(fits) ?? (fits(asked) ? asked : lang);
}

function withHyphens(tag: string): string {
  return tag.trim().replaceAll("_", "-");
}
