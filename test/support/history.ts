// Judges a run after the fact: what clients wrote, what each page showed over time, what the server has at the end. A text
// is its own identity here, so the texts of one run must differ.

/** One line of a transcript as a page showed it. */
export interface ShownRow {
  readonly text: string;
  /** Marked as not sent: it counts from its release, so it has no place yet. */
  readonly failed: boolean;
}

/** What one page load showed, each time something changed, oldest first. */
export interface View {
  /** Who looked, for the report: "Ana's phone, 2nd load". */
  readonly name: string;
  readonly observations: readonly (readonly ShownRow[])[];
  /** Looked until the end: its last observation must be the server's timeline. */
  readonly isFinal: boolean;
}

export interface History {
  /** Accepted texts of each writer, in the order of writing. A person in two browsers is two writers. */
  readonly writes: Readonly<Record<string, readonly string[]>>;
  readonly views: readonly View[];
  /** The texts that the server has after quiet time, top to bottom. */
  readonly server: readonly string[];
  /** Accepted, but refused, discarded or lost with a backup: may be missing everywhere, may go from view, and has no place. */
  readonly excused?: readonly string[];
  /** Edits and deletions: the text that was shown, and what may stand in its place. */
  readonly changed?: readonly { readonly from: string; readonly to: string }[];
}

/** Everything that is wrong, in words; empty when nothing is. */
export function violations(history: History): readonly string[] {
  const rules = createRules(history);
  return [
    ...rules.eachWriteIsOnTheServerOnce(),
    ...rules.writersOrder("the server", history.server),
    ...history.views.flatMap((view) => [
      ...rules.finalViewIsTheServers(view),
      ...unique(view.observations.flatMap((rows) => rules.noDoubles(view.name, textsOf(rows)))),
      ...unique(
        view.observations.flatMap((rows) => rules.writersOrder(view.name, textsOf(rows.filter(isSettled)))),
      ),
      ...rules.monotonic(view),
    ]),
  ];
}

function createRules({ writes, server, excused = [], changed = [] }: History) {
  const changedTo = new Map(changed.map(({ from, to }) => [from, to]));
  const isExcused = (text: string) => excused.includes(text);
  /** What an edited text was at first is what it is called by. */
  const first = new Map(changed.map(({ from, to }) => [to, from]));
  const nameOf = (text: string) => first.get(text) ?? text;

  function eachWriteIsOnTheServerOnce(): string[] {
    return Object.entries(writes).flatMap(([writer, texts]) =>
      texts.flatMap((text) => {
        const count = server.filter((other) => nameOf(other) === text).length;
        if (count === 1 || (count === 0 && (isExcused(text) || changedTo.has(text)))) return [];
        return [`${quote(text)} of ${writer} is on the server ${count} times`];
      }),
    );
  }

  function finalViewIsTheServers({ name, observations, isFinal }: View): string[] {
    if (!isFinal) return [];
    const last = textsOf((observations.at(-1) ?? []).filter(isSettled));
    const missing = server.filter((text) => !last.includes(text));
    const extra = last.filter((text) => !server.includes(text));
    const isMoved = missing.length + extra.length === 0 && last.join("\n") !== server.join("\n");
    return [
      ...missing.map((text) => `${name} does not show ${quote(text)} at the end`),
      ...extra.map((text) => `${name} shows ${quote(text)} at the end, which the server does not have`),
      ...(isMoved ? [`${name} shows another order than the server at the end`] : []),
    ];
  }

  function noDoubles(name: string, texts: readonly string[]): string[] {
    const names = texts.map(nameOf);
    return names
      .filter((text, index) => names.indexOf(text) !== index)
      .map((text) => `${name} shows ${quote(text)} twice`);
  }

  function writersOrder(name: string, texts: readonly string[]): string[] {
    const places = new Map(texts.map((text, index) => [nameOf(text), index]));
    return Object.entries(writes).flatMap(([writer, written]) => {
      const shown = written.filter((text) => places.has(text) && !isExcused(text));
      return shown.flatMap((text, index) => {
        const before = shown[index - 1];
        if (before === undefined || (places.get(before) ?? 0) < (places.get(text) ?? 0)) return [];
        return [`${name} has ${quote(text)} before ${quote(before)}, which ${writer} wrote first`];
      });
    });
  }

  /** Whatever was in view stays in view, in the same order. */
  function monotonic({ name, observations }: View): string[] {
    return unique(
      observations.flatMap((rows, index) => {
        const before = observations[index - 1] ?? [];
        const kept = before.filter(isSettled).map(({ text }) => nameOf(text));
        const settled = new Map(rows.map((row, place) => [nameOf(row.text), { row, place }]));
        const gone = kept.filter((text) => !settled.has(text) && !isExcused(text) && !changedTo.has(text));
        const places = kept.flatMap((text) => {
          const now = settled.get(text);
          return now && isSettled(now.row) && !isExcused(text) ? [{ text, place: now.place }] : [];
        });
        const moved = places.filter(({ place }, at) => place < (places[at - 1]?.place ?? -1));
        return [
          ...gone.map((text) => `${quote(text)} went from the view of ${name}`),
          ...moved.map(({ text }) => `${quote(text)} moved in the view of ${name}`),
        ];
      }),
    );
  }

  return { eachWriteIsOnTheServerOnce, finalViewIsTheServers, noDoubles, writersOrder, monotonic };
}

function isSettled({ failed }: ShownRow): boolean {
  return !failed;
}

function textsOf(rows: readonly ShownRow[]): string[] {
  return rows.map(({ text }) => text);
}

function quote(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
