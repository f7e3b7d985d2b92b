// How the conversation stands, in words: sentences as each language joins them, names that turn nothing.

import { expect, it } from "vitest";
import type { Conversation } from "../../src/model/conversation.ts";
import { createDates } from "../../src/widget/dates.ts";
import type { AnyTranslation } from "../../src/widget/locales/translation.ts";
import { translations } from "../../src/widget/locales/index.ts";
import { noticeText } from "../../src/widget/notices.ts";
import { stateWords } from "../../src/widget/state-words.ts";
import { en, type Strings } from "../../src/widget/strings.ts";
import { translate } from "../../src/widget/words.ts";

const opensAt = new Date(new Date().setHours(33, 0, 0, 0)).toISOString();

function conversation(name: string): Conversation {
  return {
    id: "cv_1",
    seq: 1,
    state: "waiting",
    agent: { id: "rui", name, avatarUrl: null },
    customerRead: null,
    agentRead: null,
    rating: null,
    openedAt: "2026-11-20T09:12:04Z",
    closedAt: null,
  };
}

const waiting = (name: string, strings: Strings) =>
  stateWords(conversation(name), { open: false, opensAt, timeZone: "UTC" }, strings, createDates(strings));

async function wordsOf(name: keyof typeof translations): Promise<Strings> {
  const { words } = (await translations[name]()) as { readonly words: AnyTranslation };
  return translate(words, name, name);
}

it("ends the first of two sentences once, as the language does", async () => {
  expect(waiting("Rui", en)).toMatch(
    /^Rui will be told when you write\. We answer from tomorrow 9:00.*[^.]\.$/,
  );
  expect(waiting("Rui", await wordsOf("ja"))).toMatch(/^[^。]+。[^。 ]+[^。]*。$/);
  expect(waiting("Rui", await wordsOf("hi"))).toMatch(/^[^।.]+। [^।.]+।$/);
  expect(waiting("Rui", await wordsOf("th"))).not.toMatch(/[.。।]/);
});

it("keeps a name that is written from right to left to itself", () => {
  expect(waiting("ريم", en)).toMatch(/^\u2068ريم\u2069 will be told/);
  expect(waiting("Rui", en)).not.toMatch(/[\u2066-\u2069]/);
});

it("takes from a name what would turn the words around it", () => {
  const notice = {
    kind: "notice",
    id: "nt_1",
    conversation: "cv_1",
    pos: 1,
    seq: 1,
    notice: "agent-joined",
    at: "2026-11-20T09:12:04Z",
    agentName: "\u202eiuR\u2069",
    text: null,
  } as const;
  expect(noticeText(notice, en, createDates(en))).toBe("\u2068iuR\u2069 joined");
});
