// The icons that only files need, loaded with them.

import { drawIcon } from "./Icon.tsx";

const paths = {
  file: "M6 2h8.5L20 7.5V22H6zm1.75 1.75v16.5h10.5V9H13V3.75zm7 .75v2.75h2.75z",
  download: "M11 3h2v10l3.6-3.6L18 10.8l-6 6-6-6 1.4-1.4L11 13zM5 19h14v2H5z",
  again: "M12 5V1.5L17.5 6 12 10.5V7a5.5 5.5 0 1 0 5.5 5.5h2A7.5 7.5 0 1 1 12 5",
} as const;

export function FileIcon({ name }: { readonly name: keyof typeof paths }) {
  return drawIcon(paths[name]);
}
