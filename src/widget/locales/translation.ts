// What a translation is: English's words said in another language, complete by types, with the forms that its numbers take.
// The files beside this one import nothing that runs: each is a chunk of its own, and must not bring another chunk along.

import type { Strings } from "../strings.ts";

/** What a translation is given to speak of numbers in its own way. */
export interface Tools<Category extends Intl.LDMLPluralRule> {
  /** The form that `count` takes; `#` in it is replaced by the number. */
  readonly plural: (count: number, forms: Readonly<Record<Category | "other", string>>) => string;
  /** In the language's own digits. */
  readonly number: (value: number) => string;
}

/** `Category`: the language's plural categories as Unicode's CLDR lists them, `other` aside. */
export type Translation<Category extends Intl.LDMLPluralRule = "other"> = (tools: Tools<Category>) => Strings;

/** Any translation, for who has tools that take every form. The build leaves its keys out: then the words come in English's order. */
export type AnyTranslation = (tools: AnyTools) => Strings | readonly unknown[];

export interface AnyTools {
  readonly plural: (
    count: number,
    forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>,
  ) => string;
  readonly number: (value: number) => string;
}
