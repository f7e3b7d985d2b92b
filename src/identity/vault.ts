// What is kept in the browser for whom: adopting a customer, forgetting one, and writing only while they are still the one.
// Knows nothing of tokens, network or signals.

import type { Clock } from "../lib/clock.ts";
import { ChatError } from "../errors.ts";
import { mergeFiles } from "../model/attachment.ts";
import { mergeOutboxes, type Outbox } from "../model/outbox.ts";
import { type Entries, isCustomerKey, isOutboxKey, keys, type Storage } from "../storage/storage.ts";
import {
  type StoredHead,
  type StoredUi,
  toGeneration,
  toHead,
  toIdentity,
  toOutbox,
  toUi,
  type Wake,
} from "./stored.ts";

/** Raised when the stored form changes in a way that older code can't read. */
const schema = 1;
/** How long unsent messages outlive the moment when nobody was signed in any more, in milliseconds. */
const keepUnsentMs = 24 * 60 * 60 * 1000;

export interface Owner {
  readonly sub: string;
  readonly name: string;
}

export interface Partition {
  readonly owner: Owner;
  /** What `v` said at the adoption; a sign-out or another customer raises it. */
  readonly generation: number;
  /** Nobody was this browser's customer before, or somebody else. */
  readonly isNew: boolean;
  readonly stored: {
    readonly head: StoredHead | null;
    readonly outbox: Outbox;
    readonly ui: StoredUi | null;
  };
  /**
   * Writes all of it in one transaction. The outbox is merged with what other tabs stored; the read position only grows. Resolves
   * to the outbox as it is stored then; to null when the browser's customer changed meanwhile, and nothing was written.
   */
  save(values: PartitionValues): Promise<Outbox | null>;
  /** What other tabs may have changed, as it is stored now; null when the browser's customer has changed. */
  read(): Promise<Pick<Partition["stored"], "outbox" | "ui"> | null>;
}

export interface PartitionValues {
  readonly name: string;
  /** Null: nothing is known yet, what is stored stays. */
  readonly head: StoredHead | null;
  readonly ui: StoredUi;
  /** As of this tab's last write. What is the same as then is not news: another tab may have changed it. */
  readonly uiBefore: StoredUi;
  /** Is there a reason to look for news, apart from an open panel and unsent messages? */
  readonly isWatching: boolean;
  readonly outbox: Outbox;
  /** Ids that are settled or discarded. */
  readonly gone: ReadonlySet<string>;
  /** The server's history went back: so may the read position. */
  readonly rewind: boolean;
}

export interface Vault {
  /** Whose things are stored, and is there something to do? Drops what has outlived its time. */
  look(): Promise<{ readonly owner: Owner | null; readonly wake: Wake }>;
  /** Makes `sub` this browser's customer. Whatever is stored of anybody else is gone when it resolves. */
  adopt(sub: string, name: string | null): Promise<Partition>;
  /** Nobody is signed in: removes name, cursor and draft; unsent messages wait, unseen, for their owner's return. */
  leave(): Promise<void>;
  /**
   * Removes everything of every customer, and looks whether it is gone. Resolves to the unsent messages' ids.
   * @throws {ChatError} `storage`: something is still there.
   */
  clear(): Promise<readonly string[]>;
}

export function createVault(storage: Storage, clock: Clock): Vault {
  return {
    look: async () => {
      let found = await storage.readAll();
      if (hasOutlived(found, clock)) {
        await storage.update((all) => (hasOutlived(all, clock) ? removeCustomers(all, () => true) : null));
        found = await storage.readAll();
      }
      return { owner: toIdentity(found.get(keys.identity)), wake: toWake(found.get(keys.wake)) };
    },

    adopt: async (sub, name) => {
      let generation = 0;
      let entries: Entries = new Map();
      let owner: Owner = { sub, name: name ?? sub };
      let isNew = false;
      await storage.update((all) => {
        const others = removeCustomers(all, (key) => !isOwnKey(key, sub));
        const found = toIdentity(all.get(keys.identity));
        const known = found?.sub === sub ? found : null;
        const isChange = others.size > 0 || (found !== null && !known);
        generation = toGeneration(all.get(keys.version)) + (isChange ? 1 : 0);
        entries = all;
        isNew = !known;
        owner = { sub, name: name ?? known?.name ?? sub };
        // Who comes back finds everything as it is to be: nothing is written, and nobody waits for the disk.
        const isAsBefore = known?.name === owner.name && !isChange && !all.has(keys.left);
        if (isAsBefore && all.has(keys.version)) return null;
        return new Map<string, unknown>([
          ...others,
          [keys.version, { schema, gen: generation }],
          [keys.identity, { ...owner, authAt: clock.now() }],
          [keys.left, undefined],
          ...(isChange ? ([[keys.wake, undefined]] as const) : []),
        ]);
      });
      return createPartition(storage, clock, owner, { generation, found: entries, isNew });
    },

    leave: async () => {
      await storage.update((all) => {
        const left = all.get(keys.left) ?? { at: clock.now() };
        return new Map([...vacate(all, (key) => !isOutboxKey(key)), [keys.left, left]]);
      });
    },

    clear: async () => {
      let unsent: string[] = [];
      await storage.update((all) => {
        unsent = [...all].flatMap(([key, value]) =>
          isOutboxKey(key) ? toOutbox(value).map(({ id }) => id) : [],
        );
        return new Map([...vacate(all, () => true), [keys.left, undefined]]);
      });
      const left = await storage.readAll();
      if ([...left.keys()].some(isCustomerKey))
        throw new ChatError("storage", "The browser's storage did not remove what it was told to");
      return unsent;
    },
  };
}

function createPartition(
  storage: Storage,
  clock: Clock,
  owner: Owner,
  { generation, found, isNew }: Pick<Partition, "generation" | "isNew"> & { readonly found: Entries },
): Partition {
  const { sub } = owner;

  /** A missing version is a browser that was wiped: what this tab holds is written anew. */
  const write = (decide: (all: Entries) => Entries) =>
    storage.update((all) => {
      const version = all.get(keys.version);
      if (version === undefined)
        return new Map<string, unknown>([[keys.version, { schema, gen: generation }], ...decide(all)]);
      return isOurs(all) ? decide(all) : null;
    });

  /** A wiped browser counts anew: there the generation alone may be another customer's. */
  function isOurs(all: Entries): boolean {
    const owner = toIdentity(all.get(keys.identity))?.sub ?? sub;
    return owner === sub && toGeneration(all.get(keys.version)) === generation;
  }

  return {
    owner,
    generation,
    isNew,
    stored: {
      head: toHead(found.get(keys.head(sub))),
      outbox: toOutbox(found.get(keys.outbox(sub))),
      ui: toUi(found.get(keys.ui(sub))),
    },
    save: async ({ name, head, ui, uiBefore, isWatching, outbox, gone, rewind }) => {
      let merged: Outbox = [];
      const isSaved = await write((all) => {
        const found = toUi(all.get(keys.ui(sub)));
        const now = found ? mergeUi(ui, uiBefore, found, rewind) : ui;
        merged = mergeOutboxes(outbox, toOutbox(all.get(keys.outbox(sub)))).filter(({ id }) => !gone.has(id));
        return new Map<string, unknown>([
          ...(head ? [[keys.head(sub), head] as const] : []),
          [keys.ui(sub), now],
          [keys.outbox(sub), merged.length > 0 ? [...merged] : undefined],
          // A page that dies now leaves a message that the next one knows to send.
          [keys.wake, now.open ? 2 : isWatching || merged.length > 0 ? 1 : 0],
          [keys.identity, { sub, name, authAt: clock.now() }],
        ]);
      });
      return isSaved ? merged : null;
    },
    read: async () => {
      const all = await storage.readAll();
      if (all.has(keys.version) && !isOurs(all)) return null;
      return { outbox: toOutbox(all.get(keys.outbox(sub))), ui: toUi(all.get(keys.ui(sub))) };
    },
  };
}

/** What this tab has not changed is the other tabs' to say; what was seen in one of them stays seen. */
function mergeUi(ui: StoredUi, before: StoredUi, stored: StoredUi, rewind: boolean): StoredUi {
  return {
    open: ui.open === before.open ? stored.open : ui.open,
    draft: ui.draft === before.draft ? stored.draft : ui.draft,
    files: mergeFiles(ui.files, before.files, stored.files),
    lastSeenPos: rewind ? ui.lastSeenPos : Math.max(ui.lastSeenPos, stored.lastSeenPos),
  };
}

function hasOutlived(all: Entries, clock: Clock): boolean {
  const at = (all.get(keys.left) as { at?: unknown } | undefined)?.at;
  return typeof at === "number" && clock.now() - at > keepUnsentMs;
}

/** Nobody is this browser's customer: removes what `isDoomed` picks of the customers' keys, and voids every write begun before. */
function vacate(all: Entries, isDoomed: (key: string) => boolean): Map<string, unknown> {
  return new Map<string, unknown>([
    ...removeCustomers(all, isDoomed),
    [keys.version, { schema, gen: toGeneration(all.get(keys.version)) + 1 }],
    [keys.wake, undefined],
    [keys.identity, undefined],
  ]);
}

/** Deletions for the customers' keys that `isDoomed` picks. */
function removeCustomers(all: Entries, isDoomed: (key: string) => boolean): Map<string, undefined> {
  const doomed = [...all.keys()].filter((key) => isCustomerKey(key) && isDoomed(key));
  return new Map(doomed.map((key) => [key, undefined]));
}

function isOwnKey(key: string, sub: string): boolean {
  return key === keys.head(sub) || key === keys.outbox(sub) || key === keys.ui(sub);
}

function toWake(value: unknown): Wake {
  return value === 1 || value === 2 ? value : 0;
}
