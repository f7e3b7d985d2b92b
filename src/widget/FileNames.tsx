// What stands where files will: until what shows them is loaded, or where that fails, their names.

import { namesOf } from "../model/attachment.ts";
import { isPreviewed, type RowFile } from "./row.ts";

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
