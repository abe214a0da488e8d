// Tree to function, for live tail, rules and exceptions. Compiled once; then synchronous, without allocation for most
// conditions. The semantics are those in the head of ast.ts, and the store's SQL is held to the same answers.

import { FIELDS } from '../event/fields.js';
import type { LogEvent } from '../event/event.js';
import { addressOf, compareAddresses, ipv4Number, type AddressRange } from './address.js';
import { equalsLowered, lowerAscii } from './ascii.js';
import type { Query, QueryField } from './ast.js';
import { numberOf } from './numeral.js';
import { phraseTest } from './phrase.js';
import { regexTest } from './regex.js';
import { wildcardTest } from './wildcard.js';

export type Predicate = (event: LogEvent) => boolean;

/** An address field that holds something else matches nothing, also not `exists`. */
export function predicateOf(query: Query): Predicate {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and':
      return every(cheapestFirst(query.of).map(predicateOf));
    case 'or':
      return some(cheapestFirst(query.of).map(predicateOf));
    case 'not': {
      const inner = predicateOf(query.of);
      return (event) => !inner(event);
    }
    case 'phrase':
      return anyValue('message', onText(phraseTest(query.words, query.prefix)));
    case 'exists':
      return existsTest(query.field);
    case 'equals': {
      const address = ADDRESS_FIELDS.has(query.field) ? addressOf(query.value) : undefined;
      if (address !== undefined) return anyValue(query.field, addressTest({ from: address, to: address }));
      const wanted = lowerAscii(query.value);
      return anyValue(query.field, (value) => equalsLowered(typeof value === 'string' ? value : String(value), wanted));
    }
    case 'wildcard':
      return anyValue(query.field, onText(wildcardTest(query.pattern)));
    case 'regex':
      return anyValue(query.field, onText(regexTest(query)));
    case 'range':
      return anyValue(query.field, rangeTest(query));
    case 'ip':
      return anyValue(query.field, addressTest(query));
  }
}

type Scalar = string | number | boolean;
type ScalarTest = (value: Scalar) => boolean;

function every(parts: readonly Predicate[]): Predicate {
  return (event) => {
    for (const part of parts) if (!part(event)) return false;
    return true;
  };
}

function some(parts: readonly Predicate[]): Predicate {
  return (event) => {
    for (const part of parts) if (part(event)) return true;
    return false;
  };
}

/** The order of conditions changes no answer, only how soon it is known. */
function cheapestFirst(parts: readonly Query[]): readonly Query[] {
  return parts.toSorted((a, b) => costOf(a) - costOf(b));
}

function costOf(query: Query): number {
  if (query.kind === 'and' || query.kind === 'or') return query.of.reduce((sum, part) => sum + costOf(part), 1);
  if (query.kind === 'not') return costOf(query.of);
  const isText = 'field' in query && (query.field === 'event.original' || query.field === 'message');
  return COST[query.kind] * (isText ? 5 : 1);
}

/** Roughly, against each other; texts are longer than other values. */
const COST = { all: 0, exists: 1, range: 1, equals: 1, wildcard: 3, ip: 4, phrase: 10, regex: 12 } as const;

function anyValue(field: QueryField, test: ScalarTest): Predicate {
  if (field === 'hour') return (event) => isHourOfWeek(event) && test(event['lanwarden.hour_of_week'] % 24);
  if (field === 'weekday')
    return (event) => isHourOfWeek(event) && test(Math.floor(event['lanwarden.hour_of_week'] / 24));
  return (event) => {
    const value = event[field];
    if (value === undefined) return false;
    return typeof value === 'object' ? (value as readonly Scalar[]).some(test) : test(value);
  };
}

/** An event that has not been through the clock yet (`parse`, tests) has no hour. */
function isHourOfWeek(event: LogEvent): boolean {
  return typeof event['lanwarden.hour_of_week'] === 'number';
}

function existsTest(field: QueryField): Predicate {
  if (ADDRESS_FIELDS.has(field))
    return anyValue(
      field,
      onText((text) => addressOf(text) !== undefined),
    );
  return anyValue(field, () => true);
}

const ADDRESS_FIELDS = new Set<string>(FIELDS.filter((def) => def.type === 'ip').map((def) => def.name));

function onText(test: (text: string) => boolean): ScalarTest {
  return (value) => test(typeof value === 'string' ? value : String(value));
}

function rangeTest(query: Extract<Query, { kind: 'range' }>): ScalarTest {
  const { from = -Infinity, to = Infinity, exclusiveFrom = false, exclusiveTo = false } = query;
  return (value) => {
    const number = typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : undefined;
    if (number === undefined) return false;
    return (exclusiveFrom ? number > from : number >= from) && (exclusiveTo ? number < to : number <= to);
  };
}

function addressTest({ from, to }: AddressRange): ScalarTest {
  if (from.length === 4) {
    const low = unsigned(from);
    const high = unsigned(to);
    return onText((text) => {
      const number = text.includes(':') ? mappedNumber(text) : ipv4Number(text);
      return number >= low && number <= high;
    });
  }
  return onText((text) => {
    const address = text.includes(':') ? addressOf(text) : undefined;
    return address?.length === 16 && compareAddresses(address, from) >= 0 && compareAddresses(address, to) <= 0;
  });
}

/** ::ffff:10.0.0.1 is 10.0.0.1; -1 for every other IPv6 address. */
function mappedNumber(text: string): number {
  const address = addressOf(text);
  return address?.length === 4 ? unsigned(address) : -1;
}

function unsigned(address: Uint8Array): number {
  return address.reduce((sum, byte) => sum * 256 + byte, 0);
}
