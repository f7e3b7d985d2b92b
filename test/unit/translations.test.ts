// Each language says everything that English says: every value that it is given, and every form that its numbers take.

import { describe, expect, it } from "vitest";
import { matchLocale } from "../../src/widget/locale.ts";
import { translations, type Translated } from "../../src/widget/locales/index.ts";
import type { AnyTranslation, Translation } from "../../src/widget/locales/translation.ts";
import { en, type Strings } from "../../src/widget/strings.ts";
import { translate } from "../../src/widget/words.ts";

type Say = (...values: unknown[]) => string;

const keys = Object.keys(en) as (keyof Strings)[];
const names = Object.keys(translations) as Translated[];
/** Numbers at which some language changes the form, and some between. */
const counts = [
  ...Array.from({ length: 131 }, (_, count) => count),
  1000,
  1001,
  10_000,
  1_000_000,
  2_000_000,
];
const load = async (name: Translated): Promise<AnyTranslation> => (await translations[name]()).words;
const speak = async (name: Translated) => translate(await load(name), name, name);
const isSay = (word: unknown): word is Say => typeof word === "function";

/** Words whose numbers are what they were given, marked, and the forms that each word with a number chose from. */
async function watched(name: Translated): Promise<{ strings: Strings; forms: Record<string, string>[] }> {
  const seen: Record<string, string>[] = [];
  const words = await load(name);
  const strings = words({
    number: (value) => `#${value}`,
    plural: (count, forms) => {
      seen.push(forms);
      return forms.other.replace("#", `#${count}`);
    },
  }) as Strings;
  return { strings, forms: seen };
}

describe.each(names)("%s", (name) => {
  it("says what language it is, and in which direction it is written", async () => {
    const { lang, dir } = await speak(name);
    expect(matchLocale(lang)).toBe(name);
    expect(dir).toBe(["ar", "he"].includes(name) ? "rtl" : "ltr");
  });

  it("has each of English's words, said in its own", async () => {
    const strings = await speak(name);
    expect(Object.keys(strings).sort()).toEqual([...keys].sort());
    const same = keys.filter((key) => strings[key] === en[key] && String(en[key]).length > 9);
    expect(same).toEqual([]);
    for (const key of keys) {
      const [ours, english] = [strings[key], en[key]];
      expect(typeof ours).toBe(typeof english);
      if (typeof ours !== "string" || typeof english !== "string") continue;
      expect(ours.trim()).toBe(ours);
      expect(ours.length).toBeGreaterThan(0);
      // What goes on, or is a sentence, does so in both.
      expect([key, ours.endsWith("…")]).toEqual([key, english.endsWith("…")]);
    }
  });

  it("says each value that it is given", async () => {
    const { strings } = await watched(name);
    for (const key of keys) {
      const english: unknown = en[key];
      const ours: unknown = strings[key];
      if (!isSay(english) || !isSay(ours)) continue;
      const values = ["Rui M.", "10:02"].slice(0, english.length);
      for (const value of values)
        expect([key, ours(...values)]).toEqual([key, expect.stringContaining(value)]);
    }
  });

  it("has a form for each of its plural categories, and no other", async () => {
    const { lang } = await speak(name);
    const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
    const { strings, forms: seen } = await watched(name);
    for (const word of Object.values(strings)) if (isSay(word)) word(7, 8);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    for (const forms of seen) expect(Object.keys(forms).sort()).toEqual([...categories].sort());
  });

  it("says every number, but where a form is for one number only", async () => {
    const strings = await speak(name);
    const rules = new Intl.PluralRules(strings.lang);
    const format = new Intl.NumberFormat(strings.lang);
    const sayers = [
      strings.launcherOpenUnread,
      strings.jumpNew,
      strings.charactersLeft,
      strings.charactersOver,
      strings.announceNew,
    ];
    for (const say of sayers)
      for (const count of counts) {
        const said = say(count);
        expect(said).not.toMatch(/undefined|#|NaN/);
        const isAlone = counts.every(
          (other) => other === count || rules.select(other) !== rules.select(count),
        );
        const number = isAlone ? "" : format.format(count);
        expect(said).toContain(number);
      }
    for (const say of sayers) expect(new Set(counts.map(say)).size).toBe(counts.length);
  });

  it("begins its notices in its own direction, whatever the name in them", async () => {
    const strings = await speak(name);
    if (strings.dir !== "rtl") return;
    const lines = [
      strings.noticeOpened("20"),
      strings.noticeOpenedToday,
      strings.noticeJoined("Rui"),
      strings.noticeChanged("Rui"),
      strings.noticeWaiting("Rui"),
      strings.noticeResumed("Rui"),
      strings.noticeClosed("Rui"),
      strings.noticeClosedUnnamed,
      strings.today,
      strings.yesterday,
      strings.newMessages,
    ];
    for (const line of lines) expect(line).toMatch(/^[\p{Script=Arabic}\p{Script=Hebrew}]/u);
    const marked = (await watched(name)).strings;
    for (const word of Object.values(marked)) {
      if (!isSay(word)) continue;
      const said = word("Rui M.", "10:02");
      const put = said.split(/Rui M\.|10:02/).length - 1;
      expect(said.match(/\u2068[^\u2068]+\u2069|#(?:Rui M\.|10:02)/g)).toHaveLength(put);
    }
  });
});

it.each([
  ["ro", 0, "0 mesaje noi"],
  ["ro", 1, "Un mesaj nou"],
  ["ro", 19, "19 mesaje noi"],
  ["ro", 20, "20 de mesaje noi"],
  ["ro", 101, "101 mesaje noi"],
  ["ro", 120, "120 de mesaje noi"],
  ["ar", 0, "لا رسائل جديدة"],
  ["ar", 1, "رسالة جديدة واحدة"],
  ["ar", 2, "رسالتان جديدتان"],
  ["ar", 3, "3 رسائل جديدة"],
  ["ar", 10, "10 رسائل جديدة"],
  ["ar", 11, "11 رسالة جديدة"],
  ["ar", 102, "102 رسالة جديدة"],
  ["ar", 103, "103 رسائل جديدة"],
  ["ru", 11, "11 новых сообщений"],
  ["ru", 21, "21 новое сообщение"],
  ["ru", 22, "22 новых сообщения"],
  ["uk", 4, "4 нові повідомлення"],
  ["uk", 14, "14 нових повідомлень"],
  ["pl", 21, "21 nowych wiadomości"],
  ["pl", 22, "22 nowe wiadomości"],
  ["cs", 4, "4 nové zprávy"],
  ["cs", 5, "5 nových zpráv"],
  ["he", 2, "שתי הודעות חדשות"],
  ["fr", 0, "0 nouveau message"],
  ["ja", 1, "新しいメッセージ 1 件"],
] as const)("in %s, %i is said as %j", async (name, count, said) => {
  expect((await speak(name)).announceNew(count)).toBe(said);
});

describe("a translation", () => {
  it("does not compile without each word and each form", async () => {
    const complete: Translation<"one" | "few"> = (await import("../../src/widget/locales/ro.ts")).words;
    expect(complete).toBeTypeOf("function");
    // @ts-expect-error a word is missing
    const short: Translation = () => {
      const { send: _, ...others } = en;
      return others;
    };
    const formless: Translation<"one" | "few"> = ({ plural }) => ({
      ...en,
      // @ts-expect-error a form is missing
      announceNew: (count) => plural(count, { one: "#", other: "#" }),
    });
    // @ts-expect-error a word takes no such value
    const wrong: Translation = () => ({ ...en, today: (day: Date) => day.toISOString() });
    expect([short, formless, wrong].every(isSay)).toBe(true);
  });
});
