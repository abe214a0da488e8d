// Addresses of the pages about a user, an address, a host or a domain (modules/entities), for every module that leads there.

import { addressOf } from '#src/query/address.js';
import { withQuery } from './links.js';

export const ENTITY_KINDS = ['user', 'ip', 'host', 'domain'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** Who may not see them should not be led there: `shell.can(ENTITY_PERMISSION)`, false also where the module is not installed. */
export const ENTITY_PERMISSION = 'entities.read';

/** `range`: `24h`, `7d`, `30d`, `all`; left out: the page's default. Any text can be a name; one that no query can ask for leads to nothing. */
export function entityHref(kind: EntityKind, name: string, range?: string): string {
  const wellFormed = name.toWellFormed();
  // A path of dots is taken for a way up, also when it is escaped.
  return /^\.{1,2}$/.test(wellFormed)
    ? withQuery(`/entities/${kind}`, { name: wellFormed, range })
    : withQuery(`/entities/${kind}/${encodeURIComponent(wellFormed)}`, { range });
}

/** Which fields hold an entity of which kind. */
const KIND_OF_FIELD: Readonly<Record<string, EntityKind>> = {
  'user.name': 'user',
  'user.target.name': 'user',
  'lanwarden.owner': 'user',
  'source.ip': 'ip',
  'destination.ip': 'ip',
  'host.name': 'host',
  'dns.question.name': 'domain',
};

/** Longer names are in no log that was not made to break something. */
export const MAX_ENTITY_NAME_CHARS = 1_000;

/** Where this value of this field leads; undefined where it names no entity, or one that has no page. */
export function entityLink(field: string, value: unknown, range?: string): string | undefined {
  const kind = entityKindOf(field);
  if (kind === undefined || typeof value !== 'string' || value === '' || value.length > MAX_ENTITY_NAME_CHARS)
    return undefined;
  return kind === 'ip' && addressOf(value) === undefined ? undefined : entityHref(kind, value, range);
}

/** Undefined for fields that name no entity. */
export function entityKindOf(field: string): EntityKind | undefined {
  return KIND_OF_FIELD[field];
}
