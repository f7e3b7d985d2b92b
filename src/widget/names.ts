// Somebody's name among the panel's own words. Pure.

/** Letters that are written from right to left, and the characters that turn what stands around them (UAX #9). */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name that neither turns the words around it nor is turned by them. */
export function inSentence(name: string): string {
  return turning.test(name) ? `\u2068${name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")}\u2069` : name;
}
