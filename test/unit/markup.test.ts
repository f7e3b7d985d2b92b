// Text to markup: what becomes what, what stays text, and that the work grows with the length of the text and no faster.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHref } from "../../src/markup/addresses.ts";
import { type Markup, textOf } from "../../src/markup/markup.ts";
import { parseMarkup, visibleText } from "../../src/markup/parse.ts";
import { stepsOf } from "../support/steps.ts";

/** As it would look in a document: texts as they are, links with where they lead. */
function draw(markup: readonly Markup[]): string {
  return markup
    .map((part) => {
      if (typeof part === "string") return part;
      const more = part.href ?? (part.start === undefined ? "" : String(part.start));
      return `<${part.tag}${more && ` ${more}`}>${draw(part.children)}</${part.tag}>`;
    })
    .join("");
}

const markdown = (text: string) => draw(parseMarkup(text, "markdown"));
const plain = (text: string) => draw(parseMarkup(text, "plain"));

describe("plain text", () => {
  it.each([
    [
      "**no** _marks_ `here` [x](https://x.example)",
      "<p>**no** _marks_ `here` [x](<a https://x.example/>https://x.example</a>)</p>",
    ],
    ["two\n\n- lines", "<p>two\n\n- lines</p>"],
    [
      "See https://x.example/a_(b). And (https://y.example/z), www.z.example!",
      "<p>See <a https://x.example/a_(b)>https://x.example/a_(b)</a>. And (<a https://y.example/z>https://y.example/z</a>), <a https://www.z.example/>www.z.example</a>!</p>",
    ],
    ["请看https://x.example。谢谢", "<p>请看<a https://x.example/>https://x.example</a>。谢谢</p>"],
    [
      "ana@x.example. mailto:a@b.example tel:+35121",
      "<p><a mailto:ana@x.example>ana@x.example</a>. <a mailto:a@b.example>mailto:a@b.example</a> <a tel:+35121>tel:+35121</a></p>",
    ],
    ["hotel:5 a@b www. https:// @x.example", "<p>hotel:5 a@b www. https:// @x.example</p>"],
  ])("%j becomes links and nothing else", (text, drawn) => {
    expect(plain(text)).toBe(drawn);
    expect(textOf(parseMarkup(text, "plain"))).toBe(`${text}\n`);
  });
});

describe("markdown", () => {
  it.each([
    [
      "**bold** and *italic*, __bold__ and _italic_, ***both***",
      "<p><strong>bold</strong> and <em>italic</em>, <strong>bold</strong> and <em>italic</em>, <strong><em>both</em></strong></p>",
    ],
    ["`a*b` and ``c``", "<p><code>a*b</code> and <code>c</code></p>"],
    [
      "[here](https://x.example/A_(b)), [call](tel:+35121)",
      "<p><a https://x.example/A_(b)>here</a>, <a tel:+35121>call</a></p>",
    ],
    [
      "**[bold](https://x.example)** [**bold**](https://x.example)",
      "<p><strong><a https://x.example/>bold</a></strong> <a https://x.example/><strong>bold</strong></a></p>",
    ],
    ["one\ntwo\n\nthree", "<p>one\ntwo</p><p>three</p>"],
    [
      "Choose:\n- a\n- b\n  - c\n\n  more\n- d",
      "<p>Choose:</p><ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul><p>more</p></li><li><p>d</p></li></ul>",
    ],
    ["3. c\n\n4. d", "<ol 3><li><p>c</p></li><li><p>d</p></li></ol>"],
    ["It was in\n2019. Then", "<p>It was in\n2019. Then</p>"],
    ["> said\n> - a\n\nno", "<blockquote><p>said</p><ul><li><p>a</p></li></ul></blockquote><p>no</p>"],
    ["```js\n<b> **x**\n\n  y\n```\nend", "<pre><code><b> **x**\n\n  y</code></pre><p>end</p>"],
    ["```\nnever closed", "<pre><code>never closed</code></pre>"],
    ["a\\*b\\* \\[c](d)", "<p>a*b* [c](d)</p>"],
  ])("%j is marked up", (text, drawn) => expect(markdown(text)).toBe(drawn));

  it.each([
    "2 * 3 * 4",
    "5*3*2",
    "snake_case_name",
    "____",
    "**",
    "*",
    "**open",
    "`open",
    "[1] [2]",
    "[x](",
    "[x] (y)",
    ">",
    "-",
    "#1",
    "<b>x</b> &amp;",
    "[x](javascript:alert(1))",
    "[x](/path)",
    "[x](//x.example)",
    "[x](data:text/html,x)",
  ])("%j stays text", (text) => expect(markdown(text)).toBe(`<p>${text}</p>`));

  it("says where a link leads whose label reads like another address", () => {
    expect(markdown("[https://bank.example](https://evil.example)")).toBe(
      "<p><a https://evil.example/>https://bank.example</a> (evil.example)</p>",
    );
    expect(markdown("[bank.example](https://evil.example)")).toContain("</a> (evil.example)");
    expect(markdown("[bank.example](https://bank.example/login)")).toBe(
      "<p><a https://bank.example/login>bank.example</a></p>",
    );
    expect(markdown("[\u202eelpmaxe.knab](https://evil.example)")).toContain("</a> (evil.example)");
  });

  it("is read without its marks", () => {
    expect(visibleText({ text: "**Hi** [you](https://x.example)\n\n- a", format: "markdown" })).toBe(
      "Hi you\na\n",
    );
    expect(visibleText({ text: "**Hi**", format: "plain" })).toBe("**Hi**");
  });

  it("nests a few levels and no deeper, whatever is written", () => {
    const depthOf = (part: Markup): number =>
      typeof part === "string" ? 0 : 1 + Math.max(0, ...part.children.map(depthOf));
    const deep = [
      "> ".repeat(500) + "x",
      Array.from({ length: 300 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n"),
      "*_**__".repeat(300) + "x",
      "[".repeat(500),
    ];
    for (const text of deep) expect(Math.max(...parseMarkup(text, "markdown").map(depthOf))).toBeLessThan(20);
  });

  const written = fc
    .array(
      fc.constantFrom(
        "a",
        "B9",
        " ",
        "\n",
        "*",
        "**",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "](",
        "https://x.example",
        "javascript:",
        "www.y.example",
        "z@x.example",
        "> ",
        "- ",
        "1. ",
        "\\",
        "```\n",
        "é",
        "\u202e",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(""));

  it("makes no link but an allowed one, whatever is written", () => {
    const hrefsIn = (part: Markup): string[] =>
      typeof part === "string"
        ? []
        : [...(part.href === undefined ? [] : [part.href]), ...part.children.flatMap(hrefsIn)];
    fc.assert(
      fc.property(written, (text) => {
        const hrefs = parseMarkup(text, "markdown").flatMap(hrefsIn);
        expect(hrefs.filter((href) => toHref(href) !== href || !/^(https:|mailto:)/.test(href))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("loses no letter, whatever is written", () => {
    // An address behind a label is not read, nor is a list's number or a code block's language.
    const bare = written.filter(
      (text) => !text.includes("](") && !text.includes("```") && !text.includes("1. "),
    );
    const letters = (words: string) => words.replaceAll(/[^a-zA-Z9é]/g, "");
    fc.assert(
      fc.property(bare, (text) => {
        expect(letters(textOf(parseMarkup(text, "markdown")))).toBe(letters(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the work", () => {
  const patterns = [
    "a",
    "*a ",
    "a* ",
    "**a",
    "*a_b**c__",
    "_*",
    "[",
    "]",
    "[a](",
    "[a](x",
    "[a](x[b](y)",
    "](",
    "((",
    "[a](https://x.example)",
    "`",
    "`a",
    "``a`",
    "\\",
    "\\*",
    "https://",
    "https://[",
    "https://a)",
    "https://a....",
    "(https://x.example/",
    "www.",
    "a@",
    "a.b@c.d",
    "@",
    "> ",
    ">\n",
    "- ",
    "- a\n",
    "  - a\n",
    "1. a\n\n",
    "```\n",
    "\n",
    " ",
    "tel:",
    "http",
    "\u202e",
  ];

  it.each(patterns)("grows with the length of a text of %j, and no faster", (pattern) => {
    const text = (length: number) => pattern.repeat(Math.ceil(length / pattern.length));
    const steps = (length: number) =>
      stepsOf("src/markup/", () => void parseMarkup(text(length), "markdown"));
    // Counts differ by some, as the engine drops those of code that it compiles; a square would give a hundred.
    expect(steps(20_000) / steps(2000)).toBeLessThan(16);
  });

  it("is seen to grow faster where it does", () => {
    const search = (length: number) => {
      let found = 0;
      const text = "a".repeat(length);
      for (let at = 0; at < length; at += 1) if (text.indexOf("b", at) >= 0) found += 1;
      return found;
    };
    const steps = (length: number) => stepsOf("src/markup/", () => void search(length));
    expect(steps(4000) / steps(1000)).toBeGreaterThan(12);
  });
});
