// The query language's tree. One AST serves search, live tail, rules and exceptions; it becomes SQL (the store) and a predicate (memory).
//
// Semantics every back end must share:
// - a missing field matches nothing but NOT: `-user:root` matches events without a user;
// - keyword equality and wildcards ignore ASCII case; `*` is any run (also empty), `?` one character;
// - equality of addresses is that of what they name, however they are spelled;
// - words are those of words.ts, searched in `message`; several words in one node are a phrase: consecutive words;
// - a regular expression is looked for in the first 16,384 characters of the value, case counts unless `i`, and RE2 runs it (regex.ts);
// - a many-valued field matches when any of its values does;
// - comparisons on keyword fields that are no numbers match nothing; ranges include both ends.

import type { FieldName } from '../event/fields.js';

/** `hour` (0..23) and `weekday` (0 = Monday .. 6) are derived from `lanwarden.hour_of_week`. */
export type QueryField = FieldName | 'hour' | 'weekday';

export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly of: readonly Query[] }
  | { readonly kind: 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  /** Consecutive words in the message, already normalised; `prefix`: the last one may continue (`fail*`). */
  | { readonly kind: 'phrase'; readonly words: readonly string[]; readonly prefix: boolean }
  | { readonly kind: 'exists'; readonly field: QueryField }
  /** Equality of a keyword (or text) value, ASCII case ignored. */
  | { readonly kind: 'equals'; readonly field: QueryField; readonly value: string }
  /** Pattern over the whole value; `*` and `?` are live, everything else literal, ASCII case ignored. */
  | { readonly kind: 'wildcard'; readonly field: QueryField; readonly pattern: string }
  /** RE2 syntax; `flags` is '' or 'i'. */
  | { readonly kind: 'regex'; readonly field: QueryField; readonly pattern: string; readonly flags: '' | 'i' }
  /** Numbers and times (ms); either end may be open. Both ends belong to it unless `exclusive` names them. */
  | {
      readonly kind: 'range';
      readonly field: QueryField;
      readonly from?: number;
      readonly to?: number;
      readonly exclusiveFrom?: boolean;
      readonly exclusiveTo?: boolean;
    }
  /** Addresses from..to inclusive, as 4 or 16 bytes of equal length (CIDR and single addresses alike). */
  | { readonly kind: 'ip'; readonly field: QueryField; readonly from: Uint8Array; readonly to: Uint8Array };

export type ParsedQuery =
  | { readonly kind: 'query'; readonly query: Query }
  /** `at`: UTF-16 index in the text; `hint`: what was expected, as a sentence. */
  | { readonly kind: 'invalid'; readonly at: number; readonly hint: string };

export const ALL: Query = { kind: 'all' };
