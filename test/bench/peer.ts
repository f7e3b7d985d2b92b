// The published widget that is measured too. It is installed in a folder of its own, so that the project doesn't depend on it.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("peer/", import.meta.url));

export const peerFolder = `${folder}node_modules/deep-chat/dist/`;

/** @throws when npm can't install it */
export function installPeer(): void {
  if (existsSync(peerFolder)) return;
  console.log("Installing the peer …");
  const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { status } = spawnSync("npm", args, {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("`npm ci` in test/bench/peer failed.");
}
