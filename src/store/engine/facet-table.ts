// A segment's facets in memory, read once and then only what was added. Bounded over all segments.

import type { LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import type { Query } from '../../query/ast.js';
import { type Predicate, predicateOf } from '../../query/predicate.js';
import type { FacetFields } from './facets.js';
import type { SegmentState } from './segment.js';

/** Facets read at once: others get their turn between two. */
const CHUNK = 5_000;
/** Of smaller tables the answer is found as fast as it is looked up. */
const LARGE_ROWS = 2_000;
/** Ids in the answers that are kept of one table; the least recently used go first. A search for all rules is a hundred small ones. */
const MAX_KEPT_IDS = 2_000_000;
const MAX_ANSWERS = 500;

/** What a query matched among the first `rows` facets. */
interface Answer {
  rows: number;
  readonly ids: number[];
}

/** Facets between two looks at the clock: each look costs as much as an easy facet. */
const CLOCK_EVERY = 16;

/** Which facets of a table a query matches, as far as they were looked at. */
export interface Matching {
  isWhole(): boolean;
  ids(): MatchingFacets;
  /** Looks at more of them, until this moment of `performance.now()`. */
  proceed(until: number): void;
}

/** `all`: every one does. */
export type MatchingFacets = readonly number[] | 'all';

/** Facets with a higher id than `after`, by id, at most `limit`. */
export type ReadFacets = (
  after: number,
  limit: number,
) => Promise<readonly { readonly id: number; readonly fields: string }[]>;

export class FacetTable {
  /** Index = id - 1: ids are given without gaps. */
  readonly #rows: FacetFields[] = [];
  /** By query. Facets never change, so that only those that came since are to be asked. */
  readonly #answers = new Map<string, Answer>();
  chars = 0;

  get(id: number): FacetFields | undefined {
    return this.#rows[id - 1];
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Reads the facets that were added since. */
  async extend(readMore: ReadFacets): Promise<void> {
    for (let count = CHUNK; count === CHUNK;) {
      const rows = await readMore(this.#rows.length, CHUNK);
      count = rows.length;
      for (const { id, fields } of rows) {
        if (id <= this.#rows.length) continue; // another read was faster
        this.#rows[id - 1] = JSON.parse(fields) as FacetFields;
        this.chars += fields.length;
      }
    }
  }

  /** Facets that a facet-only query matches: the predicate itself decides. */
  matching(query: Query): Matching {
    this.#trimAnswers();
    const answer = this.#rows.length < LARGE_ROWS ? { rows: 0, ids: [] } : this.#answerTo(query);
    let test: Predicate | undefined;
    const isWhole = (): boolean => answer.rows >= this.#rows.length;
    return {
      isWhole,
      ids: () => (answer.ids.length === this.#rows.length ? 'all' : answer.ids),
      proceed: (until) => {
        while (!isWhole()) {
          // A facet is the part of an event that such a query looks at.
          const facet = this.#rows[answer.rows++] as unknown as LogEvent;
          if ((test ??= predicateOf(query))(facet)) answer.ids.push(answer.rows);
          if (answer.rows % CLOCK_EVERY === 0 && performance.now() >= until) return;
        }
      },
    };
  }

  /** A scan asks the same again for each of its batches, and whoever invents hosts makes a hundred thousand facets. */
  #answerTo(query: Query): Answer {
    const text = JSON.stringify(query, nameOdd);
    const answer = this.#answers.get(text) ?? { rows: 0, ids: [] };
    this.#answers.delete(text);
    this.#answers.set(text, answer);
    return answer;
  }

  #trimAnswers(): void {
    let ids = 0;
    for (const answer of this.#answers.values()) ids += answer.ids.length;
    for (const [text, answer] of this.#answers) {
      if (this.#answers.size <= MAX_ANSWERS && ids <= MAX_KEPT_IDS) return;
      ids -= answer.ids.length;
      this.#answers.delete(text);
    }
  }
}

/** Whether the query asks for nothing but facets: then the roll-up can answer it. */
export function isFacetOnly(query: Query): boolean {
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
    case 'or':
      return query.of.every(isFacetOnly);
    case 'not':
      return isFacetOnly(query.of);
    case 'phrase':
      return false;
    default:
      return fieldOf(query.field)?.place === 'facet';
  }
}

/** JSON knows no infinite numbers: two of them would look the same. */
function nameOdd(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { odd: String(value) } : value;
}

interface Kept {
  /** See SegmentState. */
  readonly created: number;
  readonly table: FacetTable;
}

/** The least recently used tables go first. */
export class FacetTables {
  readonly #tables = new Map<string, Kept>();

  /** A server that has lost its last commits may make another segment of the same name. */
  of({ id, created }: Pick<SegmentState, 'id' | 'created'>): FacetTable {
    const known = this.#tables.get(id);
    const table = known?.created === created ? known.table : new FacetTable();
    this.#tables.delete(id);
    this.#tables.set(id, { created, table });
    this.trim();
    return table;
  }

  forget(segment: string): void {
    this.#tables.delete(segment);
  }

  private trim(): void {
    let chars = 0;
    for (const { table } of this.#tables.values()) chars += table.chars;
    for (const [segment, { table }] of this.#tables) {
      if (chars <= MAX_CHARS || this.#tables.size <= MIN_TABLES) return;
      chars -= table.chars;
      this.#tables.delete(segment);
    }
  }
}

/** JSON characters; objects take a few times that. */
const MAX_CHARS = 32_000_000;
const MIN_TABLES = 2;
