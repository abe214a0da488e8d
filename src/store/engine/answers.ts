// What segments have answered, for a while: rows are only ever added, so that what was said of a range stays true while there are as
// many rows as there were. The least recently used go first.

import type { Query } from '../../query/ast.js';
import type { Group } from './groups.js';
import type { SegmentState } from './segment.js';
import type { RowRange } from './rowid.js';

/** About 100 bytes each. */
const MAX_GROUPS = 150_000;
const MAX_GROUPS_AN_ANSWER = 5_000;

export class Answers {
  readonly #kept = new Map<string, readonly Group[]>();
  #groups = 0;

  /** `asked`: what was asked beside the query, as JSON can have it. `rowsSoFar`: of the range or of the segment. */
  static key({ id, created }: SegmentState, query: Query, asked: unknown, range: RowRange, rowsSoFar: number): string {
    return JSON.stringify([id, created, rowsSoFar, range.from, range.to, asked, query], nameOdd);
  }

  get(key: string): readonly Group[] | undefined {
    const known = this.#kept.get(key);
    if (known === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, known);
    return known;
  }

  /** Whether it is kept: not if there is too much of it. */
  set(key: string, groups: readonly Group[]): boolean {
    if (this.#kept.has(key)) return true;
    if (groups.length > MAX_GROUPS_AN_ANSWER) return false;
    this.#kept.set(key, groups);
    this.#groups += sizeOf(key, groups);
    for (const oldest of this.#kept.keys()) {
      if (this.#groups <= MAX_GROUPS) break;
      this.forget([oldest]);
    }
    return true;
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) {
      const groups = this.#kept.get(key);
      if (groups !== undefined && this.#kept.delete(key)) this.#groups -= sizeOf(key, groups);
    }
  }
}

/** In groups. The key takes its place too, and holds the whole query. */
function sizeOf(key: string, groups: readonly Group[]): number {
  return groups.length + 10 + key.length / 100;
}

/** JSON knows no infinite numbers: two of them would look the same. */
function nameOdd(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { odd: String(value) } : value;
}
