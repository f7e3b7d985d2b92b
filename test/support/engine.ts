// Which browser the tests drive: Chromium, unless ENGINE names another one (`npm run browsers` does).

const engines = ["chromium", "firefox", "webkit"] as const;

export type Engine = (typeof engines)[number];

export const engine: Engine = toEngine(process.env.ENGINE ?? "chromium");

function toEngine(name: string): Engine {
  const found = engines.find((known) => known === name);
  if (found === undefined) throw new Error(`ENGINE is ${name}, and not one of ${engines.join(", ")}`);
  return found;
}
