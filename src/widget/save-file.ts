// A file that the browser downloads.

/** How long its address is good, in milliseconds: a person may be asked where to save it. */
const addressMs = 60_000;

/** Downloads it under its name. Of no type that a browser would show as a page; by a link of no page, whose click no host hears. */
export function saveFile(bytes: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), addressMs);
}
