// A key of detection in words.

import { visibleText } from '#src/portal/events/visible-text.js';
import { namedPair } from '../engine/key.js';
import { fieldWord } from './fields.js';

/** `source address 203.0.113.7, host web1` */
export function keyText(key: string): string {
  return pairsOf(key)
    .map((pair) => visibleText(pairText(pair), 160))
    .join(', ');
}

/** `source address 203.0.113.7`; of whom a score is: `user alice`. Log text. */
export function pairText(pair: readonly [field: string, value: string]): string {
  const [field, value] = namedPair(pair);
  return `${fieldWord(field)} ${value}`;
}

/** A key as detection writes it: JSON text of pairs of field and value. */
export function pairsOf(key: string): readonly (readonly [string, string])[] {
  try {
    const pairs: unknown = JSON.parse(key);
    if (!Array.isArray(pairs)) return [];
    return pairs.flatMap((pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])] as const] : [],
    );
  } catch {
    return [];
  }
}
