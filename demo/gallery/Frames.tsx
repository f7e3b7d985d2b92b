// All states side by side, each in a frame of its own, so that a narrow one is what a phone shows.

import { type StateName, states } from "./states.ts";

interface Props {
  readonly query: URLSearchParams;
  /** Null: all of them. */
  readonly only: StateName | null;
}

/** How they can be shown; the first of each is how they are when nothing is said. */
const choices: Readonly<Record<string, readonly [string, ...string[]]>> = {
  scheme: ["auto", "light", "dark"],
  dir: ["ltr", "rtl"],
  width: ["520", "390", "320"],
};

export function Frames({ query, only }: Props) {
  const width = query.get("width") ?? choices.width?.[0];
  const names = (Object.keys(states) as StateName[]).filter((name) => only === null || name === only);
  return (
    <main class="frames">
      <h1>Gallery</h1>
      <p>The chat in each of its states, with made-up people.</p>
      <nav aria-label="How to show them">
        {Object.keys(choices).map((key) => (
          <Choice key={key} query={query} of={key} />
        ))}
      </nav>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <h2>
              <a href={alone(query, name)}>{states[name].title}</a>
            </h2>
            {/* oxlint-disable-next-line react/iframe-missing-sandbox -- a page of ours, which needs its origin for its scripts */}
            <iframe
              title={states[name].title}
              src={alone(query, name)}
              width={width}
              height="780"
              loading="lazy"
            />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Choice({ query, of: key }: { readonly query: URLSearchParams; readonly of: string }) {
  const values = choices[key] ?? [];
  const chosen = query.get(key) ?? values[0];
  return (
    <span class="choice">
      {values.map((value) => (
        <a
          key={value}
          href={address(query, { [key]: value })}
          aria-current={value === chosen ? "true" : undefined}
        >
          {key === "width" ? `${value} px` : value}
        </a>
      ))}
    </span>
  );
}

/** The state as a page of its own. */
function alone(query: URLSearchParams, name: StateName): string {
  const without = new URLSearchParams(query);
  without.delete("width");
  return address(without, { state: name });
}

function address(query: URLSearchParams, change: Readonly<Record<string, string>>): string {
  return `/gallery?${new URLSearchParams({ ...Object.fromEntries(query), ...change })}`;
}
