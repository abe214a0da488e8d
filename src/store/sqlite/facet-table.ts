// A segment's facets in memory, read once and then only what was added. Bounded over all segments.

import type { LogEvent } from '../../event/event.js';
import type { Query } from '../../query/ast.js';
import { predicateOf } from '../../query/predicate.js';
import type { Database } from './driver.js';
import type { FacetFields } from './facets.js';

/** Facets read at once: others get their turn between two. */
const CHUNK = 5_000;

export class FacetTable {
  /** Index = id - 1: ids are given without gaps. */
  readonly #rows: FacetFields[] = [];
  chars = 0;

  get(id: number): FacetFields | undefined {
    return this.#rows[id - 1];
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Reads the facets that were added since. */
  async extend(db: Database): Promise<void> {
    for (let read = CHUNK; read === CHUNK;) {
      const rows = await db.all<{ id: number; fields: string }>(
        `select id, fields from facet where id > $1 order by id limit ${CHUNK}`,
        [this.#rows.length],
      );
      read = rows.length;
      for (const { id, fields } of rows) {
        if (id <= this.#rows.length) continue; // another read was faster
        this.#rows[id - 1] = JSON.parse(fields) as FacetFields;
        this.chars += fields.length;
      }
    }
  }

  /** Ids of the facets that a facet-only query matches: the predicate itself decides. */
  matching(query: Query): readonly number[] | 'all' {
    const test = predicateOf(query);
    const ids: number[] = [];
    // A facet is the part of an event that such a query looks at.
    this.#rows.forEach((fields, index) => {
      if (test(fields as unknown as LogEvent)) ids.push(index + 1);
    });
    return ids.length === this.#rows.length ? 'all' : ids;
  }
}

/** The least recently used tables go first. */
export class FacetTables {
  readonly #tables = new Map<string, FacetTable>();

  of(segment: string): FacetTable {
    const table = this.#tables.get(segment) ?? new FacetTable();
    this.#tables.delete(segment);
    this.#tables.set(segment, table);
    this.trim();
    return table;
  }

  forget(segment: string): void {
    this.#tables.delete(segment);
  }

  private trim(): void {
    let chars = 0;
    for (const table of this.#tables.values()) chars += table.chars;
    for (const [segment, table] of this.#tables) {
      if (chars <= MAX_CHARS || this.#tables.size <= MIN_TABLES) return;
      chars -= table.chars;
      this.#tables.delete(segment);
    }
  }
}

/** JSON characters; objects take a few times that. */
const MAX_CHARS = 32_000_000;
const MIN_TABLES = 2;
