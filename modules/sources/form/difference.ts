// What differs between two states of a source, field by field: for the one who saves second, and for the audit log.

import { fieldGroups, type Values, valuesOf } from './source-fields.js';
import { shown } from './source-input.js';
import { type SourceConfig, sourceSchema } from '#config/schema.js';
import { type DifferenceTexts, differenceTexts } from '#src/audit/difference-texts.js';

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

export interface Change extends DifferenceTexts {
  readonly path: string;
}

/** What a change changed. */
export function changesOf(before: SourceConfig, after: SourceConfig): readonly Change[] {
  const at = (config: SourceConfig, path: string): unknown =>
    path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], config);
  return differences(valuesOf(before), valuesOf(after)).map(({ name }) => ({
    path: name,
    ...differenceTexts(at(before, name), at(after, name)),
  }));
}

/** What a source that comes or goes is set to, but for its name and what is the default. */
export function settingsOf(config: SourceConfig): Readonly<Record<string, string>> {
  const changes = changesOf(sourceSchema.parse({ name: config.name }), config);
  return Object.fromEntries(changes.map(({ path, to }) => [path, to]));
}
