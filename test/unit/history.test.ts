// The check of histories is only worth something if it notices each kind of wrong.

import { expect, it } from "vitest";
import { type History, type ShownRow, violations } from "../support/history.ts";

const rows = (...texts: string[]): ShownRow[] => texts.map((text) => ({ text, failed: false }));
const failed = (text: string): ShownRow => ({ text, failed: true });
const view = (...observations: ShownRow[][]) => ({ name: "the tab", observations, isFinal: true });

const good: History = {
  writes: { ana: ["one", "two"], rui: ["reply"] },
  views: [view(rows("one"), rows("one", "two"), rows("one", "reply", "two"))],
  server: ["one", "reply", "two"],
};

it("finds nothing wrong with a healthy run", () => {
  expect(violations(good)).toEqual([]);
});

it("notices an accepted text that the server never got", () => {
  expect(violations({ ...good, writes: { ana: ["one", "two", "lost"] } })).toEqual([
    '"lost" of ana is on the server 0 times',
  ]);
});

it("lets a text be missing that is said to have been refused, discarded or lost with a backup", () => {
  const excused = { ...good, writes: { ana: ["one", "two", "lost"] }, excused: ["lost"] };
  expect(violations(excused)).toEqual([]);
});

it("notices a text that the server has twice", () => {
  expect(violations({ ...good, server: ["one", "reply", "two", "one"] })).toContain(
    '"one" of ana is on the server 2 times',
  );
});

it("notices a text that is shown twice, even for a moment", () => {
  const doubled = view(rows("one"), rows("one", "one"), rows("one", "reply", "two"));
  expect(violations({ ...good, views: [doubled] })).toEqual(['the tab shows "one" twice']);
});

it("notices a writer's texts in the wrong order, at the server and in view", () => {
  expect(
    violations({ ...good, views: [view(rows("two", "reply", "one"))], server: ["two", "reply", "one"] }),
  ).toEqual([
    'the server has "two" before "one", which ana wrote first',
    'the tab has "two" before "one", which ana wrote first',
  ]);
});

it("notices what goes from view, also when it comes back", () => {
  const blinking = view(rows("one", "two"), rows("two"), rows("one", "reply", "two"));
  expect(violations({ ...good, views: [blinking] })).toEqual(['"one" went from the view of the tab']);
});

it("notices what moves in view", () => {
  const moving = view(rows("reply", "one"), rows("one", "reply"), rows("one", "reply", "two"));
  expect(violations({ ...good, views: [moving] })).toEqual(['"one" moved in the view of the tab']);
});

it("notices a tab that lacks something at the end, or has more than the server", () => {
  expect(violations({ ...good, views: [view(rows("one", "two"))] })).toEqual([
    'the tab does not show "reply" at the end',
  ]);
  expect(violations({ ...good, views: [view(rows("one", "reply", "two", "ghost"))] })).toEqual([
    'the tab shows "ghost" at the end, which the server does not have',
  ]);
});

it("notices another order than the server's at the end", () => {
  expect(violations({ ...good, views: [view(rows("reply", "one", "two"))] })).toEqual([
    "the tab shows another order than the server at the end",
  ]);
});

it("asks of a page that was closed before the end only what it showed", () => {
  const closed = { ...view(rows("one")), isFinal: false };
  expect(violations({ ...good, views: [closed] })).toEqual([]);
  expect(violations({ ...good, views: [{ ...closed, observations: [rows("one", "one")] }] })).toEqual([
    'the tab shows "one" twice',
  ]);
});

it("lets a refused message stand aside until it is sent, but not vanish", () => {
  const released = view(
    [...rows("one"), failed("two")],
    [...rows("one", "reply"), failed("two")],
    rows("one", "reply", "two"),
  );
  expect(violations({ ...good, views: [released] })).toEqual([]);
  const vanished = view([...rows("one"), failed("two")], rows("one"), rows("one", "reply"));
  expect(violations({ ...good, views: [vanished], server: ["one", "reply"] })).toEqual([
    '"two" of ana is on the server 0 times',
  ]);
});

it("lets what a backup lost go from view, but not stay there", () => {
  const lost = { ...good, writes: { ana: ["one", "two", "lost"] }, excused: ["lost"] };
  const reset = view(rows("one", "lost"), rows("one", "reply", "two"));
  expect(violations({ ...lost, views: [reset] })).toEqual([]);
  expect(violations({ ...lost, views: [view(rows("one", "reply", "two", "lost"))] })).toEqual([
    'the tab shows "lost" at the end, which the server does not have',
  ]);
});

it("takes an edit for the same text, in its place", () => {
  const changed = [{ from: "reply", to: "a better reply" }];
  const edited = view(rows("one", "reply", "two"), rows("one", "a better reply", "two"));
  const server = ["one", "a better reply", "two"];
  expect(violations({ ...good, views: [edited], server, changed })).toEqual([]);
  const both = view(rows("one", "reply", "a better reply", "two"));
  expect(violations({ ...good, views: [both], server, changed })).toContain('the tab shows "reply" twice');
});
