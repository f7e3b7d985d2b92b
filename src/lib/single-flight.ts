// Work that is done once at a time. Knows nothing of what it is.

/** Runs `work`, unless an earlier run is still under way. */
export function singleFlight(work: () => Promise<void>): () => void {
  let isRunning = false;

  return () => {
    if (isRunning) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
    });
  };
}
