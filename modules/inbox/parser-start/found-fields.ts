// A first guess of which field a variable is: addresses by their order, the rest by the word before it (`port 22`, `user=eve`).

import type { TemplatePart } from '../shape/placeholder.js';

export interface Found {
  readonly kind: string;
  /** Undefined: not worth one (a time, which the header says better). */
  readonly field: string | undefined;
}

const ADDRESSES = ['source.ip', 'destination.ip'];
const LAST_WORD = /([A-Za-z][A-Za-z0-9_]{0,30})[^A-Za-z0-9]{0,4}$/;
/** They say nothing of what follows. */
const SMALL_WORDS = new Set([
  'a',
  'an',
  'the',
  'of',
  'in',
  'on',
  'at',
  'to',
  'from',
  'by',
  'for',
  'is',
  'was',
  'and',
  'or',
  'with',
  'after',
]);

/** `prefix`: of the parser's own fields. */
export function fieldsOf(parts: readonly TemplatePart[], prefix: string): readonly Found[] {
  const taken = new Set<string>();
  let addresses = 0;
  const found: Found[] = [];
  for (const [i, { text: kind, isVariable }] of parts.entries()) {
    if (!isVariable) continue;
    const address = kind === 'ip' ? ADDRESSES[addresses++] : undefined;
    if (kind === 'time') found.push({ kind, field: undefined });
    else found.push({ kind, field: address ?? ownField(prefix, parts[i - 1], kind, taken) });
  }
  return found;
}

function ownField(prefix: string, before: TemplatePart | undefined, kind: string, taken: Set<string>): string {
  const word = before === undefined || before.isVariable ? undefined : LAST_WORD.exec(before.text)?.[1]?.toLowerCase();
  const name = word === undefined || SMALL_WORDS.has(word) ? kind : word;
  let field = `${prefix}.${name}`;
  for (let n = 2; taken.has(field); n += 1) field = `${prefix}.${name}${n}`;
  taken.add(field);
  return field;
}
