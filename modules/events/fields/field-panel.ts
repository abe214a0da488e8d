// The field panel: which values the found events have, how often, and links that search for more or less of them.

import { fieldOf } from '#src/event/fields.js';
import { narrowed, termFor } from '#src/query/print.js';
import { QUERY_LIMITS } from '#src/query/parse.js';
import type { TopEntry } from '#src/store/event-store.js';
import { searchHref, type SearchInput } from '#src/portal/events/links.js';
import { LEVELS } from '#src/portal/events/event-row.js';
import { visibleText } from '#src/portal/events/visible-text.js';

/** By alias, in the order of the panel. */
export const PANEL_FIELDS = [
  'source',
  'host',
  'app',
  'level',
  'category',
  'action',
  'outcome',
  'user',
  'src_ip',
  'dst_ip',
  'domain',
  'family',
  'parser',
  'tags',
] as const;
export const PANEL_VALUES = 5;

export interface PanelField {
  /** `src_ip` */
  readonly alias: string;
  /** `source.ip` */
  readonly name: string;
  readonly doc: string;
  /** What people take it for something else without. */
  readonly note: string | undefined;
  readonly values: readonly PanelValue[];
}

export interface PanelValue {
  readonly text: string;
  readonly count: number;
  /** Of the field's most frequent value, 0..100. */
  readonly percent: number;
  readonly narrowing: Narrowing;
}

/** Undefined where the query would become too long. */
export type Narrowing = { readonly include: string; readonly exclude: string } | undefined;

const MAX_VALUE_CHARS = 60;
/** Who comes from syslog reads `level` as its severity, which runs the other way. */
const NOTES: Readonly<Record<string, string>> = { level: 'criticality 1-5' };

/** Fields without values are left out. */
export function fieldPanel(
  facets: Readonly<Record<string, readonly TopEntry[]>>,
  input: SearchInput,
): readonly PanelField[] {
  return PANEL_FIELDS.flatMap((alias): PanelField[] => {
    const def = fieldOf(alias);
    const entries = facets[def?.name ?? alias] ?? facets[alias] ?? [];
    if (def === undefined || entries.length === 0) return [];
    const most = entries[0]?.count ?? 1;
    const values = entries.map(({ value, count }) => ({
      text:
        def.name === 'event.severity' ? `${value} ${LEVELS[Number(value)] ?? ''}` : visibleText(value, MAX_VALUE_CHARS),
      count,
      percent: Math.max(1, Math.round((count / most) * 100)),
      narrowing: narrowingLinks(input, def.name, value),
    }));
    return [{ alias, name: def.name, doc: def.doc, note: NOTES[alias], values }];
  });
}

/** Searches that ask for this value too, or that leave it out. */
export function narrowingLinks(input: SearchInput, field: string, value: string | number | boolean): Narrowing {
  const term = termFor(field, value);
  // An excluded absence is a presence: `--exists:` would not parse.
  const [include, exclude] = [
    narrowed(input.q, term),
    narrowed(input.q, term.startsWith('-') ? term.slice(1) : `-${term}`),
  ];
  if (Math.max(include.length, exclude.length) > QUERY_LIMITS.chars) return undefined;
  return { include: searchHref({ ...input, q: include }), exclude: searchHref({ ...input, q: exclude }) };
}
