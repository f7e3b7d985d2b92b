// Modules that are loaded when they are wanted, and again after a failure.

/** Where those that failed are asked for next, by what loads them. */
const addresses = new Map<() => Promise<unknown>, string>();

/**
 * What `load` imports. Firefox remembers for as long as the page lives that an import failed; another address asks again. Only its
 * message says which one it was; whatever says something else is loaded as before.
 * @param load the same function each time
 */
export async function importAgain<T>(load: () => Promise<T>): Promise<T> {
  const address = addresses.get(load);
  try {
    return address === undefined
      ? await load()
      : ((await import(/* @vite-ignore */ /* webpackIgnore: true */ address)) as T);
  } catch (error) {
    const failed = /^error loading dynamically imported module: (\S+)$/.exec((error as Error).message)?.[1];
    if (failed !== undefined) addresses.set(load, `${failed}?`);
    throw error;
  }
}
