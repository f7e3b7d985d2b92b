// What became of many messages: which arrived, how often, in which order. A text is its own identity, so all must differ.

export interface Writings {
  /** Everything that each writer began to send, in that order. A tab is a writer, over all of its page loads. */
  readonly written: Readonly<Record<string, readonly string[]>>;
  /** Those whose `send()` resolved: they must arrive. Of the others it is not known; they may, once. */
  readonly accepted: ReadonlySet<string>;
  /** What the server has, top to bottom. */
  readonly server: readonly string[];
}

export interface Arrivals {
  readonly acceptedCount: number;
  readonly arrivedCount: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Stand behind a text that their writer wrote later. */
  readonly outOfOrder: readonly string[];
  /** Nobody wrote them. */
  readonly strange: readonly string[];
}

export function countArrivals({ written, accepted, server }: Writings): Arrivals {
  const places = new Map<string, number>();
  const doubled = new Set<string>();
  server.forEach((text, place) => {
    if (places.has(text)) doubled.add(text);
    else places.set(text, place);
  });
  const writers = Object.values(written);
  const known = new Set(writers.flat());
  return {
    acceptedCount: accepted.size,
    arrivedCount: places.size,
    lost: [...accepted].filter((text) => !places.has(text)),
    doubled: [...doubled],
    outOfOrder: writers.flatMap((texts) => misplaced(texts, places)),
    strange: [...places.keys()].filter((text) => !known.has(text)),
  };
}

function misplaced(texts: readonly string[], places: ReadonlyMap<string, number>): string[] {
  const arrived = texts.filter((text) => places.has(text)).reverse();
  let next = Number.POSITIVE_INFINITY;
  return arrived.filter((text) => {
    const place = places.get(text) ?? 0;
    const isBehind = place > next;
    next = Math.min(next, place);
    return isBehind;
  });
}
