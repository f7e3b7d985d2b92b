// Both databases that the reference backend runs on, so that a test file can say what holds on each.

import { startPostgres } from "./postgres.ts";

export interface OpenDatabase {
  /** Options for a server on an empty database of its own: PGlite in memory, or a new one on the PostgreSQL server. */
  newDatabase(): Promise<{ readonly databaseUrl?: string }>;
  close(): Promise<void>;
}

export interface TestDatabase {
  readonly name: "PGlite" | "PostgreSQL";
  open(): Promise<OpenDatabase>;
}

export const databases: readonly TestDatabase[] = [
  { name: "PGlite", open: async () => ({ newDatabase: async () => ({}), close: async () => {} }) },
  {
    name: "PostgreSQL",
    open: async () => {
      const postgres = await startPostgres();
      return {
        newDatabase: async () => ({ databaseUrl: await postgres.createDatabase() }),
        close: () => postgres.stop(),
      };
    },
  },
];
