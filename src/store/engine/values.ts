// The values of a field as the field panel shows them and as a query can ask for them.

import type { FieldValue, LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import { Fault } from '../../faults.js';
import { addressOf, addressText } from '../../query/address.js';
import { unknownField } from '../../query/field-ref.js';

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
  if (def === undefined && !nameOrAlias.includes('.')) throw new Fault('BAD_REQUEST', unknownField(nameOrAlias));
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
  if (fieldOf(field)?.type === 'ip') return addressNames(value);
  return typeof value === 'object' ? [...new Set(value.map(String))] : [String(value)];
}

/** As the column has it: one address, whatever its spelling. */
function addressNames(value: FieldValue): readonly string[] {
  const address = typeof value === 'string' ? addressOf(value) : undefined;
  return address === undefined ? [] : [addressText(address)];
}

/** A value as it came from SQL. */
export function nameOf(field: string, value: string | number | Buffer): string {
  if (Buffer.isBuffer(value)) return addressText(value);
  return field === 'weekday' ? (WEEKDAYS[value as number] ?? String(value)) : String(value);
}
