// One query of the form: rows of conditions, and its text as the expert's view. Text that was typed into the expert's view wins over the
// rows; else the rows say what the text is.

import type { RuleSet } from '../rule.js';
import { type Condition, isComparison, queryOf, typeOf } from './condition.js';
import { conditionsOf } from './read-conditions.js';

export interface QuerySlot {
  /** What it says now. */
  readonly text: string;
  /** Undefined: rows cannot say it, only the text is shown. */
  readonly rows: readonly Condition[] | undefined;
}

export const MAX_ROWS = 20;
const EMPTY: Condition = { field: '', comparison: 'is', value: '' };

type Context = Pick<RuleSet, 'lists' | 'zone'>;

/** Of a rule's query. */
export function slotOf(text: string, context: Context): QuerySlot {
  const rows = conditionsOf(text, context);
  return { text, rows: rows === undefined || rows.length > MAX_ROWS ? undefined : withOne(rows) };
}

/** `text(name)`: of a field of the form. Fields: `<slot>.text`, `.was` (the text as it was sent out), `.rows` (how many), `.0.field`, ... */
export function readSlot(text: (name: string) => string, slot: string, context: Context): QuerySlot {
  const typed = text(`${slot}.text`).trim();
  const was = text(`${slot}.was`).trim();
  const count = Math.min(MAX_ROWS, Number(text(`${slot}.rows`)) || 0);
  if (typed !== was || count === 0) return slotOf(typed, context);
  const rows = Array.from({ length: count }, (_each, index) => readRow(text, `${slot}.${index}`));
  // Rows that nobody touched leave the text as its author wrote it.
  const before = slotOf(was, context);
  const isSame = JSON.stringify(before.rows) === JSON.stringify(withOne(rows));
  return isSame ? before : { text: queryOf(rows), rows: withOne(rows) };
}

/** With an empty row to fill in, while there is room. */
export function withNewRow(slot: QuerySlot): QuerySlot {
  if (slot.rows === undefined || slot.rows.length >= MAX_ROWS) return slot;
  return { ...slot, rows: [...slot.rows, EMPTY] };
}

export function withoutRow({ text, rows }: QuerySlot, index: number): QuerySlot {
  if (rows === undefined) return { text, rows };
  const rest = rows.filter((_row, each) => each !== index);
  return { text: queryOf(rest), rows: withOne(rest) };
}

function withOne(rows: readonly Condition[]): readonly Condition[] {
  return rows.length === 0 ? [EMPTY] : rows;
}

function readRow(text: (name: string) => string, name: string): Condition {
  const field = text(`${name}.field`).trim().slice(0, 200);
  const given = text(`${name}.comparison`);
  const comparison = isComparison(given) ? given : 'is';
  // "is 10.0.0.0/8" of an address means the network, and says so when it is shown again.
  const isNetwork = comparison === 'is' && typeOf(field) === 'ip' && text(`${name}.value`).includes('/');
  return { field, comparison: isNetwork ? 'in' : comparison, value: text(`${name}.value`).trim().slice(0, 2_000) };
}
