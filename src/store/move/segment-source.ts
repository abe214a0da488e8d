// A segment of SQLite as a move reads it: its rows in the order of their ids, and what belongs to them. Changes nothing, and reads every
// version of the schema.

import type { LogEvent } from '../../event/event.js';
import { FacetTable } from '../engine/facet-table.js';
import { decodeRow, type RowOut } from '../engine/row.js';
import type { SegmentState } from '../engine/segment.js';
import type { Mark } from '../event-store.js';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { schemaVersion } from '../sqlite/schema.js';
import { readState } from '../sqlite/state.js';
import { rowColumns } from '../sqlite/view.js';

export interface SourceRow {
  readonly id: number;
  readonly event: LogEvent;
}

export class SegmentSource {
  readonly #facets = new FacetTable();

  private constructor(
    private readonly db: Database,
    readonly state: SegmentState,
  ) {}

  /** Undefined for a file that was begun and never made. @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, STORE_READ */
  static async open(path: string): Promise<SegmentSource | undefined> {
    const db = await openDatabase(path, 'read');
    try {
      if ((await schemaVersion(db)) > 0) return new SegmentSource(db, await readState(db));
    } catch (error) {
      await db.close();
      throw error;
    }
    await db.close();
    return undefined;
  }

  /** Behind a row id, by id. */
  async rows(after: number | undefined, limit: number): Promise<SourceRow[]> {
    await this.#facets.extend((last, count) =>
      this.db.all(`select id, fields from facet where id > $1 order by id limit ${count}`, [last]),
    );
    const { version, id: segment, startOfDay } = this.state;
    const rows = await this.db.all<RowOut>(
      `select ${rowColumns(version)} from event where id > cast($1 as integer) order by id limit ${limit}`,
      [after ?? Number.MIN_SAFE_INTEGER],
    );
    return rows.map((row) => ({
      id: row.id,
      event: decodeRow(row, segment, startOfDay, this.#facets.get(row.facet) ?? {}),
    }));
  }

  /** Hashes of dedupe keys behind one, in their order: 32 hexadecimal digits each. */
  async keys(after: string | undefined, limit: number): Promise<string[]> {
    const rows = await this.db.all<{ key: string }>(
      `select lower(hex(key)) key from dedupe where key > unhex($1) order by key limit ${limit}`,
      [after ?? ''],
    );
    return rows.map(({ key }) => key);
  }

  marks(): Promise<Mark[]> {
    return this.db.all('select key, version, value from mark');
  }

  close(): Promise<void> {
    return this.db.close();
  }
}
