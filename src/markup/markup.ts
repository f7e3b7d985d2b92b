// What a message's text is made of once it is read: a small tree with texts as leaves, which nothing but these elements can
// be drawn from. Pure.

export type MarkupTag = "p" | "pre" | "ul" | "ol" | "li" | "blockquote" | "strong" | "em" | "code" | "a";

export interface Marked {
  readonly tag: MarkupTag;
  readonly children: readonly Markup[];
  /** Of a link: an address that `toHref` let pass. */
  readonly href?: string;
  /** Of a link: its text is the address itself. */
  readonly isAddress?: true;
  /** Of a numbered list: its first number. */
  readonly start?: number;
}

/** A string is text as it is to be seen. */
export type Markup = string | Marked;

/** Code reads from left to right; each block of a message has the direction of its own text. */
export function directionOf({ tag }: Marked, isTop: boolean): "ltr" | "auto" | undefined {
  if (tag === "pre" || tag === "code") return "ltr";
  return isTop ? "auto" : undefined;
}

/** These end a line. */
export function isLine({ tag }: Marked): boolean {
  return tag === "p" || tag === "pre";
}

/** What is seen of it, without marks. */
export function textOf(markup: readonly Markup[]): string {
  return markup
    .map((part) => (typeof part === "string" ? part : textOf(part.children) + (isLine(part) ? "\n" : "")))
    .join("");
}
