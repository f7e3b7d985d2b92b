// What routes need: the store's context, tokens, the live bus, and how this server was configured.

import type { Bus } from "./live/bus.ts";
import type { StreamTimes } from "./live/event-stream.ts";
import type { Typings } from "./live/typings.ts";
import type { Attachments } from "./store/attachments.ts";
import type { StoreContext } from "./store/context.ts";
import type { Tokens } from "./tokens.ts";

/** How changes can be followed without asking again and again; named as in the session's capabilities. */
export type LiveWay = "sse" | "longPoll";

export interface Demo {
  readonly store: StoreContext;
  readonly attachments: Attachments;
  readonly tokens: Tokens;
  readonly bus: Bus;
  readonly typings: Typings;
  readonly times: StreamTimes & { readonly agentGraceMs: number; readonly longPollMs: number };
  /** How a customer can follow changes. */
  readonly live: readonly LiveWay[];
  /** Origins that may call the APIs besides those on this machine. */
  readonly allowedOrigins: readonly string[];
  /** Messages that one customer may send per minute; null: as many as they like. */
  readonly sendPerMinute: number | null;
  /** Where the built pages and scripts are. */
  readonly distFolder: string;
  /** How many customers' streams are open, and how many of their long-polls are held, in this process. */
  readonly held: { streams: number; polls: number };
  /** Aborted when the server shuts down. */
  readonly closing: AbortSignal;
  /** Called for what nobody expected. Never given a token. */
  readonly report: (error: unknown) => void;
}
