// What "not this again" can mean for an alert: this value, this network, this user on this host, or exactly this key. Each is a query;
// values are log text, so they are quoted as the query language wants it.

import { ENTITY_KINDS, type AlertEntity, type EntityKind } from '#src/alerts/alert.js';
import { addressOf, addressText } from '#src/query/address.js';
import { fieldOf } from '#src/event/fields.js';
import { fieldWord } from '../words/fields.js';
import { pairsOf, pairText } from '../words/key.js';
import { keyTerm } from '../words/key-term.js';

export interface Scope {
  /** `value:source.ip`, `network:source.ip`, `user-host`, `key`. */
  readonly id: string;
  /** For people; holds log text. */
  readonly label: string;
  readonly query: string;
  /** Of a network: the field, and the range that can be edited. */
  readonly network?: { readonly field: string; readonly range: string };
}

const FIELD_OF: Readonly<Record<EntityKind, string>> = {
  user: 'user.name',
  src_ip: 'source.ip',
  dst_ip: 'destination.ip',
  host: 'host.name',
  domain: 'dns.question.name',
  source: 'lanwarden.source',
};

/** The most fitting one first. */
export function scopesOf({ key, entity }: { readonly key: string; readonly entity: AlertEntity }): readonly Scope[] {
  const pairs = pairsOf(key);
  const values = new Map<string, string>(pairs.map(([field, value]) => [fieldOf(field)?.name ?? field, value]));
  for (const kind of ENTITY_KINDS) {
    const value = entity[kind];
    if (value !== undefined && value !== '' && !values.has(FIELD_OF[kind])) values.set(FIELD_OF[kind], value);
  }
  const user = values.get('user.name');
  const host = values.get('host.name');
  return [
    ...(pairs.length > 1 ? [wholeKey(pairs)] : []),
    ...[...values].map(([field, value]) => valueScope(field, value)),
    ...[...values].flatMap(([field, value]) => networkScope(field, value) ?? []),
    ...(user === undefined || host === undefined || isKeyOf(pairs, ['user.name', 'host.name'])
      ? []
      : [both(user, host)]),
  ];
}

function wholeKey(pairs: readonly (readonly [string, string])[]): Scope {
  return {
    id: 'key',
    label: pairs.map(pairText).join(', with '),
    query: pairs.map(([field, value]) => keyTerm(field, value)).join(' '),
  };
}

function valueScope(field: string, value: string): Scope {
  return { id: `value:${field}`, label: pairText([field, value]), query: keyTerm(field, value) };
}

function networkScope(field: string, value: string): Scope | undefined {
  if (fieldOf(field)?.type !== 'ip') return undefined;
  const range = networkOf(value);
  if (range === undefined) return undefined;
  return {
    id: `network:${field}`,
    label: `every ${fieldWord(field)} in the network`,
    query: `${fieldOf(field)?.alias ?? field}:${range}`,
    network: { field, range },
  };
}

function both(user: string, host: string): Scope {
  return {
    id: 'user-host',
    label: `user ${user} on host ${host}`,
    query: `${keyTerm('user.name', user)} ${keyTerm('host.name', host)}`,
  };
}

function isKeyOf(pairs: readonly (readonly [string, string])[], fields: readonly string[]): boolean {
  const names = pairs.map(([field]) => fieldOf(field)?.name ?? field);
  return names.length === fields.length && fields.every((field) => names.includes(field));
}

/** The /24 of an IPv4 address, the /64 of an IPv6 one; undefined for what is none. */
function networkOf(address: string): string | undefined {
  const bytes = addressOf(address);
  if (bytes === undefined) return undefined;
  const kept = bytes.length === 4 ? 3 : 8;
  return `${addressText(bytes.map((byte, index) => (index < kept ? byte : 0)))}/${kept * 8}`;
}
