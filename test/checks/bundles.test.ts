// The built files keep what the README promises of them: sizes, and what may not be in which file.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFile(`${root}${path}`, "utf8");
const gzippedKb = (text: string) => gzipSync(text, { level: 9 }).length / 1024;

let loader: string;
let chunks: string[];
/** Those that are loaded without anybody's asking. */
let needed: string[];
let readme: string;

beforeAll(async () => {
  const names = await readdir(`${root}dist/script/chunks`);
  loader = await read("dist/script/ajar.js");
  chunks = await Promise.all(names.map((name) => read(`dist/script/chunks/${name}`)));
  const manifest = JSON.parse(await read("dist/script/manifest.json")) as Record<
    string,
    { readonly file: string; readonly isEntry?: boolean; readonly imports?: readonly string[] }
  >;
  const entries = Object.values(manifest).filter(({ isEntry }) => isEntry);
  const files = entries.flatMap(({ file, imports = [] }) => [
    file,
    ...imports.map((key) => manifest[key]?.file ?? key),
  ]);
  needed = await Promise.all(files.map((file) => read(`dist/script/${file}`)));
  readme = await read("README.md");
});

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
    for (const chunk of chunks) expect(chunk).not.toContain("ajar.js");
  });

  it("has one copy of the interface library, in what every panel loads", () => {
    const isLibrary = (chunk: string) => chunk.includes("__k") && chunk.includes("__html");
    expect(chunks.filter(isLibrary)).toEqual(needed);
  });

  it("loads no more for the open panel than the README says", () => {
    const total = needed.reduce((sum, chunk) => sum + gzippedKb(chunk), 0);
    expect(total).toBeLessThanOrEqual(promisedKb("everything for the open panel"));
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
    expect([methods.length, required.length]).toEqual([11, 5]);
    expect(readme).toContain("eleven methods, five of them required");
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
