// One process per data folder: PGlite itself would let a second one in, and both would ruin the files.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export class FolderInUseError extends Error {
  constructor(folder: string, owner: string) {
    super(
      `The data folder ${folder} is in use by process ${owner}. Stop that one, or set DATA_DIR to another folder.`,
    );
    this.name = "FolderInUseError";
  }
}

/** @returns the function that unlocks it. @throws {FolderInUseError} while the process that locked it lives */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "lock");
  const owner = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (owner !== undefined) {
    if (isAlive(Number(owner))) throw new FolderInUseError(folder, owner);
    await rm(path, { force: true });
  }
  await writeFile(path, String(process.pid), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new FolderInUseError(folder, "(just started)") : error;
  });
  locked.add(path);
  return async () => {
    locked.delete(path);
    await rm(path, { force: true });
  };
}

// In a container a restarted process may get the number of the one that crashed: our own number proves nothing by itself.
const locked = new Set<string>();

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return locked.size > 0;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
