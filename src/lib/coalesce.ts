// Many wishes, few runs: while one run is under way, all further wishes become one more. Knows nothing of what it runs.

/** `wish()` resolves when a run that began after it has ended. Rejections of `run` reach those who wished for it. */
export function coalesce(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function begin(): Promise<void> {
    next = null;
    const current = run().finally(() => {
      if (running === current) running = null;
    });
    running = current;
    return current;
  }

  return () => {
    if (!running) return begin();
    next ??= running.then(begin, begin);
    return next;
  };
}
