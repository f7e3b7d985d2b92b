// Marks in the browser's performance timeline (User Timing, W3C), for whoever measures a page. Knows nothing of chat.

/** Sets a mark of this name. */
export type SetMark = (name: string) => void;

/** Marks named `ajar:…`; none where the browser has no User Timing. */
export const browserMarks: SetMark = (name) => {
  globalThis.performance?.mark?.(`ajar:${name}`);
};

/** For a client that nobody measures. */
export const noMarks: SetMark = () => undefined;
