// Text as the protocol wants it: well-formed Unicode without U+0000, counted in code points.

/** Replaces lone surrogates by U+FFFD and drops U+0000, neither of which a database or JSON peer need accept. */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** Length in code points, as the server counts it: an emoji outside the basic plane is one. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
