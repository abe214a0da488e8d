// Single values that the portal's half keeps in the metadata database: its position in the store, findings that alerts are still to be
// made of, the published model, imports seen, who scores and how that is going.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';

export type KeptName = 'position' | 'untold' | 'model' | 'imports' | 'anew' | 'scorer' | 'stage';

export class Kept {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {}

  async get(name: KeptName): Promise<string | undefined> {
    const [row] = await this.db.query<{ value: string }>('SELECT value FROM baselines_kept WHERE name = $name', {
      bind: { name },
      type: QueryTypes.SELECT as const,
    });
    return row?.value;
  }

  async set(name: KeptName, value: string, transaction?: Transaction): Promise<void> {
    await this.db.query(
      `INSERT INTO baselines_kept (name, value, saved_at) VALUES ($name, $value, $now)
       ON CONFLICT (name) DO UPDATE SET value = $value, saved_at = $now`,
      { bind: { name, value, now: this.clock.now() }, ...(transaction && { transaction }) },
    );
  }
}
