// Breaks the engine on its way in: a module asked for with "?variant=x" hands the query on to everything that it imports by
// a relative path, and gets that variant's replacements in its text. So a broken engine is the real one with one flaw.

import { registerHooks } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

export interface Replacement {
  /** Under src. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

const source = fileURLToPath(new URL("../../src", import.meta.url));

/** From now on `import("…?variant=name")` gives the patched engine. Throws at the import when a replacement does not fit. */
export function registerVariant(name: string, replacements: readonly Replacement[]): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const isOurs = specifier.startsWith(".") && context.parentURL && variantOf(context.parentURL) === name;
      return isOurs ? { ...resolved, url: `${resolved.url}?variant=${name}` } : resolved;
    },
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (variantOf(url) !== name) return loaded;
      const file = relative(source, fileURLToPath(url)).replaceAll("\\", "/");
      const mine = replacements.filter((replacement) => replacement.file === file);
      return { ...loaded, source: mine.reduce(applyTo(name), textOf(loaded.source)) };
    },
  });
}

const applyTo =
  (name: string) =>
  (text: string, { file, find, replace }: Replacement): string => {
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new Error(`Variant ${name}: found ${parts.length - 1} times in ${file}: ${find}`);
    return parts.join(replace);
  };

function variantOf(url: string): string | null {
  return url.startsWith("file:") ? new URL(url).searchParams.get("variant") : null;
}

function textOf(loaded: unknown): string {
  if (typeof loaded === "string") return loaded;
  if (loaded instanceof Uint8Array) return new TextDecoder().decode(loaded);
  throw new TypeError("A module came without its text");
}
