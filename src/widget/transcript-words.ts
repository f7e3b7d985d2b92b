// The widget's words for an exported file.

import type { TranscriptWords } from "../export/options.ts";
import type { Dates } from "./dates.ts";
import { isShownNotice, noticeText } from "./notices.ts";
import type { Strings } from "./strings.ts";

export interface Words {
  readonly strings: Strings;
  readonly dates: Dates;
}

/** Days in full: a file is read on another day. */
export function transcriptWords({ strings, dates }: Words): TranscriptWords {
  return {
    ...strings,
    locale: dates.locale,
    notice: (notice, date) =>
      isShownNotice(notice) ? noticeText(notice, strings, { ...dates, date, isToday: () => false }) : null,
  };
}
