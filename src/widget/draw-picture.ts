// Pictures by their address onto a canvas: fetched, since a page's policy may allow requests and no images. Each is fetched once.

const pictures = new Map<string, Promise<ImageBitmap | null>>();

/** Fills the canvas with the picture's middle; does nothing where there is none to be had. */
export async function drawPicture(canvas: HTMLCanvasElement, url: string): Promise<void> {
  const known = pictures.get(url);
  const loading = known ?? load(url);
  pictures.set(url, loading);
  const picture = await loading;
  if (!picture) {
    // Asked for again where it is next drawn.
    pictures.delete(url);
    return;
  }
  const side = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  const context = canvas.getContext("2d");
  if (!context) return;
  // What is see-through in it must not show the initials.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

async function load(url: string): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    return response.ok ? await createImageBitmap(await response.blob()) : null;
  } catch {
    return null; // gone, forbidden, or no picture: the initials tell who it is
  }
}
