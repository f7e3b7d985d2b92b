// Checks what a tab asks of its ports: nothing after dispose(), nothing in another customer's name, and never a storm.

import type { PageFacts } from "./check-shown.ts";
import type { Call } from "./network.ts";
import type { Page } from "./tab.ts";
import type { Verdict } from "./verdict.ts";
import type { Written } from "./written.ts";

export interface RequestsCheck {
  touched(page: Page, what: string): void;
  called(page: Page, call: Call): void;
  ended(page: Page, call: Call, outcome: string, askedMs: number | null): void;
  /** Something happened to the page, or to its conversation, that is a reason for some requests. */
  stirred(page: Page): void;
  /** The most requests in a minute that any page made, beyond what there was reason for. */
  worst(): number;
}

export interface RequestsOptions {
  readonly verdict: Verdict;
  readonly written: Written;
  readonly facts: (page: Page) => PageFacts;
  readonly subOf: (token: string) => string | null;
  readonly now: () => number;
}

interface Minute {
  readonly calls: number[];
  readonly reasons: number[];
  /** 429s that came while the page had been asked to wait. */
  impatient: number;
  busyUntil: number;
}

const minuteMs = 60_000;
/** Requests in a minute without any reason but time: polling each 4 s, and a try each second or so while things fail. */
const quietRequests = 80;
/** Requests that one event may cause. */
const requestsPerReason = 8;
/** Requests under way when the first 429 came may be answered and open the gate once more. */
const impatientAllowed = 4;

export function createRequestsCheck({ verdict, written, facts, subOf, now }: RequestsOptions): RequestsCheck {
  const pages = new Map<string, Minute>();
  let worst = Number.NEGATIVE_INFINITY;

  function minute({ name }: Page): Minute {
    const found = pages.get(name) ?? { calls: [], reasons: [now()], impatient: 0, busyUntil: 0 };
    pages.set(name, found);
    return found;
  }

  function checkName(page: Page, { name, token, text: words }: Call): void {
    const sub = subOf(token);
    const { actsFor: confirmed } = facts(page);
    // Whose a token is may be asked under it.
    if (name !== "session" && sub !== confirmed)
      verdict.fail(7, `${page.name}, page of ${confirmed ?? "nobody"}, calls ${name} as ${sub}`);
    const text = words === null ? undefined : written.get(words);
    if (words !== null && text?.author !== sub)
      verdict.fail(7, `${page.name} sends ${words} of ${text?.author ?? "nobody"} as ${sub}`);
  }

  function checkRate(page: Page): void {
    const { calls, reasons } = minute(page);
    const since = now() - minuteMs;
    while ((calls[0] ?? now()) < since) calls.shift();
    while ((reasons[0] ?? now()) < since) reasons.shift();
    const excess = calls.length - requestsPerReason * reasons.length;
    worst = Math.max(worst, excess);
    if (excess > quietRequests)
      verdict.fail(
        8,
        `${page.name} made ${calls.length} requests in a minute with ${reasons.length} reasons for it`,
      );
  }

  return {
    worst: () => worst,
    touched: (page, what) => {
      if (page.state === "disposed") verdict.fail(9, `${page.name} was disposed and uses ${what}`);
    },
    called: (page, call) => {
      const mine = minute(page);
      mine.calls.push(now());
      checkName(page, call);
      checkRate(page);
    },
    ended: (page, { name }, outcome, askedMs) => {
      const mine = minute(page);
      // Each of these moves something on that does not come back.
      if (outcome === "ok" && (name === "send" || name === "older")) mine.calls.pop();
      if (outcome !== "rate-limited") return;
      if (now() < mine.busyUntil) mine.impatient += 1;
      else {
        // Of several refusals side by side the first one counts.
        mine.busyUntil = now() + (askedMs ?? 0);
        mine.impatient = 0;
      }
      if (mine.impatient > impatientAllowed)
        verdict.fail(8, `${page.name} asks on and on although it was told to wait`);
    },
    stirred: (page) => {
      minute(page).reasons.push(now());
    },
  };
}
