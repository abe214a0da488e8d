// A JSON object as dotted paths and flat values. The object is a stranger's: depth, number of keys, names and values are capped;
// what is beyond a cap stays in the raw line.

import type { FieldValue } from './event.js';
import { isShallow } from './json-text.js';

const MAX_DEPTH = 8;
const MAX_KEYS = 200;
const MAX_NAME_CHARS = 200;
const MAX_VALUE_CHARS = 16_384;
const MAX_ITEMS = 100;

type Body = Readonly<Record<string, unknown>>;

export interface FlattenOptions {
  /** Names of the top level that are passed over. */
  readonly except?: ReadonlySet<string>;
}

/**
 * Calls `take` with the path (`a.b.c`) and value of each leaf, in the object's order: scalars as they are, lists of scalars as
 * lists (all numbers, or all text), lists of anything else as their JSON text. null and '' are left out.
 * @returns true when something was beyond a cap
 */
export function flatten(
  body: Body,
  take: (path: string, value: FieldValue) => void,
  { except }: FlattenOptions = {},
): boolean {
  const walk: Walk = { take, keys: 0, isTruncated: false };
  for (const name of Object.keys(body)) {
    if (except?.has(name) !== true) visit(walk, name, body[name], 1);
  }
  return walk.isTruncated;
}

interface Walk {
  readonly take: (path: string, value: FieldValue) => void;
  keys: number;
  isTruncated: boolean;
}

function visit(walk: Walk, path: string, value: unknown, depth: number): void {
  if (value === null || value === '' || value === undefined) return;
  if (walk.keys >= MAX_KEYS || path.length > MAX_NAME_CHARS) {
    walk.isTruncated = true;
    return;
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    descend(walk, path, value as Body, depth);
    return;
  }
  if (typeof value === 'string' && value.length > MAX_VALUE_CHARS) {
    walk.isTruncated = true;
    return;
  }
  walk.keys += 1;
  const leaf = Array.isArray(value) ? listOf(walk, value as unknown[]) : scalarOf(value);
  if (leaf !== undefined) walk.take(path, leaf);
}

function descend(walk: Walk, path: string, body: Body, depth: number): void {
  if (depth >= MAX_DEPTH) {
    walk.isTruncated = true;
    return;
  }
  for (const key of Object.keys(body)) {
    visit(walk, `${path}.${key}`, body[key], depth + 1);
    if (walk.keys >= MAX_KEYS) break;
  }
}

function listOf(walk: Walk, items: readonly unknown[]): FieldValue | undefined {
  if (items.length > MAX_ITEMS) walk.isTruncated = true;
  const some = items.slice(0, MAX_ITEMS).filter((item) => item !== null && item !== '' && !isInfinite(item));
  if (some.length === 0) return undefined;
  if (some.every((item) => typeof item === 'number')) return some as number[];
  const isFlat = some.every((item) => typeof item !== 'object');
  const size = isFlat ? some.reduce((sum: number, item) => sum + String(item).length, 0) : 0;
  const text = isFlat || !isShallow(some, MAX_DEPTH) ? '' : JSON.stringify(some);
  if (size > MAX_VALUE_CHARS || text.length > MAX_VALUE_CHARS || (!isFlat && text === '')) {
    walk.isTruncated = true;
    return undefined;
  }
  return isFlat ? some.map(String) : text;
}

function scalarOf(value: unknown): FieldValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Of `1e400`. What is stored as JSON cannot say it: rules would find what no search does. */
function isInfinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}
