// A JSON object as flat fields: names that we know become ours, everything else is kept (tag json.truncated where a cap took some).

import type { Fields, FieldValue } from '#src/event/event.js';
import { isClientId } from '#src/event/client-id.js';
import { flatten } from '#src/event/flatten.js';
import { isHostOwned, targetOf } from '#src/event/foreign-names.js';
import { putForeign } from '#src/event/foreign-values.js';

/** Takes in all of `body` but the names in `taken`. */
export function putObject(fields: Fields, body: Readonly<Record<string, unknown>>, taken: ReadonlySet<string>): void {
  const take = (name: string, value: FieldValue): void => {
    if (putId(fields, name, value) || putForeign(fields, name, value)) return;
    // A value that its field would not have is text: what it was meant as is unknown.
    const isMisfit = typeof value === 'number' && targetOf(name) !== undefined;
    put(fields, ownName(name), isMisfit ? String(value) : value);
  };
  if (flatten(body, take, { except: taken })) fields.tags = ['json.truncated'];
}

/** A long text in `event.id`/`event_id` lets the collector drop a second arrival over HTTP; an integer is the vendor's event number. */
function putId(fields: Fields, name: string, value: unknown): boolean {
  if (name !== 'event.id' && name !== 'event_id') return false;
  if (isClientId(value) && fields['event.id'] === undefined) {
    fields['event.id'] = value;
    return true;
  }
  const isNumber =
    typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^\d{1,9}$/.test(value);
  return isNumber && putForeign(fields, 'event.code', value);
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
