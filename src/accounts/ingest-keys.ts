// Which API keys a collector takes messages from.

import type { Config } from '#config/schema.js';
import { readMetadata } from '#src/store/metadata/read.js';

/** What was made by a command, and was not told, is in force after so long at the latest. */
export const KEYS_EVERY_MS = 2_000;

export interface IngestKey {
  /** SHA-256, hex */
  readonly hash: string;
  readonly source: string;
  /** ms since 1970; left out: for ever. The collector looks at it, too: no portal may be there to give it the keys without this one. */
  readonly until?: number;
}

/** As it is kept; times in ms since 1970. */
export interface KeptKey {
  readonly hash: string;
  readonly previousHash: string | null;
  readonly previousUntil: number | null;
  readonly source: string | null;
  readonly expiresAt: number | null;
}

/** What is good at `now`, renewed ones with the secret before. */
export function ingestKeys(kept: readonly KeptKey[], now: number): readonly IngestKey[] {
  return kept
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .flatMap(({ hash, previousHash, previousUntil, source, expiresAt }) => {
      const key = { hash, source: source ?? '', ...(expiresAt !== null && { until: expiresAt }) };
      if (previousHash === null || (previousUntil ?? 0) <= now) return [key];
      return [key, { ...key, hash: previousHash, until: Math.min(previousUntil ?? 0, expiresAt ?? Infinity) }];
    });
}

/** For commands that look and change nothing. @throws Fault DATABASE_CORRUPT, STORE_READ, DATABASE_AWAY, DATABASE_REFUSED */
export async function readIngestKeys(
  config: Pick<Config, 'data' | 'database'>,
  now: number,
): Promise<readonly IngestKey[]> {
  const rows = await readMetadata<Record<string, string | number | null>>(
    config,
    `SELECT hash, previous_hash, previous_until, source, expires_at FROM tokens WHERE role = 'ingest' ORDER BY id`,
  );
  const time = (value: unknown): number | null => (value === null ? null : Number(value));
  return ingestKeys(
    rows.map((row) => ({
      hash: String(row['hash']),
      previousHash: row['previous_hash'] === null ? null : String(row['previous_hash']),
      previousUntil: time(row['previous_until']),
      source: row['source'] === null ? null : String(row['source']),
      expiresAt: time(row['expires_at']),
    })),
    now,
  );
}
