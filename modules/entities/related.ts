// Who and what occurs together with an entity, most often first, each with a page of its own.

import { type EntityKind, entityHref, entityKindOf } from '#src/portal/events/entity-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { Entity } from './entity.js';
import type { EntityEvents } from './entity-events.js';
import type { RangeId } from './ranges.js';

export interface RelatedList {
  readonly title: string;
  readonly icon: string;
  readonly values: readonly RelatedValue[];
}

export interface RelatedValue {
  readonly text: string;
  readonly count: number;
  /** 0..100 of the list's first. */
  readonly percent: number;
  readonly href: string;
}

const LISTS = [
  ['user.name', 'Users', 'user'],
  ['user.target.name', 'Accounts acted on', 'user'],
  ['source.ip', 'Source addresses', 'router'],
  ['destination.ip', 'Destination addresses', 'router'],
  ['host.name', 'Hosts', 'server'],
  ['dns.question.name', 'Domains', 'world'],
] as const;

export const ENTITY_ICONS: Readonly<Record<EntityKind, string>> = {
  user: 'user',
  ip: 'router',
  host: 'server',
  domain: 'world',
};

const MAX_VALUES = 10;
const MAX_VALUE_CHARS = 80;

/** Lists without values are left out, and the entity itself from the others. @throws Fault QUERY_DEADLINE */
export async function relatedTo(entity: Entity, events: EntityEvents, range: RangeId): Promise<readonly RelatedList[]> {
  const top = await events.top(
    LISTS.map(([field]) => field),
    MAX_VALUES + 1,
  );
  return LISTS.flatMap(([field, title, icon]): RelatedList[] => {
    const kind = entityKindOf(field)!;
    const entries = (top[field] ?? []).filter(({ value }) => !isSame(entity, kind, value)).slice(0, MAX_VALUES);
    const most = entries[0]?.count ?? 1;
    const values = entries.map(({ value, count }) => ({
      text: visibleText(value, MAX_VALUE_CHARS),
      count,
      percent: Math.max(1, Math.round((count / most) * 100)),
      href: entityHref(kind, value, range),
    }));
    return values.length === 0 ? [] : [{ title, icon, values }];
  });
}

function isSame(entity: Entity, kind: EntityKind, value: string): boolean {
  return kind === entity.kind && value.toLowerCase() === entity.name.toLowerCase();
}
