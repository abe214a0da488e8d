// The audit log: one row for each change a person or a token made, and each refused login. Append only.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { msColumn } from '#src/store/metadata/columns.js';

export interface AuditEntry {
  /** ms since 1970. */
  readonly at: number;
  /** `alice`, `token:backup`, `command line`. */
  readonly actor: string;
  /** `<area>.<what happened>`, e.g. `users.added`. */
  readonly action: string;
  readonly target?: string | null;
  readonly outcome: 'success' | 'failure';
  readonly address?: string | null;
  /** Small and without secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

type AuditRow = Model & Omit<AuditEntry, 'details'> & { readonly details: string | null };

const MAX_TEXT = 200;

export class AuditLog {
  readonly #rows: ModelStatic<AuditRow>;

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineRows(db);
  }

  async record(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await this.#rows.create({
      ...entry,
      at: this.clock.now(),
      actor: entry.actor.slice(0, MAX_TEXT),
      target: entry.target?.slice(0, MAX_TEXT) ?? null,
      details: entry.details === undefined ? null : JSON.stringify(entry.details),
    });
  }

  /** Newest first. */
  async latest(limit: number): Promise<readonly AuditEntry[]> {
    const rows = await this.#rows.findAll({ order: [['id', 'DESC']], limit });
    return rows.map(({ at, actor, action, target, outcome, address, details }) => ({
      ...{ at, actor, action, target, outcome, address },
      details: details === null ? {} : (JSON.parse(details) as Record<string, unknown>),
    }));
  }
}

function defineRows(db: Sequelize): ModelStatic<AuditRow> {
  return db.define<AuditRow>(
    'AuditEntry',
    {
      at: msColumn('at'),
      actor: DataTypes.STRING,
      action: DataTypes.STRING,
      target: DataTypes.STRING,
      outcome: DataTypes.STRING,
      address: DataTypes.STRING,
      details: DataTypes.TEXT,
    },
    { tableName: 'audit_entries', timestamps: false },
  );
}
