// One tab's way to the model server: the Backend port over a network that delays, loses, repeats and falsifies. Knows nothing
// of what the engine does with the answers.

import type { Backend, CallOptions, Delta, StreamEvent } from "../../src/backend/backend.ts";
import type { ChatErrorCode } from "../../src/errors.ts";
import type { Item } from "../../src/model/item.ts";
import type { Agenda } from "./agenda.ts";
import type { Engine } from "./engine.ts";
import type { Tokens } from "./host.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import { Refusal, type Server } from "./server.ts";
import type { Weather } from "./weather.ts";

export interface Call {
  readonly name:
    | "session"
    | "newest"
    | "older"
    | "changes"
    | "send"
    | "stream"
    | "wait"
    | "read"
    | "presence";
  readonly token: string;
  /** The cursor that it asks from; null where there is none. */
  readonly after: string | null;
  /** The text that it sends; null where there is none. */
  readonly text: string | null;
}

export interface LinkOptions {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly engine: Engine;
  readonly server: Server;
  readonly tokens: Tokens;
  readonly weather: Weather;
  readonly life: Life;
  readonly live: readonly ("sse" | "longPoll")[];
  readonly onCall: (call: Call) => void;
  /** An answer reached the tab. */
  readonly onItems: (items: readonly Item[]) => void;
  /** How a call ended at the tab: "ok", or an error's code, and how long it was asked to wait. */
  readonly onEnd: (call: Call, outcome: string, askedMs: number | null) => void;
}

export interface Link {
  readonly backend: Backend;
  /** Open streams and long-polls break. */
  cut(): void;
  /** Open streams and long-polls fall silent for ever, and nobody is told. */
  silence(): void;
  /** The page is gone: nothing is held open for it. */
  end(): void;
}

/** Something held open. */
interface Wire {
  cut(): void;
  silence(): void;
  end(): void;
}

type Fate = "fine" | "lost" | "reply-lost" | "error" | "error-after" | "busy" | "portal" | "late";

/** The client gives up on an answer after this. */
const timeoutMs = 15_000;
const pingMs = 15_000;

export function createLink(options: LinkOptions): Link {
  const { agenda, random, engine, server, tokens, weather, life, live, onCall, onItems, onEnd } = options;
  const wires = new Set<Wire>();

  const travelMs = () => random.between(weather.latencyMs[0], weather.latencyMs[1]);
  const breakMs = () => (random.chance(0.6) ? random.between(20, 500) : timeoutMs);

  function error(code: ChatErrorCode): Error {
    const trouble = weather.trouble;
    const asked = code === "rate-limited" && trouble?.type === "storm" ? trouble.retryAfterMs : null;
    return new engine.ChatError(code, "by the simulation", asked === null ? {} : { retryAfterMs: asked });
  }

  function toError(cause: unknown): Error {
    if (!(cause instanceof Refusal)) return cause as Error;
    const { code } = cause;
    return new engine.ChatError(code, "by the model server", code === "rejected" ? { status: 422 } : {});
  }

  function fateOf(): Fate {
    if (weather.isOffline || weather.isDown) return "lost";
    switch (weather.trouble?.type) {
      case "errors":
        return random.chance(0.3) ? "error-after" : "error";
      case "storm":
        return "busy";
      case "portal":
        return "portal";
      case undefined:
        break;
    }
    if (random.chance(weather.loss)) return "lost";
    if (random.chance(weather.replyLoss)) return random.chance(0.7) ? "reply-lost" : "error-after";
    return random.chance(weather.late) ? "late" : "fine";
  }

  function authorize(token: string): string {
    const sub = tokens.owner(token);
    if (sub === null) throw new Refusal("unauthorized");
    return sub;
  }

  /** A request and its answer. `serve` may be called twice, late, or never. */
  function ask<T>(
    call: Call,
    signal: AbortSignal,
    serve: (sub: string) => T,
    itemsOf: (answer: T) => readonly Item[] = () => [],
  ): Promise<T> {
    onCall(call);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fate = fateOf();
    let isArrived = false;
    let isGivenUp = false;
    let isSettled = false;
    /** Most stop at once; some answer all the same. */
    const heedsAbort = random.chance(0.85);
    const onAbort = () => {
      if (!heedsAbort) return;
      // What has not left the browser yet may still be stopped.
      if (!isArrived && random.chance(0.5)) isGivenUp = true;
      fail(error("aborted"));
    };
    function fail(cause: Error): void {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener("abort", onAbort);
      const { code, retryAfterMs = null } = cause as { code?: string; retryAfterMs?: number | undefined };
      onEnd(call, code ?? cause.message, retryAfterMs);
      reject(cause);
    }
    function succeed(answer: T): void {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener("abort", onAbort);
      onEnd(call, "ok", null);
      onItems(itemsOf(answer));
      resolve(answer);
    }
    const failLater = (code: ChatErrorCode, ms: number) => {
      const cause = error(code);
      agenda.after(ms, () => life.run(() => fail(cause)));
    };
    const work = (): { readonly answer: T } | { readonly refusal: Error } => {
      isArrived = true;
      try {
        return { answer: serve(authorize(call.token)) };
      } catch (cause) {
        return { refusal: toError(cause) };
      }
    };
    const arrive = () => {
      if (isGivenUp) return;
      const result = work();
      if (random.chance(weather.twice)) agenda.after(random.between(1, 3000), work);
      if (fate === "reply-lost") return failLater("network", breakMs());
      if (fate === "error-after") return failLater("server", travelMs());
      agenda.after(travelMs(), () =>
        life.run(() => ("answer" in result ? succeed(result.answer) : fail(result.refusal))),
      );
    };

    if (signal.aborted) {
      fail(error("aborted"));
      return promise;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    switch (fate) {
      case "lost":
        failLater("network", weather.isOffline ? random.between(1, 20) : breakMs());
        break;
      case "error":
        failLater("server", travelMs() * 2);
        break;
      case "busy":
        failLater("rate-limited", travelMs() * 2);
        break;
      case "portal":
        failLater("bad-response", travelMs() * 2);
        break;
      case "late":
        failLater("network", timeoutMs);
        agenda.after(random.between(1000, 40_000), arrive);
        break;
      case "fine":
      case "reply-lost":
      case "error-after":
        agenda.after(travelMs(), arrive);
    }
    return promise;
  }

  /** As long as it is open, `tell` is called with what the server says, in order, after its way through the network. */
  function openWire(call: Call, tell: (event: StreamEvent | Error | null) => void): Wire {
    const { token, after } = call;
    const fate = fateOf();
    const seen: Delta[] = [];
    const cancels: (() => void)[] = [];
    let unfollow = (): void => undefined;
    let isSilent = false;
    let isOver = false;
    let nextAt = 0;
    let kept: StreamEvent | null = null;

    function deliver(event: StreamEvent | Error | null): void {
      if (isSilent || (weather.buffersStreams && event !== null && !(event instanceof Error))) return;
      nextAt = Math.max(nextAt, agenda.now() + travelMs());
      agenda.after(nextAt - agenda.now(), () => life.run(() => tell(event)));
    }

    function say(event: StreamEvent): void {
      if (isOver) return;
      if (event.type !== "change" || !random.chance(weather.noise)) {
        deliver(event);
        if (kept) deliver(kept);
        kept = null;
      } else {
        const old = seen.length > 0 ? random.pick(seen) : event.delta;
        const how = random.pick(["twice", "old", "skip", "swap"] as const);
        if (how === "twice") deliver(event);
        if (how === "old") deliver({ type: "change", delta: old });
        if (how === "swap") kept = event;
        else if (how !== "skip") deliver(event);
      }
      if (event.type === "change") seen.push(event.delta);
    }

    function finish(last: StreamEvent | Error | null): void {
      if (isOver) return;
      end();
      if (last && !(last instanceof Error)) deliver(last);
      deliver(last instanceof Error ? last : null);
    }

    function end(): void {
      isOver = true;
      unfollow();
      for (const cancel of cancels) cancel();
      wires.delete(wire);
    }

    function ping(): void {
      say({ type: "ping" });
      cancels.push(agenda.after(pingMs, ping));
    }

    function begin(): void {
      if (isOver) return;
      try {
        const sub = authorize(token);
        deliver({ type: "ping" });
        unfollow = server.follow(sub, after ?? "", (delta) => say({ type: "change", delta }));
      } catch (cause) {
        return finish(toError(cause));
      }
      cancels.push(agenda.after(pingMs, ping));
      const lifeMs = Math.min(random.between(120_000, 300_000), tokens.endOf(token) - agenda.now());
      cancels.push(
        agenda.after(lifeMs, () => finish({ type: "bye", retryAfterMs: random.between(0, 3000) })),
      );
    }

    const wire: Wire = {
      cut: () => {
        if (!isSilent) finish(random.chance(0.7) ? error("network") : null);
      },
      silence: () => {
        isSilent = true;
      },
      end,
    };
    wires.add(wire);
    const codes: Partial<Record<Fate, ChatErrorCode>> = {
      lost: "network",
      "reply-lost": "network",
      late: "network",
      error: "server",
      "error-after": "server",
      busy: "rate-limited",
      portal: "bad-response",
    };
    const code = codes[fate];
    const cause = code && error(code);
    const cancel = agenda.after(fate === "fine" ? travelMs() : Math.min(breakMs(), timeoutMs), () =>
      cause ? finish(cause) : begin(),
    );
    cancels.push(cancel);
    return wire;
  }

  async function* stream({
    token,
    signal,
    after,
  }: CallOptions & { readonly after: string }): AsyncGenerator<StreamEvent> {
    const call: Call = { name: "stream", token, after, text: null };
    onCall(call);
    const queue: (StreamEvent | Error | null)[] = [];
    let wake = (): void => undefined;
    const tell = (event: StreamEvent | Error | null) => {
      queue.push(event);
      wake();
    };
    const onAbort = () => tell(error("aborted"));
    if (signal.aborted) throw error("aborted");
    signal.addEventListener("abort", onAbort, { once: true });
    const wire = openWire(call, tell);
    let outcome = "ended";
    try {
      for (;;) {
        const event = queue.shift();
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (event === null) return;
        if (event instanceof Error) {
          outcome = (event as { code?: string }).code ?? event.message;
          throw event;
        }
        if (event.type === "change") onItems(event.delta.items);
        yield event;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      onEnd(call, outcome, null);
      wire.end();
    }
  }

  /** A long-poll is a stream of one event, on which nobody pings. */
  function wait({
    token,
    signal,
    after,
    waitSeconds,
  }: CallOptions & { readonly after: string; readonly waitSeconds: number }): Promise<Delta | null> {
    const call: Call = { name: "wait", token, after, text: null };
    onCall(call);
    const { promise, resolve, reject } = Promise.withResolvers<Delta | null>();
    if (signal.aborted) {
      reject(error("aborted"));
      return promise;
    }
    const settle = (outcome: string, how: () => void) => {
      signal.removeEventListener("abort", onAbort);
      stopWaiting();
      giveUp();
      wire.end();
      onEnd(call, outcome, null);
      how();
    };
    const onAbort = () => settle("aborted", () => reject(error("aborted")));
    signal.addEventListener("abort", onAbort, { once: true });
    const stopWaiting = agenda.after(waitSeconds * 1000, () => {
      if (!isSilent) life.run(() => settle("ok", () => resolve(null)));
    });
    const giveUp = agenda.after(waitSeconds * 1000 + 10_000, () =>
      life.run(() => settle("network", () => reject(error("network")))),
    );
    let isSilent = false;
    const wire = openWire(call, (event) => {
      if (event === null || event instanceof Error)
        settle("network", () => reject(event ?? error("network")));
      else if (event.type === "change")
        settle("ok", () => {
          onItems(event.delta.items);
          resolve(event.delta);
        });
    });
    const { silence } = wire;
    wire.silence = () => {
      isSilent = true;
      silence();
    };
    return promise;
  }

  const call = (name: Call["name"], { token }: CallOptions, more: Partial<Call> = {}): Call => ({
    name,
    token,
    after: null,
    text: null,
    ...more,
  });
  const items = (answer: { readonly items: readonly Item[] }) => answer.items;

  const backend: Backend = {
    id: "https://chat.sim",
    session: (o) => ask(call("session", o), o.signal, (sub) => server.session(sub)),
    newest: (o) => ask(call("newest", o), o.signal, (sub) => server.newest(sub, o.limit), items),
    older: (o) => ask(call("older", o), o.signal, (sub) => server.older(sub, o.before, o.limit), items),
    changes: (o) =>
      ask(
        call("changes", o, { after: o.after }),
        o.signal,
        (sub) => server.changes(sub, o.after, o.limit),
        items,
      ),
    send: (message, o) =>
      ask(
        call("send", o, { text: message.text }),
        o.signal,
        (sub) => server.send(sub, o.token, message),
        ({ item }) => [item],
      ),
    markRead: (pos, o) => ask(call("read", o), o.signal, (sub) => server.markRead(sub, pos)),
    presence: (o) => ask(call("presence", o), o.signal, () => server.presence()),
    ...(live.includes("sse") && { stream }),
    ...(live.includes("longPoll") && { waitForChanges: wait }),
  };

  return {
    backend,
    cut: () => [...wires].forEach((wire) => wire.cut()),
    silence: () => wires.forEach((wire) => wire.silence()),
    end: () => [...wires].forEach((wire) => wire.end()),
  };
}
