// From what somebody typed to the entities it may mean: an address is one; anything else is looked for among the names that occur.

import { entityHref, type EntityKind, entityKindOf, MAX_ENTITY_NAME_CHARS } from '#src/portal/events/entity-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { addressOf, type AddressRange, networkOf, octetPattern } from '#src/query/address.js';
import { ALL, type Query } from '#src/query/ast.js';
import { MAX_PATTERN_CHARS } from '#src/query/wildcard.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import type { RangeId } from './ranges.js';
import { ENTITY_ICONS } from './related.js';

export interface FoundList {
  readonly kind: EntityKind;
  readonly title: string;
  readonly icon: string;
  readonly values: readonly Found[];
}

/** Where, when, and for whom: nobody waits any more once the signal is aborted. */
export interface Asked {
  readonly store: EventReader;
  readonly range: TimeRange;
  readonly id: RangeId;
  readonly signal: AbortSignal;
}

export interface Found {
  readonly name: string;
  readonly text: string;
  readonly count: number;
  readonly href: string;
  /** 0..100 of the list's first. */
  readonly percent: number;
}

const FIELDS = [
  ['user.name', 'Users'],
  ['source.ip', 'Addresses'],
  ['host.name', 'Hosts'],
  ['dns.question.name', 'Domains'],
] as const;
const MAX_VALUES = 10;
const MAX_VALUE_CHARS = 80;
const DEADLINE_MS = 8_000;

/** The busiest of each kind: where to start. @throws Fault QUERY_DEADLINE */
export function busiest(asked: Asked): Promise<readonly FoundList[]> {
  return listsOf(asked, () => ALL);
}

/** Names that hold the text (`*` and `?` as in a search), addresses of the network it names. @throws Fault QUERY_DEADLINE */
export function find(text: string, asked: Asked): Promise<readonly FoundList[]> {
  const network = networkNamed(text);
  return listsOf(asked, (field) => {
    if (field === 'source.ip') return network && { kind: 'ip', field, ...network };
    return text.length > MAX_PATTERN_CHARS - 2 || network !== undefined
      ? { kind: 'equals', field, value: text }
      : { kind: 'wildcard', field, pattern: `*${text}*` };
  });
}

/** The one page it can only mean: an address, or a name that occurs as one kind and within no other name. */
export function onlyMatch(text: string, lists: readonly FoundList[], id: RangeId): string | undefined {
  if (addressOf(text) !== undefined) return entityHref('ip', text, id);
  const [only, ...others] = lists.flatMap(({ values }) => values);
  return others.length === 0 && only?.name.toLowerCase() === text.toLowerCase() ? only.href : undefined;
}

/** Pages to look at when nothing was found: it may have happened before the range. */
export function guesses(text: string, id: RangeId): readonly { readonly label: string; readonly href: string }[] {
  if (text === '' || text.length > MAX_ENTITY_NAME_CHARS) return [];
  return [
    { label: 'as a user', href: entityHref('user', text, id) },
    { label: 'as a host', href: entityHref('host', text, id) },
    { label: 'as a domain', href: entityHref('domain', text, id) },
  ];
}

async function listsOf(
  { store, range, id, signal }: Asked,
  queryFor: (field: (typeof FIELDS)[number][0]) => Query | undefined,
): Promise<readonly FoundList[]> {
  const lists = await Promise.all(
    FIELDS.map(async ([field, title]): Promise<FoundList> => {
      const query = queryFor(field);
      const kind = entityKindOf(field)!;
      const request = { range, field, limit: MAX_VALUES, deadlineMs: DEADLINE_MS, signal };
      const entries = query && (await store.top({ query, ...request }));
      const most = entries?.[0]?.count ?? 1;
      const values = (entries ?? []).map(({ value, count }) => ({
        name: value,
        text: visibleText(value, MAX_VALUE_CHARS),
        count,
        href: entityHref(kind, value, id),
        percent: Math.max(1, Math.round((count / most) * 100)),
      }));
      return { kind, title, icon: ENTITY_ICONS[kind], values };
    }),
  );
  return lists.filter(({ values }) => values.length > 0);
}

/** `10.0.0.0/8`, `10.0.*`, and the beginning of an address: `192.168.1`, `192.168.`. */
function networkNamed(text: string): AddressRange | undefined {
  if (text.includes('/')) return networkOf(text);
  if (/^\d{1,3}(\.\d{1,3}){0,2}\.?$/.test(text) && text.includes('.'))
    return octetPattern(`${text.replace(/\.$/, '')}.*`);
  return octetPattern(text);
}
