// One configuration for every build and test: the mode says which.
//   vite build                 the npm package            → dist/npm
//   vite build --mode script   the script tag's widget    → dist/script/chunks
//   vite build --mode loader   the script tag itself      → dist/script/ajar.js (after `script`: it names that build's chunk)
//   vite build --mode demo     shop, console and gallery  → dist/demo
//   vitest                     the tests, in three projects: node, browser (real Chromium), e2e
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { msw } from "msw/vite";
import { minifySync, parseAst, type Plugin, type UserConfig } from "vite";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { chromiumLaunchOptions } from "./test/support/chromium.ts";
import { engine, leftOut } from "./test/support/engine.ts";
import { firefox } from "./test/support/vitest-firefox.ts";
import { webkit } from "./test/support/vitest-webkit.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const builds: Record<string, () => UserConfig> = {
  production: () => ({
    plugins: [keylessTranslations()],
    build: {
      outDir: "dist/npm",
      target: "es2022",
      minify: false,
      lib: {
        entry: {
          index: path("src/index.ts"),
          rest: path("src/rest.ts"),
          widget: path("src/widget/index.ts"),
        },
        formats: ["es"],
      },
      rolldownOptions: {
        output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  }),
  script: () => ({
    plugins: [keylessTranslations()],
    build: {
      outDir: "dist/script",
      target: "es2022",
      manifest: "manifest.json",
      lib: { entry: { ajar: path("src/widget/script.ts") }, formats: ["es"] },
      rolldownOptions: {
        // The panel's later parts import what they share with it from it: it is one file, not one and then several more.
        preserveEntrySignatures: "allow-extension",
        output: {
          minify: true,
          comments: { annotation: false }, // the minifier has read them
          // Nearly all of it runs before the first picture: compiled in one go, beside the main thread, and kept so in the browser's
          // code cache (https://v8.dev/blog/explicit-compile-hints). Other engines take it for a comment.
          postBanner: "//# allFunctionsCalledOnLoad",
          entryFileNames: "chunks/[name]-[hash:6].js",
          chunkFileNames: "chunks/[name]-[hash:6].js",
        },
      },
    },
  }),
  loader: () => ({
    define: { __WIDGET_CHUNK__: JSON.stringify(widgetChunk()) },
    build: {
      outDir: "dist/script",
      emptyOutDir: false,
      target: "es2022",
      lib: { entry: { ajar: path("src/loader.ts") }, formats: ["iife"], name: "ajarLoader" },
      rolldownOptions: { output: { minify: true, entryFileNames: "[name].js" } },
    },
  }),
  demo: () => ({
    root: path("demo"),
    build: {
      outDir: path("dist/demo"),
      emptyOutDir: true,
      target: "es2022",
      rolldownOptions: {
        input: ["shop", "console", "gallery"].map((page) => path(`demo/${page}/index.html`)),
      },
    },
  }),
};

function widgetChunk(): string {
  const manifest = JSON.parse(readFileSync(path("dist/script/manifest.json"), "utf8")) as Record<
    string,
    { file: string; isEntry?: boolean }
  >;
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
  if (!entry)
    throw new Error("dist/script/manifest.json names no entry: run `vite build --mode script` first");
  return entry.file;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/**
 * Leaves out of each translation the keys of its words: they come in the order of English's, which the widget has anyway. Such a list is
 * for nobody to read, so it is minified in every build.
 */
function keylessTranslations(): Plugin {
  return {
    name: "keyless-translations",
    transform: {
      filter: { id: /\/widget\/locales\/[\w-]+\.ts$/, code: /export const words\b/ },
      handler(code, id) {
        const words = wordsIn(code, "words");
        const texts = new Map(
          words.entries.map(({ key, value }) => [key, code.slice(value.start, value.end)]),
        );
        const ordered = englishKeys().map(
          (key) => texts.get(key) ?? this.error(`${id} has no word for ${key}`),
        );
        return `${code.slice(0, words.start)}[${ordered.join()}]${code.slice(words.end)}`;
      },
    },
    renderChunk: (code, { fileName, facadeModuleId }) =>
      facadeModuleId?.includes("/widget/locales/") ? minifySync(fileName, code).code : null,
  };
}

function englishKeys(): string[] {
  return wordsIn(readFileSync(path("src/widget/strings.ts"), "utf8"), "en").entries.map(({ key }) => key);
}

/** The object that `export const <name>` is, or that the function of this name returns. */
function wordsIn(code: string, name: string) {
  const { body } = parseAst(code, { lang: "ts" }) as unknown as { readonly body: readonly Node[] };
  const declared = body
    .flatMap(
      ({ declaration }) => (declaration as { readonly declarations?: Node[] } | null)?.declarations ?? [],
    )
    .find(({ id }) => (id as { readonly name?: string }).name === name);
  let found = declared?.init as Node | undefined;
  while (found && found.type !== "ObjectExpression") found = within(found);
  if (!found) throw new Error(`No words are exported as \`${name}\``);
  const entries = (
    found.properties as { readonly key: { readonly name: string }; readonly value: Node }[]
  ).map(({ key, value }) => ({ key: key.name, value }));
  return { start: found.start, end: found.end, entries };
}

/** Through a function to what it returns, and through `as` and brackets. */
function within({ expression, argument, body }: Node): Node | undefined {
  return (
    Array.isArray(body)
      ? (body as Node[]).at(-1)
      : [argument, expression, body].find((part) => part instanceof Object)
  ) as Node | undefined;
}

const providers = {
  chromium: () => playwright({ launchOptions: chromiumLaunchOptions() }),
  firefox,
  webkit,
};

const isLong = process.env.FAULTS === "long";

const endToEnd =
  engine === "webkit"
    ? "test/webkit/**/*.test.ts"
    : isLong
      ? "test/{faults,long}/**/*.test.ts"
      : "test/{e2e,faults}/**/*.test.ts";

/** PGlite's WebAssembly as it is first compiled: no test asks so much of it that compiling it once more, in seconds, would pay. */
const quickDatabase = ["--liftoff-only"];

const projects: TestProjectInlineConfiguration[] = [
  {
    test: {
      name: "node",
      execArgv: quickDatabase,
      include: ["test/{unit,contract,integration,checks,sim}/**/*.test.ts"],
      testTimeout: 30_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 15_000 } },
    },
  },
  {
    publicDir: false,
    plugins: [msw({ mode: "worker-only" })],
    // Known beforehand: found on the way they would reload the page under a running test.
    optimizeDeps: {
      include: [
        "@preact/signals",
        "@preact/signals-core",
        "@testing-library/preact",
        "idb-keyval",
        "jose",
        "ky",
        "msw",
        "msw/browser",
        "preact",
        "preact/hooks",
        "preact/jsx-runtime",
        "preact/jsx-dev-runtime",
      ],
    },
    test: {
      name: "browser",
      include: ["test/{widget,browser}/**/*.test.{ts,tsx}"],
      expect: { poll: { timeout: 10_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: providers[engine](),
        instances: [{ browser: engine }],
      },
    },
  },
  {
    test: {
      name: "e2e",
      include: [endToEnd],
      exclude: Object.keys(leftOut[engine]),
      // Each file has a server of its own; modules, browser and database are those of the worker, which need not start them anew.
      isolate: false,
      // Limits for a busy machine, not expectations.
      testTimeout: isLong ? 300_000 : 120_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 30_000 } },
    },
  },
];

export default defineConfig(({ mode, command }) => ({
  publicDir: false,
  ...(command === "build" ? (builds[mode] ?? builds.production)?.() : {}),
  // Most of the time in browsers is waiting: one worker for each core but one, as is the default, leaves small machines idle.
  test: { projects, maxWorkers: Math.max(3, availableParallelism() - 1) },
}));
