// How the network and the machines on the way behave for one browser at present. Changed by the plan, read by the network.

export type Trouble =
  /** 5xx from a proxy, before or after the server did its work. */
  | { readonly type: "errors" }
  /** 429 or 503. */
  | { readonly type: "storm"; readonly retryAfterMs: number | null }
  /** 200 with HTML. */
  | { readonly type: "portal" };

export interface Weather {
  /** The browser knows that it is offline. */
  isOffline: boolean;
  /** The server can't be reached, and nobody knows. */
  isDown: boolean;
  trouble: Trouble | null;
  /** Milliseconds each way. */
  latencyMs: readonly [number, number];
  /** Chances per request: lost before the server, its reply lost, delivered twice, delivered very late. */
  loss: number;
  replyLoss: number;
  twice: number;
  late: number;
  /** A proxy keeps streams back until they end. */
  buffersStreams: boolean;
  /** Chance that a stream's event comes twice, out of order, with an old one, or not at all. */
  noise: number;
}

/** What a history's network is like on a good day. */
export type Climate = Pick<Weather, "latencyMs" | "loss" | "replyLoss" | "twice" | "late" | "noise">;

export const clearSky: Climate = {
  latencyMs: [5, 60],
  loss: 0,
  replyLoss: 0,
  twice: 0,
  late: 0,
  noise: 0,
};

export function createWeather(climate: Climate): Weather {
  return { ...climate, isOffline: false, isDown: false, trouble: null, buffersStreams: false };
}

/** All faults end. */
export function calm(weather: Weather): void {
  Object.assign(weather, createWeather(clearSky));
}
