// count, histogram, top and facets over all segments of a range. What segments have answered is remembered while no rows come.

import { fieldOf } from '../../event/fields.js';
import type { Query } from '../../query/ast.js';
import { Answers } from '../engine/answers.js';
import { histogramBy, histogramOf, summed, topOf, type Group, type GroupBy } from '../engine/groups.js';
import { withinSegment } from '../engine/merge.js';
import { ReadBudget } from '../engine/read-budget.js';
import { rowRange, type RowRange } from '../engine/rowid.js';
import { countableField } from '../engine/values.js';
import type { AggregateRequest, Histogram, HistogramRequest, TopEntry, TopRequest } from '../event-store.js';
import { columnSql } from './columns.js';
import { groupsOf } from './groups.js';
import { panelOf } from './panel.js';
import type { SegmentReads } from './segment-reads.js';
import type { SegmentView } from './view.js';

/** Statements of one request that run beside each other: as many as readers.ts has for counts. */
const AT_ONCE = 2;

export class Aggregates {
  readonly #answers = new Answers();

  constructor(private readonly reads: SegmentReads) {}

  async count(request: AggregateRequest): Promise<number> {
    return (await this.#groups(request, {})).reduce((sum, { count }) => sum + count, 0);
  }

  async histogram(request: HistogramRequest): Promise<Histogram> {
    return histogramOf(await this.#groups(request, histogramBy(request)), request.intervalMs);
  }

  async top(request: TopRequest): Promise<readonly TopEntry[]> {
    return topOf(summed(await this.#groups(request, { field: countableField(request.field) })), request.limit);
  }

  /** All fields within one deadline; columns and facets in one pass over the rows. */
  async facets(
    request: AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly TopEntry[]>>> {
    const budget = new ReadBudget(request);
    const names = request.fields.map(countableField);
    const together = [...new Set(names)].filter(
      (name) => fieldOf(name)?.place === 'facet' || columnSql(name) !== undefined,
    );
    const panel = summed(
      await this.#ofAll(request, budget, together, (view, query, rows) => panelOf(view, query, rows, together)),
    );
    const out: Record<string, readonly TopEntry[]> = {};
    for (const [at, field] of request.fields.entries()) {
      const bucket = together.indexOf(names[at] as string);
      const groups =
        bucket === -1
          ? summed(await this.#groups(request, { field: names[at] as string }, budget))
          : panel.filter((group) => group.bucket === bucket);
      out[field] = topOf(groups, request.limit);
    }
    return out;
  }

  #groups(request: AggregateRequest, by: GroupBy, budget = new ReadBudget(request)): Promise<readonly Group[]> {
    return this.#ofAll(request, budget, by, (view, query, rows) => groupsOf(view, query, rows, by));
  }

  /** `asked` tells what `work` does from what others do. */
  async #ofAll(
    { query, range }: AggregateRequest,
    budget: ReadBudget,
    asked: unknown,
    work: (view: SegmentView, query: Query, rows: RowRange) => Promise<readonly Group[]>,
  ): Promise<readonly Group[]> {
    const all: Group[] = [];
    const next = (await this.reads.find(budget, range)).values();
    const worker = async (): Promise<void> => {
      for (const state of next) {
        const rows = withinSegment(state, rowRange(range, state.startOfDay));
        if (rows === undefined) continue;
        const key = Answers.key(state, query, asked, rows, state.nextOrdinal);
        let groups = this.#answers.get(key);
        if (groups === undefined) {
          const read = async (view: SegmentView): Promise<readonly Group[]> =>
            view.isEmpty ? [] : work(view, query, rows);
          groups = (await this.reads.on(state, query, budget, read, 'count')) ?? [];
          this.#answers.set(key, groups);
        }
        for (const group of groups) all.push(group);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return all;
  }
}
