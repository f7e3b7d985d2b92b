// Mistakes that are the host page's own: shown where its developers look, and no reason for us to stop.

/** As an uncaught error would be, but nothing is interrupted. Node has no `reportError`. */
export function reportToHost(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

/** What the host's developers should know of and nobody needs to act on: the chat went on without it. */
export function warnHost(message: string, cause: unknown): void {
  console.warn(message, cause);
}
