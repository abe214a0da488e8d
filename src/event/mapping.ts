// A product's own names to ours, as data: one table a format. What the table does not name, or what does not fit the field it
// names, is kept under `<prefix>.<original name>`, so nothing a device said is lost.

import type { Fields, FieldValue } from './event.js';
import type { FieldName } from './fields.js';
import { put } from './put.js';
import { unshaped } from './unshaped.js';

export interface Mapping {
  /** Of the names that are kept: the parser's id, hyphens as underscores. */
  readonly prefix: string;
  /** Original name -> our field. */
  readonly names: ReadonlyMap<string, FieldName>;
  /** Original names that are left out: said by other fields already, or of no use. */
  readonly dropped?: ReadonlySet<string>;
}

/** Values of one event that are kept under their own names; the rest stays in the raw line. */
export const MAX_KEPT = 200;

/** Takes in a value by its original name; the first of two for one field counts. */
export function putMapped(fields: Fields, mapping: Mapping, name: string, value: FieldValue): void {
  if (value === '' || mapping.dropped?.has(name) === true) return;
  const all = fields as Record<string, FieldValue>;
  const target = mapping.names.get(name);
  if (target !== undefined && all[target] === undefined) {
    if (Array.isArray(value)) {
      const first = (value as readonly (string | number)[])[0];
      if (put(fields, target, first === undefined ? undefined : String(first)) && value.length === 1) return;
    } else if (put(fields, target, String(value as string | number | boolean))) return;
  }
  const own = `${mapping.prefix}.${cleanName(name)}`;
  if (value !== '-') all[own] ??= value;
}

/** All pairs of a line; more than MAX_KEPT are not looked at. */
export function putPairs(fields: Fields, mapping: Mapping, pairs: readonly (readonly [string, string])[]): void {
  unshaped(fields);
  const count = Math.min(pairs.length, MAX_KEPT);
  for (let at = 0; at < count; at += 1) putMapped(fields, mapping, pairs[at]![0], pairs[at]![1]);
}

const CLEAN = /^[\p{L}\p{N}_@.:/-]+$/u;
const MAX_NAME_CHARS = 180;

/** A stranger's name as part of one of ours. */
export function cleanName(name: string): string {
  const isClean = name.length <= MAX_NAME_CHARS && CLEAN.test(name) && !name.endsWith('.') && !name.startsWith('.');
  if (isClean && !name.includes('__proto__')) return name;
  const clean = name
    .slice(0, MAX_NAME_CHARS)
    .replaceAll(/[^\p{L}\p{N}_@.:/-]/gu, '_')
    .replaceAll('__proto__', 'proto')
    .replaceAll(/^\.+|\.+$/g, '');
  return clean === '' ? 'unnamed' : clean;
}
