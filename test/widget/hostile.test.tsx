// Hostile texts in every place where somebody else's words are drawn: nothing runs, nothing is loaded, nothing leads anywhere, and
// there is no element and no attribute but those that the panel draws.

import { act } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { hostileTexts } from "../support/hostile-texts.ts";
import { aConversation, aMessage, aNotice, aPending, createFakeChat, type FakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

const all = Object.values(hostileTexts).flat();

const harmless =
  "Hello **you**, *and* `x`: [here](https://shop.example)\n\n- a\n\n3. b\n\n> c\n\n```\nd\n```";
const never = ["script", "style", "iframe", "object", "embed", "img", "link", "meta", "base", "template"];

let chat: FakeChat;
const called = vi.fn<(what: string) => void>();

beforeEach(async () => {
  await useDesktop();
  called.mockReset();
  for (const name of ["alert", "confirm", "prompt", "open", "print"] as const)
    vi.spyOn(window, name).mockImplementation(() => called(name) as never);
  chat = createFakeChat();
  chat.set.isOpen.value = true;
});
afterEach(() => {
  removeWidgets();
  vi.restoreAllMocks();
});

/** Where all rows are drawn, however long the texts. */
function tallPlace(): Element {
  const place = document.createElement("div");
  place.style.height = "9000px";
  document.body.append(place);
  onTestFinished(() => place.remove());
  return place;
}

/** Everything that somebody else says, at once. */
async function say(text: string): Promise<void> {
  const author = { role: "agent", id: text, name: text } as const;
  await act(() => {
    chat.set.identity.value = { status: "signed-in", customer: { id: "ana", name: text } };
    chat.set.conversation.value = aConversation({ agent: { id: text, name: text, avatarUrl: text } });
    chat.set.items.value = [
      aNotice("opened"),
      aNotice("text", { text }),
      aNotice("agent-joined", { agentName: text }),
      aMessage("ana", text),
      aMessage("rui", text, { author }),
      aMessage("rui", text, { author, format: "markdown", quickReplies: [text, `${text} 2`] }),
    ];
    chat.set.pending.value = [];
    chat.emit("message:received", aMessage("rui", text, { author, format: "markdown" }));
  });
}

async function refuse(text: string): Promise<void> {
  const failure = new ChatError("rejected", text);
  await act(() => {
    chat.set.pending.value = [aPending(text, { state: "failed", failure })];
    chat.set.draft.value = text;
    chat.emit("error", failure);
  });
}

/** Each kind of element in the panel, and what is said of it, but for the numbers in a style. */
function kindsIn(shadow: ShadowRoot): Set<string> {
  const kinds = [...shadow.querySelectorAll("*")].flatMap((element) => [
    element.localName,
    ...element.getAttributeNames().map((name) => {
      const style =
        name === "style"
          ? element
              .getAttribute(name)
              ?.replaceAll(/[\d.]+(e-\d+)?/g, "0")
              .replace("0px 0px", "0px")
          : "";
      return `${element.localName} ${name} ${style}`;
    }),
  ]);
  return new Set(kinds);
}

/** What is not drawn of harmless words, and links that lead elsewhere. */
function faults(shadow: ShadowRoot, usual: ReadonlySet<string>): string[] {
  const links = [...shadow.querySelectorAll("a")].flatMap(faultsOfLink);
  return [...links, ...[...kindsIn(shadow)].filter((kind) => !usual.has(kind))];
}

function faultsOfLink({ href, protocol, username, target, rel }: HTMLAnchorElement): string[] {
  const isSound =
    ["http:", "https:", "mailto:", "tel:"].includes(protocol) &&
    username === "" &&
    target === "_blank" &&
    rel === "noopener noreferrer nofollow";
  return isSound ? [] : [href];
}

test("there are some three hundred of them, each once", () => {
  expect(all.length).toBeGreaterThan(290);
  expect(all.filter((text, at) => all.indexOf(text) < at)).toEqual([]);
});

describe.each(Object.entries(hostileTexts))("%s", (_, texts) => {
  test("are text and nothing else", async () => {
    const address = location.href;
    const { shadow } = showWidget(chat, {}, tallPlace());
    const usual = new Set<string>();
    const learn = () => kindsIn(shadow).forEach((kind) => usual.add(kind));
    await say(harmless);
    learn();
    await refuse(harmless);
    learn();
    expect(never.filter((tag) => usual.has(tag))).toEqual([]);
    const loaded = performance.getEntriesByType("resource").length;
    for (const text of texts) {
      await say(text);
      expect([text, faults(shadow, usual)]).toEqual([text, []]);
      const [own, plain] = [...shadow.querySelectorAll(".bubble")].map((bubble) => bubble.textContent);
      expect([own, plain]).toEqual([text, text]);
      const replies = [...shadow.querySelectorAll(".reply")].map((reply) => reply.textContent);
      expect(replies).toEqual([text, `${text} 2`]);
      await refuse(text);
      expect([text, faults(shadow, usual)]).toEqual([text, []]);
      expect(shadow.querySelector(".failure")?.textContent).not.toContain(text);
    }
    // What an `onerror` or an image would need.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(called).not.toHaveBeenCalled();
    expect(location.href).toBe(address);
    // A picture's address may be asked for where the page itself lives, and nowhere else.
    const origins = performance
      .getEntriesByType("resource")
      .slice(loaded)
      .map(({ name }) => new URL(name).origin);
    expect(origins.filter((origin) => origin !== location.origin)).toEqual([]);
  });
});

test("are found by a search as they are, and highlighting them makes no element but <mark>", async () => {
  const { shadow, view } = showWidget(chat);
  await act(() => view.getByRole("button", { name: "Search messages" }).click());
  const field: HTMLInputElement = view.getByRole("searchbox", { name: "Search messages" });
  const texts = ["<script>alert(1)</script>", "https://evil.example", "javascript:alert(1)"];
  for (const text of texts) {
    await say(text);
    field.value = text;
    await act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    await expect.poll(() => shadow.querySelector("mark")?.textContent).toBe(text);
    const bubble = shadow.querySelector("mark")?.closest(".bubble");
    const tags = [...(bubble?.querySelectorAll("*") ?? [])].map(({ localName }) => localName);
    expect(tags.filter((tag) => !["p", "a", "mark"].includes(tag))).toEqual([]);
  }
  expect(called).not.toHaveBeenCalled();
});
