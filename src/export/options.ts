// What can be asked of an export, and the shape of its data. Types only.

import type { Customer, PendingMessage } from "../model/view.ts";
import type { Item, Notice } from "../model/item.ts";

/** `text`: a paragraph per message. `json`: {@link TranscriptData}. `html`: a page to print or keep, without scripts. */
export type ExportFormat = "text" | "json" | "html";

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Gives up when it aborts; what was loaded stays loaded. Default: goes on until it is done. */
  readonly signal?: AbortSignal;
  /** Called as earlier messages come. Default: nobody is told. */
  readonly onProgress?: (progress: ExportProgress) => void;
  /** The words of a `text` or `html` file. Default: English. */
  readonly words?: Partial<TranscriptWords>;
}

export interface ExportProgress {
  /** Items that are here. */
  readonly itemCount: number;
  /** How much of what was missing at first is here, from 0 to 1; an estimate, by the items' places. */
  readonly fraction: number;
  /** Earlier messages don't come just now; they are asked for again by themselves. */
  readonly isStalled: boolean;
}

/**
 * A transcript as data, `format: "json"`. Times are RFC 3339, UTC. Later versions may add members; `version` grows when one changes
 * its meaning or goes.
 */
export interface TranscriptData {
  readonly format: "ajar-transcript";
  readonly version: 1;
  readonly savedAt: string;
  readonly customer: Customer;
  /** Every confirmed message and notice in order of `pos`, each once; deleted messages without their text. */
  readonly items: readonly Item[];
  /** Messages that the server has not confirmed, oldest first. */
  readonly pending: readonly Pick<PendingMessage, "id" | "text" | "at" | "state">[];
}

/** What a file says beside the messages themselves. */
export interface TranscriptWords {
  /** Language of these words, BCP 47. */
  readonly lang: string;
  /** Dates and times are written as there, BCP 47. Default: `lang`. */
  readonly locale: string;
  /** `ltr` or `rtl`. */
  readonly dir: string;
  readonly exportTitle: string;
  readonly exportedAt: (when: string) => string;
  readonly you: string;
  readonly edited: string;
  readonly deleted: string;
  readonly sent: string;
  readonly read: string;
  readonly queued: string;
  readonly sending: string;
  readonly failed: string;
  readonly incomplete: string;
  readonly held: string;
  /** A notice in words; null: it is left out. `date` writes a day out in full. */
  readonly notice: (notice: Notice, date: (at: string) => string) => string | null;
}
