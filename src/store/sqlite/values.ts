// Where the values of a field are, in SQL.

import { postingsOf, type PostingTable } from './postings.js';
import { TYPED_COLUMNS } from '../engine/row.js';
import { SCHEMA_VERSION } from './schema.js';

/** Undefined for fields that are kept in the rest. `version`: of the segment; it says where the rows are listed by value. */
export function columnExpression(
  field: string,
  version = SCHEMA_VERSION,
):
  | { readonly sql: string; readonly column: string; readonly index?: string; readonly postings?: PostingTable }
  | undefined {
  if (field === 'hour') return { sql: 'hour_of_week % 24', column: 'hour_of_week' };
  if (field === 'weekday') return { sql: 'hour_of_week / 24', column: 'hour_of_week' };
  const typed = TYPED_COLUMNS.find((each) => each.field === field);
  if (typed === undefined) return undefined;
  const { column } = typed;
  const postings = postingsOf(column);
  if (postings === undefined) return { sql: column, column };
  return { sql: column, column, ...(version === 1 ? { index: `event_${column}` } : { postings }) };
}

export const jsonValues = {
  /** Of `json_each(f, path) j`. */
  sql: `case j.type when 'text' then j.value when 'true' then 'true' when 'false' then 'false' else f -> j.fullkey end`,
  path: (field: string): string => `$.${JSON.stringify(field)}`,
};
