// How much work a piece of code does, counted and not timed: how often each of its blocks ran, and how many characters the
// language's own functions on texts went through meanwhile.

import { Session } from "node:inspector";

/** @param folder the sources that are counted, as a part of their address */
export function stepsOf(folder: string, run: () => void): number {
  const session = new Session();
  session.connect();
  const post = (method: string, params?: object): unknown => {
    let answer: unknown;
    // The session is of this very thread: the answer is there when the call returns.
    session.post(method, params, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  };
  post("Profiler.enable");
  post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const count = countCharacters();
  try {
    run();
  } finally {
    count.stop();
  }
  const { result } = post("Profiler.takePreciseCoverage") as { result: ScriptCoverage[] };
  post("Profiler.stopPreciseCoverage");
  session.disconnect();
  const blocks = result
    .filter(({ url }) => url.includes(folder))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count: times }) => sum + times, count.characters());
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

type Method = (this: string, ...parameters: unknown[]) => unknown;

/** Until it is stopped: what a text's functions looked at, or made. */
function countCharacters(): { characters(): number; stop(): void } {
  let characters = 0;
  const prototype = String.prototype as unknown as Record<string, Method>;
  const isFar = new Set(["indexOf", "lastIndexOf"]);
  const originals = [
    "slice",
    "split",
    "trim",
    "trimStart",
    "replaceAll",
    "toLowerCase",
    "indexOf",
    "lastIndexOf",
    "includes",
  ].map((name) => [name, prototype[name] as Method] as const);
  // Called for every use of a pattern once it is not the language's own; at most it looks at all of the text.
  const exec = RegExp.prototype.exec;
  const patterns = RegExp.prototype as { exec: typeof exec };
  patterns.exec = function (this: RegExp, text) {
    characters += text.length;
    return exec.call(this, text);
  };
  for (const [name, original] of originals)
    prototype[name] = function (...parameters) {
      const answer = original.apply(this, parameters);
      if (isFar.has(name)) characters += searched(this, Number(parameters[1] ?? 0), Number(answer), name);
      else characters += typeof answer === "string" ? answer.length : this.length;
      return answer;
    };
  return {
    characters: () => characters,
    stop: () => {
      for (const [name, original] of originals) prototype[name] = original;
      patterns.exec = exec;
    },
  };
}

function searched({ length }: string, from: number, found: number, name: string): number {
  if (name === "indexOf") return (found < 0 ? length : found) - from;
  return from - Math.max(found, 0);
}
