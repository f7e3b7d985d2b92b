// The port to the database: one dialect (PostgreSQL's), so every query is written once. Knows nothing of chat.

export type Param = string | number | boolean | Date | null;

/** Runs one statement. 64-bit integers arrive as numbers, timestamps as Date, jsonb parsed. */
export type Sql = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: readonly Param[],
) => Promise<readonly Row[]>;

export interface TransactionOptions {
  /** All reads see one state of the database, and nothing may be written. Default false. */
  readonly snapshot?: boolean;
}

export interface Db {
  readonly kind: "pglite" | "postgres";
  readonly query: Sql;
  /** Commits when `run` resolves, rolls back when it rejects. */
  transaction<T>(run: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Calls `heard` with each payload sent by `pg_notify(channel, …)` from any process, after its transaction has committed.
   * `gap` is called when notifications may have been missed (the connection was lost and made again).
   */
  listen(channel: string, heard: (payload: string) => void, gap: () => void): Promise<void>;
  /** Waits for what is under way, then lets go of the data. */
  close(): Promise<void>;
}

export const SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
