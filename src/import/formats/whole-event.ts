// An event that left this program as JSON or CSV, on its way back: every field under its own name and of its own type.

import { readIp, readPort } from '../../event/address.js';
import type { Fields, FieldValue } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import { cleanName } from '../../event/mapping.js';
import { valueTypeOf } from '../../event/value-type.js';
import { textRecord, type InputRecord } from '../record.js';

const MAX_FIELDS = 1_000;

/** Fields that only an export of ours has, all of them in each event. */
const MARKS = ['@timestamp', 'event.ingested', 'lanwarden.source', 'event.dataset', 'event.original'];

/** Given anew here, or said by the frame. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  'event.id',
  'event.ingested',
  'event.original',
  'event.dataset',
  'lanwarden.source',
  'lanwarden.hour_of_week',
]);

/** A parser's id. */
const DATASET = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** @param names of the fields of an object, or the columns of a table */
export function isOwnExport(names: readonly string[]): boolean {
  return MARKS.every((mark) => names.includes(mark));
}

/** @param values by ECS name; text, numbers, lists. @param key by what a second run knows it again */
export function wholeEvent(values: ReadonlyMap<string, unknown>, key: Buffer): InputRecord {
  const fields: Record<string, FieldValue> = {};
  const wrong: string[] = [];
  let count = 0;
  for (const [name, value] of values) {
    if (NOT_TAKEN.has(name) || value === '' || value === null || value === undefined) continue;
    if (++count > MAX_FIELDS) break;
    const fitting = fit(name, value);
    if (fitting !== undefined) fields[fieldOf(name)?.name ?? cleanName(name)] = fitting;
    else wrong.push(name);
  }
  for (const name of wrong) fields[`import.${cleanName(name)}`] = String(plain(values.get(name)));
  if (wrong.length > 0) fields['tags'] = [...((fields['tags'] as string[] | undefined) ?? []), 'import.invalid-value'];
  const raw = values.get('event.original');
  const source = values.get('lanwarden.source');
  const dataset = values.get('event.dataset');
  return textRecord(typeof raw === 'string' ? raw : '', {
    key,
    given: {
      isWhole: true,
      fields: fields as Fields,
      dataset: typeof dataset === 'string' && DATASET.test(dataset) ? dataset : 'none',
      ...(typeof source === 'string' && source !== '' ? { source: source.slice(0, 200) } : {}),
    },
  });
}

function fit(name: string, value: unknown): FieldValue | undefined {
  const def = fieldOf(name);
  if (def?.many === true) return words(value);
  if (Array.isArray(value)) return def === undefined ? list(value) : undefined;
  if (def?.type === 'time') return timeOf(value);
  const type = valueTypeOf(name);
  if (type === 'ip') return typeof value === 'string' ? readIp(value) : undefined;
  if (type === 'port') return readPort(String(plain(value)));
  if (type === 'count') return integerOf(value);
  if (def === undefined) return plain(value);
  return typeof value === 'object' ? undefined : String(value as string | number | boolean);
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function integerOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Lists are joined with `; ` in the portal's CSV and with a blank in the command's. */
function words(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(value.includes('; ') ? '; ' : ' ').filter((word) => word !== '');
  return Array.isArray(value) && value.every((word) => typeof word === 'string') ? (value as string[]) : undefined;
}

function list(value: readonly unknown[]): FieldValue {
  if (value.every((item) => typeof item === 'number')) return value as readonly number[];
  return value.map((item) => String(plain(item)));
}

function plain(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return JSON.stringify(value);
}
