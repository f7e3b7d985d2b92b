// Files are not part of the first picture: what shows them is loaded when there is one. Until then, or where that fails, their names
// stand there.

import { useEffect, useState } from "preact/hooks";
import { reportToHost } from "../lib/report.ts";
import { namesOf } from "../model/attachment.ts";
import type * as files from "./files.tsx";
import { isPreviewed, type RowFile } from "./row.ts";

type Parts = typeof files;

let loaded: Parts | null = null;

export async function loadFiles(): Promise<Parts> {
  loaded ??= await import("./files.tsx");
  return loaded;
}

/** Null until they are here. */
export function useFileParts(isWanted: boolean): Parts | null {
  const [parts, setParts] = useState(loaded);
  useEffect(() => {
    // The names stay; the next file asks again.
    if (isWanted && !parts) loadFiles().then(setParts, reportToHost);
  }, [isWanted, parts]);
  return parts;
}

const fileEm = 2.75;
const previewEm = 10.375;
const gapEm = 0.5;

/** As high as what comes in its place. */
export function FileNames({ files }: { readonly files: readonly RowFile[] }) {
  const heights = files.map((file) => fileEm + (isPreviewed(file) ? previewEm : 0) + gapEm);
  const minHeight = heights.reduce((sum, height) => sum + height, -gapEm);
  return (
    <p class="files" dir="auto" style={{ minHeight: `${minHeight}em` }}>
      {namesOf(files)}
    </p>
  );
}
