// A JSON object as flat fields. The object is a stranger's: depth, number of keys, names and values are capped, and what is
// beyond a cap stays in the raw line (tag json.truncated).

import type { Fields, FieldValue } from '#src/event/event.js';
import { isHostOwned, targetOf } from '#src/event/foreign-names.js';
import { putForeign } from '#src/event/foreign-values.js';

const MAX_DEPTH = 8;
const MAX_KEYS = 200;
const MAX_NAME_CHARS = 200;
const MAX_VALUE_CHARS = 16_384;
const MAX_ITEMS = 100;
/** An event.id shorter than this is no id but somebody's counter (interfaces.md, HTTP ingest). */
const MIN_ID_CHARS = 16;
const MAX_ID_CHARS = 256;

type Body = Readonly<Record<string, unknown>>;

export class Flattener {
  readonly fields: Fields = {};
  isTruncated = false;
  #keys = 0;

  /** Takes in all of `body` but the names in `taken`. */
  add(body: Body, taken: ReadonlySet<string>): void {
    for (const name of Object.keys(body)) {
      if (!taken.has(name)) this.#take(name, body[name], 1);
    }
  }

  #take(name: string, value: unknown, depth: number): void {
    if (value === null || value === '' || value === undefined) return;
    if (this.#keys >= MAX_KEYS || name.length > MAX_NAME_CHARS) {
      this.isTruncated = true;
      return;
    }
    if (typeof value === 'object' && !Array.isArray(value)) {
      this.#descend(name, value as Body, depth);
      return;
    }
    if (typeof value === 'string' && value.length > MAX_VALUE_CHARS) {
      this.isTruncated = true;
      return;
    }
    this.#keys += 1;
    if (putId(this.fields, name, value) || putForeign(this.fields, name, value)) return;
    const kept = Array.isArray(value) ? this.#list(value as unknown[]) : keptScalar(value);
    if (kept === undefined) return;
    // A value that its field would not have is text: what it was meant as is unknown.
    const isMisfit = typeof kept === 'number' && targetOf(name) !== undefined;
    put(this.fields, ownName(name), isMisfit ? String(kept) : kept);
  }

  #descend(name: string, body: Body, depth: number): void {
    if (depth >= MAX_DEPTH) {
      this.isTruncated = true;
      return;
    }
    for (const key of Object.keys(body)) {
      this.#take(`${name}.${key}`, body[key], depth + 1);
      if (this.#keys >= MAX_KEYS) break;
    }
  }

  /** Scalars stay a list; a list of anything else is kept as its JSON text. */
  #list(items: readonly unknown[]): FieldValue | undefined {
    if (items.length > MAX_ITEMS) this.isTruncated = true;
    const some = items.slice(0, MAX_ITEMS).filter((item) => item !== null && item !== '');
    if (some.length === 0) return undefined;
    if (some.every((item) => typeof item === 'number')) return some as number[];
    const isFlat = some.every((item) => typeof item !== 'object');
    const size = isFlat ? some.reduce((sum: number, item) => sum + String(item).length, 0) : 0;
    const text = isFlat || !isShallow(some, MAX_DEPTH) ? '' : JSON.stringify(some);
    if (size > MAX_VALUE_CHARS || text.length > MAX_VALUE_CHARS || (!isFlat && text === '')) {
      this.isTruncated = true;
      return undefined;
    }
    return isFlat ? some.map(String) : text;
  }
}

/** JSON.stringify calls itself for each level, so a stranger's nesting could exhaust the stack. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** A long text in `event.id`/`event_id` lets the collector drop a second arrival; an integer is the vendor's event number. */
function putId(fields: Fields, name: string, value: unknown): boolean {
  if (name !== 'event.id' && name !== 'event_id') return false;
  if (
    typeof value === 'string' &&
    value.length >= MIN_ID_CHARS &&
    value.length <= MAX_ID_CHARS &&
    fields['event.id'] === undefined
  ) {
    fields['event.id'] = value;
    return true;
  }
  const isNumber =
    typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^\d{1,9}$/.test(value);
  return isNumber && putForeign(fields, 'event.code', value);
}

function keptScalar(value: unknown): FieldValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * Under which name a value is kept: dotted names of the sender's own stay as they are; a name without a dot, one of ours whose
 * value did not fit, or one that only the collector may set gets `json.` before it.
 */
function ownName(name: string): string {
  const clean =
    name
      .replaceAll(/[^\p{L}\p{N}_@.:/-]/gu, '_')
      .replace(/^\./, '')
      .replaceAll('__proto__', 'proto') || 'unnamed';
  const isFree =
    clean.includes('.') &&
    name.charAt(0) !== '.' &&
    !clean.endsWith('.') &&
    targetOf(clean) === undefined &&
    !isHostOwned(clean);
  return isFree ? clean : `json.${clean}`;
}

function put(fields: Fields, name: string, value: FieldValue): void {
  const all = fields as Record<string, FieldValue>;
  if (all[name] === undefined) all[name] = value;
}
