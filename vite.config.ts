// One configuration for every build and test: the mode says which.
//   vite build                 the npm package            → dist/npm
//   vite build --mode script   the script tag's widget    → dist/script/chunks
//   vite build --mode loader   the script tag itself      → dist/script/ajar.js (after `script`: it names that build's chunk)
//   vite build --mode demo     shop and agent console     → dist/demo
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const builds: Record<string, () => UserConfig> = {
  production: () => ({
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
    build: {
      outDir: "dist/script",
      target: "es2022",
      manifest: "manifest.json",
      lib: { entry: { widget: path("src/widget/script.ts") }, formats: ["es"] },
      rolldownOptions: {
        output: {
          minify: true,
          entryFileNames: "chunks/[name]-[hash].js",
          chunkFileNames: "chunks/[name]-[hash].js",
        },
      },
    },
  }),
  loader: () => ({
    define: { __WIDGET_CHUNK__: JSON.stringify(`./${widgetChunk()}`) },
    build: {
      outDir: "dist/script",
      emptyOutDir: false,
      target: "es2022",
      lib: { entry: { ajar: path("src/loader.ts") }, formats: ["es"] },
      rolldownOptions: { output: { minify: true, entryFileNames: "[name].js" } },
    },
  }),
  demo: () => ({
    root: path("demo"),
    build: {
      outDir: path("dist/demo"),
      emptyOutDir: true,
      target: "es2022",
      rolldownOptions: { input: [path("demo/shop/index.html"), path("demo/console/index.html")] },
    },
  }),
};

function widgetChunk(): string {
  const manifest = JSON.parse(readFileSync(path("dist/script/manifest.json"), "utf8")) as Record<
    string,
    { file: string; isEntry?: boolean }
  >;
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
  if (!entry) throw new Error("dist/script/manifest.json names no entry: run `vite build --mode script` first");
  return entry.file;
}

// eslint requires no default export elsewhere; Vite reads this one.
export default defineConfig(({ mode, command }) => {
  const build = command === "build" ? (builds[mode] ?? builds.production)?.() : {};
  return {
    ...build,
    publicDir: false,
  } satisfies UserConfig;
});
