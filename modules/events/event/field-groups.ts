// All fields of one event in groups, each value with links that search for it.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import { type FieldDef, fieldOf } from '#src/event/fields.js';
import { type Narrowing, narrowingLinks } from '../fields/field-panel.js';
import { entityLink } from '#src/portal/events/entity-links.js';
import type { SearchInput } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { hourOfWeekText } from './hour-of-week.js';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly ShownField[];
}

export interface ShownField {
  readonly name: string;
  readonly alias: string | undefined;
  readonly doc: string | undefined;
  readonly values: readonly ShownValue[];
}

export interface ShownValue {
  readonly text: string;
  /** ms since 1970, of times. */
  readonly ms: number | undefined;
  readonly narrowing: Narrowing;
  /** The page of the user, address, host or domain that it names. */
  readonly entity: string | undefined;
}

/** First fitting group takes the field; within a group the order is the registry's, then the event's. */
const GROUPS: readonly (readonly [title: string, names: readonly string[], prefixes: readonly string[]])[] = [
  [
    'What',
    ['event.severity'],
    [
      'event.category',
      'event.type',
      'event.action',
      'event.outcome',
      'event.code',
      'event.risk_score',
      'event.reason',
      'event.duration',
      'rule.',
      'threat.',
      'error.',
      'vulnerability.',
    ],
  ],
  ['Time', ['@timestamp', 'event.ingested', 'lanwarden.hour_of_week', 'lanwarden.claimed_time'], []],
  [
    'Where',
    [],
    [
      'host.',
      'process.',
      'lanwarden.source',
      'lanwarden.destination_',
      'lanwarden.host_asset',
      'lanwarden.asset_',
      'lanwarden.family',
      'event.dataset',
      'service.',
      'container.',
      'file.',
      'package.',
      'registry.',
      'dll.',
      'observer.',
    ],
  ],
  ['Who', ['lanwarden.owner'], ['user.', 'group.', 'related.user']],
  [
    'Network',
    [],
    [
      'source.',
      'destination.',
      'dns.',
      'network.',
      'client.',
      'server.',
      'url.',
      'http.',
      'user_agent.',
      'tls.',
      'dhcp.',
      'related.ip',
    ],
  ],
  ['Mail', [], ['email.']],
  ['Windows', [], ['winlog.']],
];
/** What a parser keeps under its own name. */
const OWN = 'Of this product only';
const REST = 'Everything else';

/** Shown elsewhere on the page. */
const ELSEWHERE = new Set([
  'message',
  'event.original',
  'event.id',
  'tags',
  'lanwarden.reasons',
  'lanwarden.summary',
  ...['code', 'expected', 'actual', 'points', 'value'].map((part) => `lanwarden.reason.${part}`),
]);
/** Nearly every event has another value, so a search for it is of no use. */
const UNSEARCHED = new Set(['event.ingested']);
const MAX_VALUE_CHARS = 20_000;
const MAX_VALUES = 200;

/** `range`: of the pages of entities that values lead to. */
export function fieldGroups(event: LogEvent, input: SearchInput, range: string): readonly FieldGroup[] {
  const groups = new Map<string, ShownField[]>(
    [...GROUPS.map(([title]) => title), OWN, REST].map((title) => [title, []]),
  );
  const own = `${String(event['event.dataset'] ?? '').replaceAll('-', '_')}.`;
  for (const [name, value] of Object.entries(event) as [string, FieldValue | undefined][]) {
    if (value === undefined || ELSEWHERE.has(name)) continue;
    groups.get(groupOf(name, own))?.push(shown(name, value, input, range));
  }
  return [...groups].filter(([, fields]) => fields.length > 0).map(([title, fields]) => ({ title, fields }));
}

function groupOf(name: string, own: string): string {
  return (
    GROUPS.find(
      ([, names, prefixes]) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    )?.[0] ?? (name.startsWith(own) ? OWN : REST)
  );
}

function shown(name: string, value: FieldValue, input: SearchInput, range: string): ShownField {
  const def: FieldDef | undefined = fieldOf(name);
  const values = (Array.isArray(value) ? value : [value]) as readonly (string | number | boolean)[];
  return {
    name: visibleText(name, 200),
    alias: def?.alias,
    doc: def?.doc,
    values: values.slice(0, MAX_VALUES).map((each) => ({
      text: textOf(name, each),
      ms: def?.type === 'time' && typeof each === 'number' ? each : undefined,
      narrowing: each === '' || UNSEARCHED.has(name) ? undefined : narrowingLinks(input, name, each),
      entity: entityLink(name, each, range),
    })),
  };
}

function textOf(name: string, value: string | number | boolean): string {
  if (name === 'lanwarden.hour_of_week' && typeof value === 'number') return hourOfWeekText(value);
  return visibleText(String(value), MAX_VALUE_CHARS);
}
