// Is a file what it says it is? A real backend asks a virus scanner here; this one compares the first bytes with the declared type.

export type Verdict = "clean" | "rejected";
export type Scanner = (bytes: Uint8Array, type: string) => Promise<Verdict>;

const startsWith = (text: string, at = 0) => {
  const wanted = Buffer.from(text, "latin1");
  return (bytes: Uint8Array) => wanted.every((byte, index) => bytes[at + index] === byte);
};
const isRiff = startsWith("RIFF");
const isWebp = startsWith("WEBP", 8);

/** What files of each accepted type begin with. */
const SIGNS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  "image/png": startsWith("\x89PNG\r\n\x1a\n"),
  "image/jpeg": startsWith("\xff\xd8\xff"),
  "image/gif": startsWith("GIF8"),
  "image/webp": (bytes) => isRiff(bytes) && isWebp(bytes),
  "application/pdf": startsWith("%PDF-"),
  "text/plain": isText,
};

/** The types that this scanner knows, and so the ones to accept. */
export const KNOWN_TYPES = Object.keys(SIGNS);

export const scanSigns: Scanner = async (bytes, type) => (SIGNS[type]?.(bytes) ? "clean" : "rejected");

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(bytes).includes("\0");
  } catch {
    return false;
  }
}
