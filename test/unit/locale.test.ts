// Which of the widget's languages a language tag means.

import { expect, test } from "vitest";
import { formatLocale, matchLocale, parseLocale } from "../../src/widget/locale.ts";

test.each([
  ["en", "en"],
  ["en-GB", "en"],
  ["EN_us", "en"],
  ["ro", "ro"],
  ["ro-MD", "ro"],
  ["mo", "ro"],
  ["ar-EG", "ar"],
  ["pt", "pt"],
  ["pt-PT", "pt"],
  ["pt-AO", "pt"],
  ["pt-BR", "pt-BR"],
  ["pt_br", "pt-BR"],
  ["zh", "zh-Hans"],
  ["zh-CN", "zh-Hans"],
  ["zh-SG", "zh-Hans"],
  ["zh-TW", "zh-Hant"],
  ["zh-HK", "zh-Hant"],
  ["zh-MO", "zh-Hant"],
  ["zh-Hant", "zh-Hant"],
  ["zh-Hans-HK", "zh-Hans"],
  ["no", "no"],
  ["nb", "no"],
  ["nn-NO", "no"],
  ["iw", "he"],
  ["in", "id"],
  ["es-419", "es"],
  ["fr-CA", "fr"],
  ["de-DE-formal", "de"],
])("%s is spoken as %s", (tag, name) => {
  expect(matchLocale(tag)).toBe(name);
});

test.each(["mt", "tlh", "", "not a tag", "x", "constructor", "ca@valencia"])(
  "%j is not spoken, and no reason to stop",
  (tag) => {
    expect(matchLocale(tag)).toBeNull();
  },
);

test("takes an underscore for a hyphen, and nothing else that is no tag", () => {
  expect(parseLocale("de_DE")?.region).toBe("DE");
  expect(parseLocale("de DE")).toBeNull();
});

test("writes dates as in the country that was named, else as the words' language does", () => {
  expect(formatLocale("ar", "ar-EG")).toBe("ar-EG");
  expect(formatLocale("zh-Hant", "zh-TW")).toBe("zh-TW");
  expect(formatLocale("nb", "nn-NO")).toBe("nn-NO");
  expect(formatLocale("ro", "ro")).toBe("ro");
  // Words of the host's own, in a language that was not asked for.
  expect(formatLocale("eo", "en")).toBe("eo");
});
