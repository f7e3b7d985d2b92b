// Pictures in the page. A strict page allows no blob: images, so they are decoded and drawn.

/** As drawn, for rows that come back into sight; gone with the transcript that they belong to. */
const drawn = new WeakMap<object, ImageBitmap>();

/** Draws a picture, or once more what was drawn for `key`. @throws when it can't be had, or is none */
export async function drawPreview(
  canvas: HTMLCanvasElement,
  key: object,
  load: () => Promise<Blob>,
): Promise<void> {
  const bitmap = drawn.get(key);
  if (bitmap) draw(canvas, bitmap);
  else drawn.set(key, await drawPicture(canvas, load));
}

/** Fits a picture into the canvas's box. @throws when it can't be had, or is none */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  load: () => Promise<Blob>,
): Promise<ImageBitmap> {
  const bitmap = await fit(await load(), canvas);
  draw(canvas, bitmap);
  return bitmap;
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
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
