// The built files keep what the README promises of them: sizes, and what may not be in which file.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { translations } from "../../src/widget/locales/index.ts";
import { en } from "../../src/widget/strings.ts";
import { translate } from "../../src/widget/words.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFile(`${root}${path}`, "utf8");
const gzippedKb = (text: string) => gzipSync(text, { level: 9 }).length / 1024;

let loader: string;
/** What is loaded for the open panel: the entry and what it imports at once. */
let panel: string[];
/** What is loaded when it is wanted. */
let later: string[];
let readme: string;

beforeAll(async () => {
  const manifest = JSON.parse(await read("dist/script/manifest.json")) as Manifest;
  const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? "";
  const atOnce = new Set([entry]);
  for (const name of atOnce) for (const imported of manifest[name]?.imports ?? []) atOnce.add(imported);
  const readChunks = (names: readonly string[]) =>
    Promise.all(names.map((name) => read(`dist/script/${manifest[name]?.file}`)));
  loader = await read("dist/script/ajar.js");
  panel = await readChunks([...atOnce]);
  const isLater = (name: string) => !atOnce.has(name) && !name.includes("/locales/");
  later = await readChunks(Object.keys(manifest).filter(isLater));
  readme = await read("README.md");
});

type Manifest = Readonly<
  Record<string, { readonly file: string; readonly isEntry?: boolean; readonly imports?: readonly string[] }>
>;

const sizeKb = (texts: readonly string[]) => texts.reduce((sum, text) => sum + gzippedKb(text), 0);

/** The figure that the README's table of sizes gives for a line that begins so. */
function promisedKb(line: string): number {
  const figure = readme
    .split("\n")
    .find((row) => row.startsWith(`| ${line}`))
    ?.match(/\| ([\d.]+) kB \|$/)?.[1];
  if (figure === undefined) throw new Error(`The README promises no size for "${line}"`);
  return Number(figure);
}

describe("the script tag", () => {
  it("is one small classic script", () => {
    expect(() => new Script(loader)).not.toThrow();
    expect(loader).not.toMatch(/import\.meta|\bexport\b|\bimport\s*[{"*]/);
    expect(gzippedKb(loader)).toBeLessThanOrEqual(promisedKb("`ajar.js`"));
  });

  it("leaves no name behind but its own", () => {
    expect(loader.trim()).toMatch(/^\(function\(\)\{.*\}\)\(\);$/s);
  });

  it("is imported by none of the files that it loads", () => {
    for (const chunk of [...panel, ...later]) expect(chunk).not.toContain("ajar.js");
  });

  it("loads no more for the open panel than the README says", () => {
    expect(sizeKb(panel)).toBeLessThanOrEqual(promisedKb("everything for the open panel"));
  });

  it("loads the open panel in one piece, so that nothing waits for a second one", () => {
    expect(panel).toHaveLength(1);
  });

  it("loads search and saving when they are wanted, without another copy of Preact", () => {
    // Words of Preact's own, which no minifier changes.
    const preact = "dangerouslySetInnerHTML";
    expect(panel.join()).toContain(preact);
    expect(later.length).toBeGreaterThan(0);
    for (const chunk of later) expect(chunk).not.toContain(preact);
    for (const words of ["NFKD", "ajar-transcript", "menuitem"])
      expect([panel.join().includes(words), later.join().includes(words)]).toEqual([false, true]);
    expect(sizeKb(later)).toBeLessThanOrEqual(promisedKb("search, the menu, saving, files"));
  });
});

describe.each(["dist/script/chunks", "dist/npm/chunks"])("the languages in %s", (folder) => {
  let files: Map<string, string>;
  let others: string;
  beforeAll(async () => {
    const names = await readdir(`${root}${folder}`);
    const isTranslation = (name: string) =>
      Object.keys(translations).some((language) => new RegExp(`^${language}-[\\w-]{6,8}\\.js$`).test(name));
    files = new Map();
    for (const name of names.filter(isTranslation)) files.set(name, await read(`${folder}/${name}`));
    const rest = names.filter((name) => !isTranslation(name)).map((name) => read(`${folder}/${name}`));
    others = (await Promise.all(rest)).join("\n");
  });

  it("are one chunk each, which brings no other along", () => {
    expect(files.size).toBe(Object.keys(translations).length);
    for (const text of files.values()) expect(text).not.toMatch(/\bimport\b/);
  });

  it("are no larger than the README says", () => {
    const sizes = [...files].map(([name, text]) => [name, gzippedKb(text)] as const);
    const limit = promisedKb("a language other than English");
    expect(sizes.filter(([, kb]) => kb > limit)).toEqual([]);
  });

  it("are in no other file, but English", async () => {
    for (const load of Object.values(translations)) {
      const { title, greetingText } = translate((await load()).words, "en", "en");
      expect(others).not.toContain(title);
      expect(others).not.toContain(greetingText);
    }
    expect(folder.includes("npm") || others.includes(en.greetingText)).toBe(true);
  });
});

describe("the README's languages", () => {
  it("are those that there are", () => {
    const line = readme.split("\n").find((row) => row.startsWith("The panel speaks English and ")) ?? "";
    const listed = [...line.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect(new Set(listed)).toEqual(new Set(Object.keys(translations)));
  });
});

describe("the sources", () => {
  it("have no way to run text as code or markup", async () => {
    const names = (await readdir(`${root}src`, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
    expect(names.length).toBeGreaterThan(30);
    const sinks = /\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/i;
    const texts = await Promise.all(names.map((name) => read(`src/${name}`)));
    const found = names.filter((_, index) => sinks.test(code(texts[index] ?? "")));
    expect(found).toEqual([]);
  });
});

/** Without the comments, which may speak of what the code avoids. */
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

describe("the README", () => {
  it("counts the methods of a backend right", async () => {
    const source = await read("src/backend/backend.ts");
    const body = source.slice(source.indexOf("export interface Backend "));
    const methods = [...body.matchAll(/^ {2}\w+(\?)?\(/gm)];
    const required = methods.filter(([, optional]) => optional === undefined);
    expect([methods.length, required.length]).toEqual([15, 5]);
    expect(readme).toContain("fifteen methods, five of them required");
  });

  it.each([
    ["src/options.ts", "ChatOptions"],
    ["src/widget/options.ts", "WidgetLook"],
    ["src/widget/options.ts", "WidgetOptions"],
  ])("names each option of %s's %s", async (path, name) => {
    const source = await read(path);
    const start = source.indexOf(`interface ${name} `);
    const body = source.slice(start, source.indexOf("\n}", start));
    const options = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, option]) => option ?? "");
    expect(options.length).toBeGreaterThan(0);
    const rows = readme.split("\n").filter((line) => line.startsWith("| `"));
    for (const option of options) expect(rows.some((row) => row.includes(`\`${option}\``))).toBe(true);
  });
});
