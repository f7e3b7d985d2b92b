// `npm run demo`: starts the reference backend with its shop and agent console, configured by environment variables.

import { resolve } from "node:path";
import { FolderInUseError } from "./lock-folder.ts";
import { isEpoch } from "./store/cursor.ts";
import { startDemo, type RunningDemo, type StartOptions } from "./start.ts";

const { env } = process;

class SettingError extends Error {}

try {
  const demo = await startDemo(readSettings());
  printAddresses(demo);
  stopOnSignal(demo);
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

function readSettings(): StartOptions {
  return {
    port: port(),
    host: env["HOST"] || "127.0.0.1",
    dataDir: resolve(env["DATA_DIR"] || ".data"),
    ...(env["DATABASE_URL"] ? { databaseUrl: env["DATABASE_URL"] } : {}),
    allowedOrigins: (env["ALLOWED_ORIGINS"] ?? "")
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
    ...epoch(),
    sendPerMinute: number("SEND_PER_MINUTE") ?? null,
  };
}

function port(): number {
  const value = number("PORT") ?? 4600;
  if (value > 65_535) throw new SettingError(`PORT must be at most 65535, not ${value}.`);
  return value;
}

function epoch(): Pick<StartOptions, "epoch"> {
  const name = env["EPOCH"];
  if (!name) return {};
  if (!isEpoch(name)) throw new SettingError(`EPOCH must be lower-case letters and digits, not "${name}".`);
  return { epoch: name };
}

function number(name: string): number | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (!/^\d{1,6}$/.test(value)) throw new SettingError(`${name} must be a number, not "${value}".`);
  return Number(value);
}

function printAddresses({ url, store }: RunningDemo): void {
  console.log(`Shop     ${url}/`);
  console.log(`Console  ${url}/console`);
  console.log(`API      ${url}/v1`);
  console.log(
    `Data     ${store.db.kind === "postgres" ? "PostgreSQL (DATABASE_URL)" : resolve(env["DATA_DIR"] || ".data")}`,
  );
  console.log("Sign-in takes no password: keep this demo on your own machine.");
}

function stopOnSignal(demo: RunningDemo): void {
  const stop = () => {
    demo.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function explain(error: unknown): string {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is in use. Stop what runs there, or set PORT to another one.`;
  if (code === "EACCES") return `Port ${port} may not be used by this account. Set PORT to another one.`;
  if (error instanceof FolderInUseError || error instanceof SettingError) return error.message;
  return `The demo could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
