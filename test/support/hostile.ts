// Values as an enemy, a broken server or an old version may leave them, for tests of whatever reads from outside.

import fc from "fast-check";

type Path = readonly (string | number)[];
type Edit =
  | { readonly type: "replaced"; readonly path: Path; readonly value: unknown }
  | { readonly type: "removed"; readonly path: Path }
  | { readonly type: "added"; readonly path: Path; readonly key: string; readonly value: unknown };

const DEPTH = 10_000;

const nasty = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toJSON":"x","toString":1,"valueOf":null,"then":"x","length":-1,"Symbol.iterator":1}',
  "{}",
  "[]",
  '[{"__proto__":[]}]',
  "null",
  "false",
  "1e999",
  "-1e999",
  "1e308",
  "9007199254740991",
  "9007199254740992",
  "-1",
  "-0",
  "1.5",
  '""',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\ud800"',
  JSON.stringify("x".repeat(1_000_000)),
  `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`,
  `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`,
].map((text) => JSON.parse(text) as unknown);

/** Whatever JSON can say. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...nasty),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.jsonValue(),
);

/** A sound value with some of its parts replaced, removed, or joined by others. */
export function spoiled(sound: unknown, value = hostileJson): fc.Arbitrary<unknown> {
  const path = fc.constantFrom(...pathsIn(sound));
  const key = fc.constantFrom("__proto__", "constructor", "toJSON", "hasOwnProperty", "extra", "0", "");
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    { arbitrary: fc.record({ type: fc.constant("replaced"), path, value }), weight: 3 },
    fc.record({ type: fc.constant("removed"), path }),
    fc.record({ type: fc.constant("added"), path, key, value }),
  );
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => edits.reduce(applyEdit, sound));
}

/** A copy with the edit; as it was where an earlier edit took the place away. */
function applyEdit(whole: unknown, edit: Edit): unknown {
  const [step, ...rest] = edit.path;
  if (step === undefined) {
    if (edit.type === "replaced") return edit.value;
    if (edit.type === "removed") return undefined;
    return withOwn(whole, edit.key, edit.value);
  }
  if (typeof whole !== "object" || whole === null || !Object.hasOwn(whole, step)) return whole;
  const part = applyEdit((whole as Record<string | number, unknown>)[step], { ...edit, path: rest });
  return withOwn(whole, step, part);
}

/** As JSON.parse does it: `__proto__` becomes a key like any other, and a list has no keys but its places. */
function withOwn(whole: unknown, key: string | number, value: unknown): unknown {
  if (typeof whole !== "object" || whole === null) return whole;
  if (Array.isArray(whole)) {
    const list = whole as readonly unknown[];
    return typeof key === "number" ? list.with(key, value) : [...list, value];
  }
  const copy = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(whole)) as object;
  return Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}

function pathsIn(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [[]];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const below = steps.flatMap((step) =>
    pathsIn((value as Record<string | number, unknown>)[step]).map((path) => [step, ...path]),
  );
  return [[], ...below];
}
