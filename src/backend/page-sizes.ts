// How many items are asked for at a time.

/** Items of the newest page: more than fits on a screen, little enough to be here at once. */
export const newestPageItems = 50;
/** Items of an older page or a delta; the protocol's most. */
export const pageItems = 200;
