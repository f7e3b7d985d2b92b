// A wait that something else ends. Knows nothing of what is waited for.

export interface Alarm {
  ring(): void;
  /** Resolves when it rings, or at once when it rang while nobody waited: no wake is lost between a read and the wait. */
  rung(): Promise<void>;
}

export function createAlarm(): Alarm {
  let ringing = false;
  let resolve: (() => void) | undefined;
  return {
    ring: () => {
      ringing = true;
      resolve?.();
    },
    rung: async () => {
      if (!ringing) await new Promise<void>((done) => (resolve = done));
      resolve = undefined;
      ringing = false;
    },
  };
}
