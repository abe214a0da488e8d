// Rows of a segment in the order of their arrival.

import type { Database } from './driver.js';
import type { RowOut } from '../engine/row.js';
import { ordinalOf, ORDINALS, type RowRange } from '../engine/rowid.js';
import type { ArrivalWindow, ArrivedRows } from '../engine/segments.js';
import { sourceOf } from './statement.js';
import { rowColumns, type SegmentView } from './view.js';

/** Matching rows from an ordinal on, and where the last that was looked at was. */
export async function arrivedRows(
  db: Database,
  view: SegmentView,
  rows: RowRange,
  { first, end, after }: ArrivalWindow,
  limit: number,
): Promise<ArrivedRows> {
  if (view.plan.isEmpty) return { events: [], next: end };
  const source = sourceOf(view.plan, rows, 'arrival', 'row');
  const binds = [...source.binds];
  const bind = (value: number): string => `$${binds.push(value)}`;
  const found = await db.all<RowOut>(
    `select ${rowColumns(view.state.version)} ${source.sql} and ${view.state.version === 1 ? byIndex(bind) : byRuns(bind)} limit ${limit}`,
    binds,
  );
  const events = (await view.checked(await view.decode(db, found))).map(({ event }) => event);
  const last = found.length < limit ? undefined : found.at(-1)?.id;
  return { events, ...(last === undefined ? { next: end } : { next: ordinalOf(last) + 1, last }) };

  function byIndex(bind: (value: number) => string): string {
    return `${ORDINAL} >= ${bind(first)} and ${ORDINAL} < ${bind(end)} order by ${ORDINAL}`;
  }

  /** The run in which the last page ended is not read from its start again. */
  function byRuns(bind: (value: number) => string): string {
    const [from, to] = [bind(first), bind(end)];
    const behind =
      after === undefined
        ? ''
        : `and event.id > case when run.ordinal < ${from} then cast(${bind(after)} as integer) else run.first - 1 end`;
    return `run.ordinal >= coalesce((select max(ordinal) from run where ordinal <= ${from}), 0) and run.until > ${from}
       and run.ordinal < ${to} and ${ORDINAL} >= ${from} and ${ORDINAL} < ${to} ${behind}
       order by run.ordinal, event.id`;
  }
}

const ORDINAL = `(event.id & ${ORDINALS - 1})`;
