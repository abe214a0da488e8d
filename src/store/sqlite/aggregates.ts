// count, histogram, top and facets over all segments of a range, piece by piece. What segments have answered is remembered
// while no rows come.

import { ALL, type Query } from '../../query/ast.js';
import { fieldOf } from '../../event/fields.js';
import type { AggregateRequest, Histogram, HistogramRequest, TopEntry, TopRequest } from '../event-store.js';
import { Answers } from '../engine/answers.js';
import type { Database } from './driver.js';
import { canRollUp, facetCounts } from './facet-counts.js';
import { groupsOf } from './groups.js';
import { histogramBy, histogramOf, summed, topOf, type Group, type GroupBy } from '../engine/groups.js';
import { withinSegment } from '../engine/merge.js';
import { MinuteCountsCache, rowsByMinute, rowsWithin, type MinuteCounts, type MinuteRows } from './minute-counts.js';
import { facetGroups } from '../engine/facet-groups.js';
import { isPanelField, panelOf } from './panel.js';
import { countedPieces, evenPieces, roundPieces, type MovingEnds } from './pieces.js';
import { ReadBudget } from '../engine/read-budget.js';
import { rowRange, type RowRange } from '../engine/rowid.js';
import type { SegmentReads } from './segment-reads.js';
import type { SegmentState } from '../engine/segment.js';
import { countableField } from '../engine/values.js';
import type { SegmentView } from './view.js';

/** Statements of one request that run beside each other: as many as places.ts has for counts. */
const AT_ONCE = 2;

/** A segment's share of a request while its pieces are asked one by one. */
interface Part {
  /** Of the answer of all pieces. */
  readonly key: string;
  /** Of those that are there. */
  readonly keys: string[];
  readonly groups: Group[];
  missing: number;
  /** Neither end moves: pieces.ts. */
  readonly isWhole: boolean;
}

interface Job {
  readonly part: Part;
  readonly key: string;
  readonly read: () => Promise<readonly Group[] | undefined>;
}

export class Aggregates {
  readonly #answers = new Answers();
  readonly #minutes = new MinuteCountsCache();

  constructor(private readonly reads: SegmentReads) {}

  async count(request: AggregateRequest): Promise<number> {
    let count = 0;
    for (const group of await this.groups(request, {})) count += group.count;
    return count;
  }

  async histogram(request: HistogramRequest): Promise<Histogram> {
    return histogramOf(await this.groups(request, histogramBy(request)), request.intervalMs);
  }

  async top(request: TopRequest): Promise<readonly TopEntry[]> {
    return this.topWithin(request, new ReadBudget(request));
  }

  /** All fields within one deadline, and in as few passes as their kinds allow. */
  async facets(
    request: AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly TopEntry[]>>> {
    const budget = new ReadBudget(request);
    const names = request.fields.map(countableField);
    const together = [...new Set(names)].filter((name) => isPanelField(name) && !this.hasShortWay(request.query, name));
    const groups = together.length === 0 ? [] : summed(await this.panel(request, together, budget));
    const out: Record<string, readonly TopEntry[]> = {};
    for (const [at, field] of request.fields.entries()) {
      const bucket = together.indexOf(names[at] as string);
      out[field] =
        bucket === -1
          ? await this.topWithin({ ...request, field }, budget)
          : topOf(
              groups.filter((group) => group.bucket === bucket),
              request.limit,
            );
    }
    return out;
  }

  /** Columns of all rows are counted by their own index. */
  private hasShortWay(query: Query, field: string): boolean {
    return query.kind === 'all' && fieldOf(field)?.place !== 'facet';
  }

  private async topWithin(request: TopRequest, budget: ReadBudget): Promise<readonly TopEntry[]> {
    const groups = await this.groups(request, { field: countableField(request.field) }, budget);
    return topOf(summed(groups), request.limit);
  }

  private groups(request: AggregateRequest, by: GroupBy, budget = new ReadBudget(request)): Promise<Group[]> {
    const { query } = request;
    const field = by.field === undefined ? undefined : fieldOf(by.field);
    const isFromRollup =
      (field === undefined ? by.field === undefined : field.place === 'facet') && canRollUp(query, by);
    const pieces = isFromRollup ? whole : query.kind === 'all' || isNarrow(query) ? roundOnes : evenPieces;
    return this.ofAll(request, budget, pieces, by, async (db, view, rows) => {
      const minutes = isFromRollup ? await this.minutesOf(db, view.state) : undefined;
      return groupsOf(db, view, query, rows, by, minutes);
    });
  }

  private async panel(
    request: AggregateRequest,
    fields: readonly string[],
    budget: ReadBudget,
  ): Promise<readonly Group[]> {
    const { query } = request;
    const isFacets = (field: string): boolean => fieldOf(field)?.place === 'facet';
    if (!canRollUp(query, {})) {
      const pieces = isNarrow(query) ? roundOnes : evenPieces;
      return this.ofAll(request, budget, pieces, fields, (db, view, rows) => panelOf(db, view, rows, fields));
    }
    const facets = fields.filter(isFacets);
    const ofFacets = this.ofAll(request, budget, whole, facets, async (db, view, rows) => {
      if (view.plan.isEmpty) return [];
      const minutes = await this.minutesOf(db, view.state);
      return facetGroups(view, await facetCounts(db, view, query, rows, { byFacet: true }, minutes), facets);
    });
    const columns = fields.filter((field) => !isFacets(field));
    const ofColumns = columns.length === 0 ? [] : this.panelOfColumns(request, columns, budget);
    const [fromRollup, fromRows] = await Promise.all([ofFacets, ofColumns]);
    const placed = (groups: readonly Group[], of: readonly string[]): Group[] =>
      groups.map((group) => ({ ...group, bucket: fields.indexOf(of[group.bucket] as string) }));
    return [...placed(fromRollup, facets), ...placed(fromRows, columns)];
  }

  private panelOfColumns(request: AggregateRequest, columns: readonly string[], budget: ReadBudget): Promise<Group[]> {
    return this.ofAll(request, budget, evenPieces, columns, (db, view, rows) => panelOf(db, view, rows, columns));
  }

  /** All pieces of all segments of the range; `asked` tells what `work` does from what others do. */
  private async ofAll(
    { query, range }: AggregateRequest,
    budget: ReadBudget,
    piecesOf: (rows: RowRange, state: SegmentState, moves: MovingEnds) => readonly RowRange[],
    asked: unknown,
    work: (db: Database, view: SegmentView, rows: RowRange) => Promise<readonly Group[]>,
  ): Promise<Group[]> {
    const all: Group[] = [];
    const jobs: Job[] = [];
    for (const state of await this.reads.catalog.find(budget, range)) {
      const rows = withinSegment(state, rowRange(range, state.startOfDay));
      if (rows === undefined) continue;
      const isGrowing = this.reads.catalog.isGrowing(state);
      const moves = { from: rows.from > (state.minId ?? 0), to: isGrowing || rows.to <= (state.maxId ?? 0) };
      const keyOf = (piece: RowRange, rowsSoFar = state.nextOrdinal): string =>
        Answers.key(state, query, asked, piece, rowsSoFar);
      const part: Part = { key: keyOf(rows), keys: [], groups: [], missing: 0, isWhole: !moves.from && !moves.to };
      const known = part.isWhole ? this.#answers.get(part.key) : undefined;
      if (known !== undefined) {
        for (const group of known) all.push(group);
        continue;
      }
      // Whole: the roll-up answers. Else the older pieces of a part that grows stay as they are, where none of their rows are new.
      const minutes = isGrowing && piecesOf !== whole ? await this.minuteRows(state, budget) : undefined;
      const pieces = minutes === undefined ? piecesOf(rows, state, moves) : countedPieces(rows, minutes);
      part.missing = pieces.length;
      for (const piece of pieces) {
        const key = keyOf(piece, minutes && rowsWithin(minutes, piece, state));
        jobs.push({
          part,
          key,
          read: () => this.reads.on(state, query, budget, (db, view) => work(db, view, piece), 'count'),
        });
      }
    }
    const next = jobs.values();
    const worker = async (): Promise<void> => {
      for (const { part, key, read } of next) {
        let groups = this.#answers.get(key);
        if (groups === undefined) {
          budget.check();
          groups = (await read()) ?? [];
          this.#answers.set(key, groups);
        }
        part.keys.push(key);
        for (const group of groups) part.groups.push(group);
        if (--part.missing > 0) continue;
        for (const group of this.joined(part)) all.push(group);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return all;
  }

  /** What the pieces of a part said. Of a whole part that takes no more rows it is kept as one answer in place of many. */
  private joined({ key, keys, groups, isWhole }: Part): readonly Group[] {
    if (keys.length < 2) return groups;
    const sums = summed(groups);
    if (isWhole && this.#answers.set(key, sums)) this.#answers.forget(keys);
    return sums;
  }

  private minuteRows(state: SegmentState, budget: ReadBudget): Promise<readonly MinuteRows[] | undefined> {
    return this.reads.on(state, ALL, budget, rowsByMinute, 'count');
  }

  /** Of a segment that grows the roll-up would be read anew each time. */
  private async minutesOf(db: Database, state: SegmentState): Promise<MinuteCounts | undefined> {
    return this.reads.catalog.isGrowing(state) ? undefined : this.#minutes.of(db, state);
  }
}

function whole(rows: RowRange): readonly RowRange[] {
  return [rows];
}

function roundOnes(rows: RowRange, _state: SegmentState, moves: MovingEnds): readonly RowRange[] {
  return roundPieces(rows, moves);
}

/** Asks for one value of a column, so that few rows are looked at. */
function isNarrow(query: Query): boolean {
  if (query.kind === 'and') return query.of.some(isNarrow);
  return query.kind === 'equals' && fieldOf(query.field)?.place !== 'facet';
}
