// Addresses in a text: where one begins and ends, and which of them a link may lead to. Looks at each character a bounded
// number of times.

export interface FoundAddress {
  readonly start: number;
  readonly end: number;
  /** Null: it looks like an address, and is none that a link may lead to. */
  readonly href: string | null;
}

const allowed = new Set(["http:", "https:", "mailto:", "tel:"]);
const beginnings = ["https://", "http://", "www.", "mailto:", "tel:"];
/** The longest of them. */
const beginningChars = 8;
const localChars = 64;
const domainChars = 253;

/** The address as a link carries it; null where it leads to anything but a page, a mailbox or a telephone. */
export function toHref(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, username, password, href } = new URL(address);
  // `https://bank.example@evil.example` leads to the latter.
  return allowed.has(protocol) && username === "" && password === "" ? href : null;
}

/** Whom a link leads to: the host, or the mailbox or number. */
export function placeOf(href: string): string {
  const { hostname, pathname } = new URL(href);
  return hostname || pathname;
}

/** The address that begins at `at`, or whose `@` stands there. Its beginning is not before `from`. */
export function addressAt(text: string, at: number, from: number): FoundAddress | null {
  const code = text.charCodeAt(at);
  if (code === atSign) return mailboxAt(text, at, from);
  if (!initials.has(code | 0x20) || isWord(text.charCodeAt(at - 1))) return null;
  const beginning = text.slice(at, at + beginningChars).toLowerCase();
  if (!beginnings.some((one) => beginning.startsWith(one))) return null;
  const end = endOf(text, at);
  const address = text.slice(at, end);
  if (!beginning.startsWith("www.")) return { start: at, end, href: toHref(address) };
  // A name, and a domain after it.
  return { start: at, end, href: address.indexOf(".", 4) > 4 ? toHref(`https://${address}`) : null };
}

const atSign = 0x40;
const initials = new Set(beginnings.map((beginning) => beginning.charCodeAt(0)));

/** ASCII letters and digits: others may stand beside an address without a space, as in Chinese. */
export function isWord(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** No spaces, quotes, wide punctuation, and nothing invisible: that could turn the direction of what is read. */
const outside = /[\s\p{Cc}\p{Cf}\p{Pi}\p{Pf}<>"`\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]/u;
const trailing = ".,:;!?'*_~|";

/** Before a bracket that closes what the address did not open, and before the sentence's own punctuation. */
function endOf(text: string, start: number): number {
  let end = start;
  for (let open = 0; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (outside.test(character)) break;
    if ("([{".includes(character)) open += 1;
    else if (")]}".includes(character) && (open -= 1) < 0) break;
  }
  while (end > start && trailing.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function mailboxAt(text: string, at: number, from: number): FoundAddress | null {
  let start = at;
  while (start > from && at - start < localChars && isLocal(text.charCodeAt(start - 1))) start -= 1;
  let end = at + 1;
  let dot = 0;
  for (; end - at < domainChars && isDomain(text.charCodeAt(end)); end += 1)
    if (text.charAt(end) === ".") dot = end;
  // The sentence's own.
  while (end > at && !isWord(text.charCodeAt(end - 1))) end -= 1;
  if (dot >= end) dot = text.lastIndexOf(".", end - 1);
  if (start === at || dot <= at + 1 || end - dot < 3) return null;
  return { start, end, href: toHref(`mailto:${text.slice(start, end)}`) };
}

function isLocal(code: number): boolean {
  return isWord(code) || ".+-_".includes(String.fromCharCode(code));
}

function isDomain(code: number): boolean {
  return isWord(code) || code === 0x2d || code === 0x2e;
}
