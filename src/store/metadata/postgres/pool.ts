// The connections to the metadata database, as Sequelize keeps them.

import type { Sequelize } from 'sequelize';
import type { ConnectionPool } from '../../event-store.js';
import { isPostgres } from '../dialect.js';

/** Of sequelize-pool. */
interface Pool {
  readonly maxSize: number;
  readonly size: number;
  readonly using: number;
  readonly waiting: number;
}

/** At this moment; undefined for SQLite. */
export function metadataPool(db: Sequelize): ConnectionPool | undefined {
  if (!isPostgres(db)) return undefined;
  const { pool } = db.connectionManager as unknown as { readonly pool: Pool };
  return { name: 'metadata', limit: pool.maxSize, open: pool.size, inUse: pool.using, waiting: pool.waiting };
}
