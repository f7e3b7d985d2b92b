// `npm run bench`: measures Ajar beside hand-written pages and a published widget in Chromium, on the real backend, and says
// whether it keeps what the README promises. Never part of `npm test`.

import { availableParallelism, cpus } from "node:os";
import { chromium } from "playwright";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import { judge } from "./criteria.ts";
import { parseOptions, usage, UsageError, type BenchOptions } from "./options.ts";
import { installPeer } from "./peer.ts";
import { toCriteriaTable, toResultTable } from "./report.ts";
import { runRounds } from "./rounds.ts";
import { save, type Results } from "./save.ts";
import { openWorld, type World } from "./world.ts";

const tell = (line: string) => console.error(line);

async function run(options: BenchOptions): Promise<Results> {
  installPeer();
  const worlds: World[] = [];
  const { args = [], ...launchOptions } = chromiumLaunchOptions();
  // Nothing but this machine: what a contestant would load from elsewhere fails at once.
  const onlyHere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
  const browser = await chromium.launch({ ...launchOptions, args: [...args, onlyHere] });
  try {
    for (const size of options.sizes) {
      tell(`writing ${size.toLocaleString("en")} messages`);
      worlds.push(await openWorld(browser, size));
    }
    const samples = await runRounds(worlds, options, tell);
    return {
      at: new Date().toISOString(),
      browser: `Chromium ${browser.version()}`,
      processor: `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores`,
      options,
      rawJsonBytes: Object.fromEntries(worlds.map(({ size, rawJsonBytes }) => [size, rawJsonBytes])),
      samples,
    };
  } finally {
    await browser.close();
    await Promise.all(worlds.map((world) => world.close()));
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  const results = await run(options);
  console.log(`${toResultTable(results)}\n${toCriteriaTable(judge(results))}`);
  if (options.save) await save(results);
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n${usage}` : error);
  process.exitCode = isUsage ? 2 : 1;
}
