// What is done with a file's bytes in the page: a picture drawn, a file saved. A strict page
// allows no blob: images, so pictures are decoded and drawn.

/** As drawn, for rows that come back into sight; gone with the transcript that they belong to. */
const drawn = new WeakMap<object, ImageBitmap>();

/** Fits the picture into the canvas's box. @throws when it can't be had, or is none */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  key: object,
  load: () => Promise<Blob>,
): Promise<void> {
  const bitmap = drawn.get(key) ?? (await fit(await load(), canvas));
  drawn.set(key, bitmap);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
}

/** No larger than it is shown: a photograph takes fifty times as much. */
async function fit(bytes: Blob, { clientWidth, clientHeight }: HTMLCanvasElement): Promise<ImageBitmap> {
  const whole = await createImageBitmap(bytes);
  const ratio = Math.min(clientWidth / whole.width, clientHeight / whole.height) * devicePixelRatio;
  if (!(ratio < 1)) return whole;
  const size = (px: number) => Math.max(1, Math.round(px * ratio));
  const fitted = await createImageBitmap(whole, {
    resizeWidth: size(whole.width),
    resizeHeight: size(whole.height),
    resizeQuality: "high",
  });
  whole.close();
  return fitted;
}

/** Downloads it under its name. Of no type that a browser would show as a page. */
export function saveFile(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers begin to read it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
