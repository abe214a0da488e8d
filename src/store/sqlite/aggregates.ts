// count, histogram, top and facets over all segments of a range. Sealed segments never change, so what they answered is
// remembered for a while.

import type { Query } from '../../query/ast.js';
import { Fault } from '../../faults.js';
import { fieldOf } from '../../event/fields.js';
import type { AggregateRequest, Histogram, HistogramRequest, TopEntry, TopRequest } from '../event-store.js';
import { groupsOf, type Group, type GroupBy } from './groups.js';
import { withinSegment } from './merge.js';
import { ReadBudget } from './read-budget.js';
import { rowRange } from './rowid.js';
import type { SegmentReads } from './segment-reads.js';
import type { SegmentState } from './state.js';
import { countableField } from './values.js';
import type { RowRange } from './statement.js';

const MAX_BUCKETS = 2_000;
const MAX_TOP = 1_000;
/** Answers remembered, each of at most so many groups. */
const MAX_REMEMBERED = 300;
const MAX_GROUPS_REMEMBERED = 5_000;

export class Aggregates {
  readonly #remembered = new Map<string, readonly Group[]>();

  constructor(private readonly reads: SegmentReads) {}

  async count(request: AggregateRequest): Promise<number> {
    let count = 0;
    for (const group of await this.groups(request, {})) count += group.count;
    return count;
  }

  async histogram(request: HistogramRequest): Promise<Histogram> {
    const { intervalMs, by, range } = request;
    if (!Number.isSafeInteger(intervalMs) || intervalMs < 1 || (range.to - range.from) / intervalMs > MAX_BUCKETS) {
      throw new Fault(
        'BAD_REQUEST',
        `A histogram of ${intervalMs} ms a bucket over this range; at most ${MAX_BUCKETS} buckets. Choose a longer interval.`,
      );
    }
    const field = by === undefined ? undefined : fieldOf(by);
    if (by !== undefined && field?.place !== 'facet') {
      throw new Fault(
        'BAD_REQUEST',
        `A histogram cannot be split by ${by}; choose a field such as event.severity or host.name.`,
      );
    }
    const groups = await this.groups(request, { intervalMs, ...(field && { field: field.name }) });
    const buckets = summed(groups).map(({ bucket, key, count }) => ({ time: bucket * intervalMs, key, count }));
    return { intervalMs, buckets: buckets.sort((a, b) => a.time - b.time || compareText(a.key, b.key)) };
  }

  async top(request: TopRequest): Promise<readonly TopEntry[]> {
    return this.topWithin(request, new ReadBudget(request));
  }

  /** All fields within one deadline. */
  async facets(
    request: AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly TopEntry[]>>> {
    const budget = new ReadBudget(request);
    const out: Record<string, readonly TopEntry[]> = {};
    for (const field of request.fields) out[field] = await this.topWithin({ ...request, field }, budget);
    return out;
  }

  private async topWithin(request: TopRequest, budget: ReadBudget): Promise<readonly TopEntry[]> {
    const limit = Math.min(Math.max(1, request.limit), MAX_TOP);
    const groups = await this.groups(request, { field: countableField(request.field) }, budget);
    return summed(groups)
      .filter(({ key }) => key !== '')
      .sort((a, b) => b.count - a.count || compareText(a.key, b.key))
      .slice(0, limit)
      .map(({ key, count }) => ({ value: key, count }));
  }

  private async groups(request: AggregateRequest, by: GroupBy, budget = new ReadBudget(request)): Promise<Group[]> {
    const { query, range } = request;
    const all: Group[] = [];
    for (const state of await this.reads.catalog.find(budget, range)) {
      budget.check();
      const rows = withinSegment(state, rowRange(range, state.startOfDay));
      if (rows !== undefined) for (const group of await this.ofSegment(state, query, rows, by, budget)) all.push(group);
    }
    return all;
  }

  private async ofSegment(
    state: SegmentState,
    query: Query,
    rows: RowRange,
    by: GroupBy,
    budget: ReadBudget,
  ): Promise<readonly Group[]> {
    const key = state.sealed ? JSON.stringify([state.id, state.created, rows, by, query]) : undefined;
    const known = key === undefined ? undefined : this.#remembered.get(key);
    if (known !== undefined) return known;
    const groups = await this.reads.on(state, query, budget, (db, view) => groupsOf(db, view, query, rows, by));
    if (key !== undefined && groups !== undefined && groups.length <= MAX_GROUPS_REMEMBERED) this.remember(key, groups);
    return groups ?? [];
  }

  private remember(key: string, groups: readonly Group[]): void {
    this.#remembered.set(key, groups);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

function summed(groups: readonly Group[]): Group[] {
  const sums = new Map<string, { bucket: number; key: string; count: number }>();
  for (const { bucket, key, count } of groups) {
    const id = `${bucket} ${key}`;
    const sum = sums.get(id);
    if (sum === undefined) sums.set(id, { bucket, key, count });
    else sum.count += count;
  }
  return [...sums.values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
