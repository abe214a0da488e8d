// What an entity is: a user, an address, a host or a domain, and which events are about it. Its parts are disjoint, so that each can be
// answered by the index of its own field and the counts add up.

import { addressOf, addressText } from '#src/query/address.js';
import type { Query } from '#src/query/ast.js';
import { printQuery } from '#src/query/print.js';
import { type EntityKind, MAX_ENTITY_NAME_CHARS } from '#src/portal/events/entity-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface Entity {
  readonly kind: EntityKind;
  /** As a query asks for it. */
  readonly name: string;
  /** As a page shows it. */
  readonly shown: string;
  /** Sub domains belong to it. */
  readonly withSubdomains: boolean;
  readonly parts: readonly EntityPart[];
  /** All parts together, as the search box takes it. */
  readonly queryText: string;
}

export interface EntityPart {
  /** `As source` */
  readonly role: string;
  readonly query: Query;
  /** No index and no column answers it: each question would look into every row of the range again. It names few events. */
  readonly isReadOnce: boolean;
}

const MAX_SHOWN_CHARS = 120;

/** Undefined where no event can be about it: an empty name, one that is too long, an address that is none. */
export function entityOf(kind: EntityKind, given: string, options: { subdomains?: boolean } = {}): Entity | undefined {
  const name = kind === 'ip' ? canonical(given) : given;
  if (name === undefined || name === '' || name.length > MAX_ENTITY_NAME_CHARS) return undefined;
  // `*` and `?` cannot be escaped in a pattern.
  const withSubdomains = kind === 'domain' && options.subdomains === true && !/[*?]/.test(name);
  const roles = rolesOf(kind, name, withSubdomains);
  return {
    kind,
    name,
    shown: visibleText(name, MAX_SHOWN_CHARS),
    withSubdomains,
    parts: disjoint(roles),
    queryText: printQuery(anyOf(roles.map(({ query }) => query))),
  };
}

function canonical(text: string): string | undefined {
  const address = addressOf(text.trim());
  return address === undefined ? undefined : addressText(address);
}

function rolesOf(kind: EntityKind, name: string, withSubdomains: boolean): readonly EntityPart[] {
  switch (kind) {
    case 'user':
      return [
        { role: 'Logged on or acted', query: equals('user.name', name), isReadOnce: false },
        {
          role: 'Acted on, or owner of the device',
          query: anyOf([equals('user.target.name', name), equals('lanwarden.owner', name)]),
          isReadOnce: true,
        },
      ];
    case 'ip':
      return [
        { role: 'As source', query: address('source.ip', name), isReadOnce: false },
        { role: 'As destination', query: address('destination.ip', name), isReadOnce: false },
      ];
    case 'host':
      return [{ role: 'As host', query: equals('host.name', name), isReadOnce: false }];
    case 'domain':
      return [
        {
          role: withSubdomains ? 'Asked for, with its sub domains' : 'Asked for',
          query: withSubdomains
            ? anyOf([
                equals('dns.question.name', name),
                { kind: 'wildcard', field: 'dns.question.name', pattern: `*.${name}` },
              ])
            : equals('dns.question.name', name),
          isReadOnce: false,
        },
      ];
  }
}

/** The second part leaves out what the first one has. */
function disjoint([first, second]: readonly EntityPart[]): readonly EntityPart[] {
  if (first === undefined || second === undefined) return first === undefined ? [] : [first];
  return [first, { ...second, query: { kind: 'and', of: [second.query, { kind: 'not', of: first.query }] } }];
}

function equals(
  field: 'user.name' | 'user.target.name' | 'lanwarden.owner' | 'host.name' | 'dns.question.name',
  value: string,
): Query {
  return { kind: 'equals', field, value };
}

function address(field: 'source.ip' | 'destination.ip', text: string): Query {
  const bytes = addressOf(text);
  if (bytes === undefined) throw new Error(`BUG: ${text} was an address`);
  return { kind: 'ip', field, from: bytes, to: bytes };
}

function anyOf(queries: readonly Query[]): Query {
  return queries.length === 1 && queries[0] !== undefined ? queries[0] : { kind: 'or', of: queries };
}
