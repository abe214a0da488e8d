// The columns of a row as SQL expressions on `e`.

import { QUOTED_LENGTHS, TYPED_COLUMNS } from '../engine/row.js';

/** Undefined for facets, times, texts, and what lies in the JSON of the rest. */
export function columnSql(field: string): string | undefined {
  if (field === 'hour') return '(e.hour_of_week % 24)';
  if (field === 'weekday') return '(e.hour_of_week / 24)';
  const column = TYPED_COLUMNS.find((each) => each.field === field)?.column;
  return column && `e."${column}"`;
}

const QUOTED = `substr(e.raw, ((-e.message_at / ${QUOTED_LENGTHS}) + 1)::int, (-e.message_at % ${QUOTED_LENGTHS})::int)`;

/** See `placeOf` in row.ts. */
export const MESSAGE = `(case when e.message_at is null then e.message when e.message_at >= 0 then substr(e.raw, (e.message_at + 1)::int)
  else (('"' || ${QUOTED} || '"')::json #>> '{}') end)`;

/** Those of odd rows may have what JSON can write and a text cannot hold. */
export const OWN_FIELDS = `(case when e.odd is null then e.fields::json end)`;

/** What `decodeRow` reads; the message is in one of two. */
export const ROW_COLUMNS = [
  'id', 'received', 'facet', ...TYPED_COLUMNS.map(({ column }) => column), 'message_at', 'message', 'raw', 'fields',
].map((name) => `e."${name}"`).join(', '); // prettier-ignore
