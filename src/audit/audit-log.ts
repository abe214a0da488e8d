// The audit log: one row for each change a person or a token made, each sign-in, and each one refused. Append only; the oldest entries
// go when their days are over (AuditLog.expire).

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { msColumn } from '#src/store/metadata/columns.js';
import { type AuditCursor, type AuditFilter, type AuditPage, searchAudit } from './audit-search.js';

export type { AuditCursor, AuditFilter, AuditPage } from './audit-search.js';

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

/** An entry as it is kept. */
export interface KeptAuditEntry extends AuditEntry {
  readonly id: number;
  readonly target: string | null;
  readonly address: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

type AuditRow = Model & Omit<AuditEntry, 'details'> & { readonly details: string | null };

const MAX_TEXT = 200;
const MAX_ACTION = 100;
const MAX_DETAILS = 8_000;
const BATCH = 1_000;
const EXPIRE_BATCH = 5_000;

export class AuditLog {
  readonly #rows: ModelStatic<AuditRow>;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineRows(db);
  }

  async record(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await this.#rows.create({
      ...entry,
      at: this.clock.now(),
      actor: entry.actor.slice(0, MAX_TEXT),
      action: entry.action.slice(0, MAX_ACTION),
      target: entry.target?.slice(0, MAX_TEXT) ?? null,
      address: entry.address?.slice(0, MAX_ACTION) ?? null,
      details: entry.details === undefined ? null : detailsText(entry.details),
    });
  }

  /** Newest first. */
  async latest(limit: number): Promise<readonly KeptAuditEntry[]> {
    return (await this.search({}, undefined, limit)).entries;
  }

  /**
   * Newest first, at most `limit`, from behind `after`. Looks through a bounded number of entries at a time: a page that is not full
   * but has `next` means that more may be found further back.
   */
  search(filter: AuditFilter, after: AuditCursor | undefined, limit: number): Promise<AuditPage> {
    return searchAudit(this.db, filter, after, limit);
  }

  /** All that match, newest first, in batches. */
  async *each(filter: AuditFilter): AsyncGenerator<readonly KeptAuditEntry[]> {
    for (let after: AuditCursor | undefined; ;) {
      const { entries, next } = await this.search(filter, after, BATCH);
      if (entries.length > 0) yield entries;
      if (next === undefined) return;
      after = next;
    }
  }

  /** Every action, or actor, that there is an entry of, A to Z; at most 500. Steps from one to the next in its index: a million entries cost nothing. */
  async known(column: 'action' | 'actor'): Promise<readonly string[]> {
    const [rows] = await this.db.query(
      `WITH RECURSIVE known(word) AS (
         SELECT MIN(${column}) FROM audit_entries
         UNION ALL
         SELECT (SELECT MIN(${column}) FROM audit_entries WHERE ${column} > known.word) FROM known WHERE known.word IS NOT NULL)
       SELECT word FROM known WHERE word IS NOT NULL LIMIT 500`,
    );
    return (rows as { word: string }[]).map(({ word }) => word);
  }

  /** Deletes what happened before `beforeMs`, in short transactions; answers with how many entries that were. */
  async expire(beforeMs: number): Promise<number> {
    for (let gone = 0; ;) {
      const [rows] = await this.db.query(
        `DELETE FROM audit_entries WHERE id IN
           (SELECT id FROM audit_entries WHERE at < $beforeMs ORDER BY at, id LIMIT ${EXPIRE_BATCH}) RETURNING id`,
        { bind: { beforeMs } },
      );
      gone += rows.length;
      if (rows.length < EXPIRE_BATCH) return gone;
    }
  }
}

/** What is too long is kept as the beginning of its text. */
function detailsText(details: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(details);
  return text.length <= MAX_DETAILS ? text : JSON.stringify({ cut: text.slice(0, MAX_DETAILS / 2) });
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
