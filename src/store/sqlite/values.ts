// The values of a field as the field panel shows them and as a query can ask for them.

import type { FieldValue, LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import { addressText } from '../../query/address.js';
import { Fault } from '../../faults.js';
import { postingsOf, type PostingTable } from './postings.js';
import { TYPED_COLUMNS } from './row.js';
import { SCHEMA_VERSION } from './schema.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The ECS name of a field whose values can be counted. @throws Fault BAD_REQUEST */
export function countableField(nameOrAlias: string): string {
  const def = fieldOf(nameOrAlias);
  if (def?.type === 'text' || def?.type === 'time' || def?.name === 'event.id') {
    throw new Fault(
      'BAD_REQUEST',
      `The values of ${def.name} are nearly all different and cannot be counted; choose another field.`,
    );
  }
  return def?.name ?? nameOrAlias;
}

/** Empty where the event does not have it. */
export function valuesOf(event: LogEvent | undefined, field: string): readonly string[] {
  if (event === undefined) return [];
  if (field === 'hour' || field === 'weekday') {
    const hour = event['lanwarden.hour_of_week'] as number | undefined;
    if (hour === undefined) return [];
    return [nameOf(field, field === 'hour' ? hour % 24 : Math.floor(hour / 24))];
  }
  const value = (event as Record<string, FieldValue>)[field];
  if (value === undefined) return [];
  return typeof value === 'object' ? [...new Set(value.map(String))] : [String(value)];
}

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

/** A value as it came from SQL. */
export function nameOf(field: string, value: string | number | Buffer): string {
  if (Buffer.isBuffer(value)) return addressText(value);
  return field === 'weekday' ? (WEEKDAYS[value as number] ?? String(value)) : String(value);
}
