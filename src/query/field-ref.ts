// Field names in queries: known names and aliases in any case, any dotted name that parsers bring along, and a helpful
// answer to all others.

import { DERIVED, FIELDS, fieldOf, type FieldType } from '../event/fields.js';
import type { QueryField } from './ast.js';
import type { Atom } from './atoms.js';
import { Mistake } from './mistake.js';
import { nearest } from '../nearest.js';

export interface FieldRef {
  readonly name: QueryField;
  /** `other`: brought by a parser; text or numbers, so both kinds of values are taken. */
  readonly type: FieldType | 'hour' | 'weekday' | 'other';
  /** As the query has it, for hints. */
  readonly written: string;
}

/** The field that an atom before `:` names. */
export function fieldRef(atom: Atom): FieldRef {
  const written = atom.text;
  const def = fieldOf(written);
  if (def !== undefined) return { name: def.name as QueryField, type: typeOf(def), written };
  if (atom.quoted || BARE_NAME.test(written)) {
    if (written.includes('.')) return { name: written as QueryField, type: 'other', written };
    throw new Mistake(atom.at, `${unknownField(written)} If it is text to search for, put it in quotes.`);
  }
  if (written.endsWith('!'))
    throw new Mistake(atom.end - 1, `Expected a comparison; to exclude a value write -${written.slice(0, -1)}:value.`);
  throw new Mistake(
    atom.at,
    'Expected the name of a field before the ":", "=", "<" or ">"; put text that contains them in quotes.',
  );
}

/** Names that need no quotes in front of a `:`. */
export const BARE_NAME = /^[\p{L}_@][\p{L}\p{N}_@.$/-]*$/u;

const NAMES: readonly string[] = [...FIELDS, ...DERIVED].flatMap((def) =>
  'alias' in def ? [def.alias, def.name] : [def.name],
);

function typeOf(def: { readonly name: string; readonly type: FieldType }): FieldRef['type'] {
  return def.name === 'hour' || def.name === 'weekday' ? def.name : def.type;
}

/** What to say of a name without a dot that nothing has. */
export function unknownField(written: string): string {
  const near = nearest(written, NAMES);
  const name = written.length > 40 ? `${written.slice(0, 40)}...` : written;
  const instead = near === undefined ? 'user, host, app, src_ip, message or another known field' : `"${near}"`;
  return `There is no field "${name}"; expected ${instead}.`;
}
