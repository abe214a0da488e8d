// What finds the events of a key, or of whom an alert is about: values there are cut, so a long one is found by its beginning.

import type { QueryField } from '#src/query/ast.js';
import { printQuery, termFor } from '#src/query/print.js';
import { MAX_PATTERN_CHARS } from '#src/query/wildcard.js';
import { MAX_KEY_VALUE_CHARS } from '../engine/key.js';

/** @param field ECS name */
export function keyTerm(field: string, value: string): string {
  return value.length < MAX_KEY_VALUE_CHARS ? termFor(field, value) : beginsWith(field, value);
}

/** A wildcard cannot be escaped; one character stands for it, and a pattern with such may be shorter only. */
function beginsWith(field: string, value: string): string {
  const beginning = /[*?]/.test(value) ? value.slice(0, MAX_PATTERN_CHARS - 1) : value;
  const pattern = `${beginning.replace(HALF_AT_END, '').replaceAll('*', '?')}*`;
  return printQuery({ kind: 'wildcard', field: field as QueryField, pattern });
}

/** Half a surrogate pair, as it was cut or as U+FFFD in its place. */
const HALF_AT_END = /[\uD800-\uDBFF\uFFFD]$/;
