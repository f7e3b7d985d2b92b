// A name's initials on a hue that stays the same for that name. Decoration: the name is always written beside it.

export function Avatar({ name, small }: { readonly name: string; readonly small?: boolean }) {
  return (
    <span class={`avatar hue-${hueOf(name)}${small ? " avatar-small" : ""}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => firstLetterOf(word ?? ""))
    .join("")
    .toUpperCase();
}

function hueOf(name: string): number {
  let hash = 1;
  for (const letter of name) hash = (hash * 23 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hash % 6;
}

function firstLetterOf(word: string): string {
  const code = word.codePointAt(0);
  return code === undefined ? "" : String.fromCodePoint(code);
}
