// named writes what it talks about as 'name/type/class' or 'zone/class'. Names may hold slashes, types and classes do not; so they are
// cut from the end. Blanks, quotes and brackets of a name are escaped by named itself (RFC 1035 §5.1).

import { putQuestion, putQuestionType } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';

/** ANY is a type here: as a class it is not written. */
const CLASSES: ReadonlySet<string> = new Set(['IN', 'CH', 'HS']);

/** `example.org/A/IN`, or in query-errors `example.org/IN/A`, or older `example.org/A`, `example.org`. */
export function putTriple(fields: Fields, text: string): void {
  const parts = text.split('/');
  const last = parts.at(-1) ?? '';
  const second = parts.at(-2) ?? '';
  if (parts.length >= 3 && CLASSES.has(last)) return put(fields, parts.slice(0, -2), second);
  if (parts.length >= 3 && CLASSES.has(second)) return put(fields, parts.slice(0, -2), last);
  if (parts.length >= 2 && CLASSES.has(last)) return put(fields, parts.slice(0, -1), undefined);
  if (parts.length >= 2 && /^[A-Z][A-Z0-9-]{0,14}$/.test(last)) return put(fields, parts.slice(0, -1), last);
  put(fields, parts, undefined);
}

/** `example.org/IN`, `example.org/IN/internal`: zone and view. */
export function putZone(fields: Fields, text: string): void {
  const parts = text.split('/');
  const at = parts.findLastIndex((part) => CLASSES.has(part));
  const zone = (at > 0 ? parts.slice(0, at) : parts).join('/');
  if (zone !== '') fields['dns.zone'] = zone.slice(0, 1024).toLowerCase();
  const view = at > 0 ? parts.slice(at + 1).join('/') : '';
  if (view !== '') fields['bind.view'] = view.slice(0, 200);
}

function put(fields: Fields, name: readonly string[], type: string | undefined): void {
  putQuestion(fields, name.join('/'));
  putQuestionType(fields, type);
}
