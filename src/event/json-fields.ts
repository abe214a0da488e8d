// A product's JSON object into fields by its mapping: known names to ours, the rest under `<prefix>.<dotted path>` (tag <prefix>.truncated
// where a cap took some).

import type { Fields, FieldValue } from './event.js';
import { flatten } from './flatten.js';
import { type Mapping, putMapped } from './mapping.js';

type Body = Readonly<Record<string, unknown>>;

/** @param except names of the top level that are passed over, because code has read them */
export function putJson(fields: Fields, mapping: Mapping, body: Body, except?: ReadonlySet<string>): void {
  const take = (path: string, value: FieldValue): void => putMapped(fields, mapping, path, value);
  const isTruncated = flatten(body, take, except === undefined ? {} : { except });
  if (isTruncated) fields.tags = [...(fields.tags ?? []), `${mapping.prefix}.truncated`];
}

/** The object under `name`; undefined for anything else. */
export function bodyOf(body: Body | undefined, name: string): Body | undefined {
  const value = body?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
}

/** The text under `name`, a number as text; undefined for anything else, and for none. */
export function textOf(body: Body | undefined, name: string): string | undefined {
  const value = body?.[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
