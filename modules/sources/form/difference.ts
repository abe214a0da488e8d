// What differs between two states of a source, field by field: for the one who saves second, and for the audit log.

import { fieldGroups, type Values, valuesOf } from './source-fields.js';
import { shown } from './source-input.js';
import type { SourceConfig } from '#config/schema.js';

export interface Difference {
  readonly name: string;
  readonly label: string;
  readonly theirs: string;
  readonly mine: string;
}

const LABELS = new Map(
  fieldGroups({ parsers: [], retention: [] }, {}).flatMap(({ fields }) =>
    fields.map(({ name, label }) => [name, label]),
  ),
);

/** In the order of the form. */
export function differences(theirs: Values, mine: Values): readonly Difference[] {
  return [...LABELS].flatMap(([name, label]) => {
    const [left, right] = [shown(theirs[name]).trim(), shown(mine[name]).trim()];
    return left === right ? [] : [{ name, label, theirs: left, mine: right }];
  });
}

/** Names of the fields that a change changed. */
export function changedFields(before: SourceConfig, after: SourceConfig): readonly string[] {
  return differences(valuesOf(before), valuesOf(after)).map(({ name }) => name);
}
