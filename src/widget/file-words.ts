// Files in words: size, how an upload or a scan stands, why one can't be sent.

import { type AttachmentLimits, mostAttachments, refusalOf } from "../model/attachment.ts";
import type { RowFile } from "./row.ts";
import type { Strings } from "./strings.ts";

const units = ["kilobyte", "megabyte", "gigabyte"] as const;

/** In the language's own words, as "4.1 MB"; at least a kilobyte. */
export function sizeWords(bytes: number, lang: string): string {
  let value = Math.max(1, bytes / 1024);
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1024;
  const maximumFractionDigits = unit > 0 && value < 10 ? 1 : 0;
  const style = { style: "unit", unit: units[unit] ?? "gigabyte", maximumFractionDigits } as const;
  return new Intl.NumberFormat(lang, style).format(value);
}

/** Null where there is nothing to say: the file is there. `part`: how much has gone, 0 to 1. */
export function fileStateWords(file: RowFile, part: number | undefined, strings: Strings): string | null {
  if ("scan" in file) {
    if (file.scan === "clean") return null;
    return file.scan === "pending" ? strings.fileScanning : strings.fileRejected;
  }
  switch (file.state) {
    case "waiting":
      return strings.fileWaiting;
    case "uploading":
      return strings.fileProgress(Math.floor((part ?? 0) * 100));
    case "uploaded":
      return strings.fileReady;
    case "failed":
      return strings.fileFailed;
    case "missing":
      return strings.fileMissing;
  }
}

/** Null: it may be attached beside `count` others. */
export function refusalWords(
  file: File,
  count: number,
  limits: AttachmentLimits,
  strings: Strings,
): string | null {
  switch (refusalOf(file, limits)) {
    case "type":
      return strings.fileWrongType(file.name);
    case "size":
      return strings.fileTooLarge(file.name, sizeWords(limits.maxBytes, strings.lang));
    case "empty":
      return strings.fileEmpty(file.name);
    case null:
      return count < mostAttachments ? null : strings.fileTooMany(mostAttachments);
  }
}
