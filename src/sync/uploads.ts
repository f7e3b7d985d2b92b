// The files that this tab has the bytes of, and their way to the backend: one after the other, in the order they were attached.
// Bytes live in memory only, and only until they are uploaded. Whether a file is in the composer or in a message is others' to know.

import type { Backend, OutgoingFile } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { cleanFileName, type OutboxFile, plainType } from "../model/attachment.ts";
import type { PendingAttachment } from "../model/view.ts";
import { backoffMs, isRetryable, toChatError } from "./backoff.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Requests } from "./requests.ts";

export interface UploadsOptions {
  readonly backend: Pick<Backend, "upload">;
  readonly requests: Requests;
  readonly neighbours: Pick<Neighbours, "alone">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What `show()` gives has changed. */
  readonly onChange: () => void;
  /** How much of each file on its way has gone, 0 to 1. */
  readonly onProgress: (parts: ReadonlyMap<string, number>) => void;
  /** Resolves when it is stored. */
  readonly onUploaded: (id: string) => Promise<void>;
  readonly onRefused: (id: string, error: ChatError) => void;
  /** Nobody has a file any more: the messages behind its own may go. */
  readonly onMissing: () => void;
  /** Nobody signed in, token refused: uploading pauses until the next kick. */
  readonly onBlocked: (error: ChatError) => void;
  /** Reads what other tabs have stored. */
  readonly refresh: () => Promise<unknown>;
}

/** A file of this tab. */
interface Held {
  readonly id: string;
  readonly facts: Omit<OutboxFile, "uploaded">;
  /** Null once it is uploaded. */
  source: Blob | null;
  prepared: OutgoingFile | null;
  state: PendingAttachment["state"];
  failure: ChatError | null;
  readonly gone: AbortController;
  /** Resolved when its bytes are not needed any more: other tabs wait for it. */
  readonly over: PromiseWithResolvers<void>;
}

/** The longest wait between two tries of an upload is that of this many failures. */
const mostBackoff = 3;

export type Uploads = ReturnType<typeof createUploads>;

export function createUploads(options: UploadsOptions) {
  const { backend, requests, neighbours, clock, signal, onChange, onProgress } = options;
  const held = new Map<string, Held>();
  /** Not uploaded, and no tab has the bytes. */
  const missing = new Set<string>();
  /** Another tab is asked for. */
  const sought = new Set<string>();
  const parts = new Map<string, number>();

  const kick = singleFlight(async () => {
    for (let next = nextWaiting(); next && !signal.aborted; next = nextWaiting())
      if (!(await tryUpload(next))) return;
  });

  function nextWaiting(): Held | undefined {
    return [...held.values()].find(({ state }) => state === "waiting");
  }

  /** False: nothing more can go for now. */
  async function tryUpload(file: Held): Promise<boolean> {
    const stop = AbortSignal.any([signal, file.gone.signal]);
    set(file, "uploading");
    try {
      file.prepared ??= await prepare(file);
      await send(file.prepared, stop);
      if (stop.aborted) return !signal.aborted;
      file.source = file.prepared = null;
      set(file, "uploaded");
      await options.onUploaded(file.id);
      file.over.resolve();
    } catch (cause) {
      const error = toChatError(cause);
      if (stop.aborted) return !signal.aborted;
      if (error.code === "signed-out" || error.code === "unauthorized") {
        set(file, "waiting");
        options.onBlocked(error);
        return false;
      }
      set(file, "failed", error);
      options.onRefused(file.id, error);
    } finally {
      showPart(file.id, null);
    }
    return true;
  }

  /** Until it is answered: the gate makes the announcement wait, we a file that breaks off on its way. */
  async function send(file: OutgoingFile, stop: AbortSignal): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await requests.run(stop, async (call, turn) => {
          const onProgress = (sentBytes: number) => {
            // The backend answers: nobody else need wait until all of it has gone.
            if (sentBytes === 0) turn.answered();
            showPart(file.id, sentBytes / file.bytes.byteLength);
          };
          if (!backend.upload) throw new ChatError("unsupported", "The backend takes no files");
          await backend.upload(file, { ...call, onProgress });
        });
      } catch (cause) {
        const error = toChatError(cause);
        if (stop.aborted || !isRetryable(error)) throw error;
        const waitMs = backoffMs(Math.min(failures, mostBackoff), clock.random(), error.retryAfterMs ?? null);
        await sleep(clock, waitMs, stop);
        if (stop.aborted) throw error;
      }
    }
  }

  function set(file: Held, state: Held["state"], failure: ChatError | null = null): void {
    file.state = state;
    file.failure = failure;
    changed();
  }

  function showPart(id: string, part: number | null): void {
    // Each hundredth is news.
    const known = parts.get(id);
    if (part === null ? known === undefined : known !== undefined && part >= known && part < known + 0.01)
      return;
    if (part === null) parts.delete(id);
    else parts.set(id, part);
    if (!signal.aborted) onProgress(new Map(parts));
  }

  function changed(): void {
    if (!signal.aborted) onChange();
  }

  /** Its bytes are not needed any more, or the customer does not want it. */
  function drop(file: Held): void {
    held.delete(file.id);
    file.gone.abort();
    file.over.resolve();
  }

  /** Another tab may have it. That tab keeps a lock for as long as it does. */
  async function seek({ id }: OutboxFile): Promise<void> {
    sought.add(id);
    await neighbours.alone(lockOf(id), signal, () => Promise.resolve(), { isPatient: true }).catch(stopped);
    // What it has done last may be stored and not told yet.
    await options.refresh();
    sought.delete(id);
    if (signal.aborted) return;
    missing.add(id);
    changed();
    options.onMissing();
  }

  function show(file: OutboxFile): PendingAttachment {
    const known = held.get(file.id);
    if (known) return toPending(known);
    const { uploaded, ...facts } = file;
    const state = uploaded ? "uploaded" : missing.has(file.id) ? "missing" : "waiting";
    return { ...facts, state, failure: null };
  }

  return {
    kick,
    show,
    isMissing: ({ id }: Pick<OutboxFile, "id">) => missing.has(id) && !held.has(id),
    /** Has this tab a say in what becomes of it? Not while another has it. */
    isOurs: ({ id }: Pick<OutboxFile, "id">) => held.has(id) || missing.has(id),

    /** Begins to upload it. Whoever asked for it names it, before anything else is named. */
    add(id: string, source: File): OutboxFile {
      const facts = {
        id,
        name: cleanFileName(source.name),
        type: plainType(source.type),
        bytes: source.size,
      };
      const over = Promise.withResolvers<void>();
      const rest = { source, prepared: null, failure: null, over, gone: new AbortController() };
      held.set(id, { id, facts, ...rest, state: "waiting" });
      void neighbours.alone(lockOf(id), signal, () => over.promise, { isPatient: true }).catch(stopped);
      changed();
      kick();
      return { ...facts, uploaded: false };
    },

    /** Those that failed are tried again. */
    retry(files: readonly Pick<OutboxFile, "id">[]): void {
      for (const { id } of files) {
        const file = held.get(id);
        if (file?.state === "failed") set(file, "waiting");
      }
      kick();
    },

    /** These are all in the composer and in unconfirmed messages: what is not among them needs no bytes; what nobody has is sought. */
    mind(named: readonly OutboxFile[]): void {
      const ids = new Set(named.map(({ id }) => id));
      for (const file of held.values()) if (!ids.has(file.id)) drop(file);
      for (const file of named) {
        const isKnown = held.has(file.id) || missing.has(file.id) || sought.has(file.id);
        if (!file.uploaded && !isKnown) void seek(file);
      }
    },

    /** The backend does not have these, whatever it said before: they must be attached again. */
    lose(files: readonly OutboxFile[]): void {
      for (const { id } of files) {
        held.get(id)?.over.resolve();
        held.delete(id);
        missing.add(id);
      }
    },

    dispose(): void {
      for (const file of held.values()) drop(file);
    },
  };
}

const lockOf = (id: string) => `file:${id}`;

function toPending({ facts, state, failure }: Held): PendingAttachment {
  return { ...facts, state, failure };
}

/** A file that was moved or changed since it was chosen can't be read any more. */
async function prepare({ facts, source }: Held): Promise<OutgoingFile> {
  try {
    const bytes = new Uint8Array((await source?.arrayBuffer()) ?? new ArrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { ...facts, bytes, sha256 };
  } catch (cause) {
    throw new ChatError("invalid-attachment", "The file can't be read", { cause });
  }
}

/** The customer left; there is nothing to wait for. */
function stopped(): void {
  // Whoever waited looks at the signal.
}
