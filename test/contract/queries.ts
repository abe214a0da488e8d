// Arbitrary query trees over the fields of samples.ts.

import fc from 'fast-check';
import { addressOf, networkOf } from '#src/query/address.js';
import type { Query, QueryField } from '#src/query/ast.js';
import { wordsOf } from '#src/query/words.js';
import { anyAddress, anyKeyword, JSON_FIELDS, NOON } from './samples.js';

const TEXT_FIELDS = ['user.name', 'dns.question.name', 'host.name', 'process.name', 'message', 'event.original', 'tags', 'event.category', 'event.code'];
const NUMBER_FIELDS = ['process.pid', 'source.port', 'event.risk_score', 'lanwarden.hour_of_week', 'hour', 'weekday', 'event.severity'];
const OTHER_FIELDS = ['source.ip', 'destination.ip', '@timestamp', 'event.ingested', 'lanwarden.source', 'log.syslog.severity.code', 'destination.port'];
const field = fc.constantFrom(...TEXT_FIELDS, ...NUMBER_FIELDS, ...OTHER_FIELDS, ...JSON_FIELDS) as fc.Arbitrary<QueryField>;

/** The parser gives no texts that SQLite ends early, and none that are no text. */
const value = fc
  .oneof(anyKeyword, anyAddress, fc.constantFrom('22', '443', '0.1', '1e+21', 'true', '12', '2001:DB8::1', '3'))
  .map((text) => text.replaceAll('\0', '').toWellFormed());
const pattern = fc
  .tuple(value, fc.nat(), fc.constantFrom('*', '?', '**'), fc.boolean())
  .map(([text, at, star, end]) => {
    const units = [...text];
    units.splice(at % (units.length + 1), end ? 0 : 1, star);
    return units.join('');
  });
const number = fc.oneof(fc.integer({ min: -5, max: 70_000 }), fc.constantFrom(0.1, 2.5, 3, 22, 4625, NOON, NOON + 1, NOON - 86_400_000));
const network = fc.constantFrom('10.0.0.0/8', '10.0.0.0/24', '0.0.0.0/0', '2001:db8::/32', '::/0', 'a00::/8', '192.168.1.9/32');

const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ kind: 'all' }),
  fc.tuple(value, fc.boolean(), fc.nat({ max: 2 })).map(([text, prefix, count]): Query => {
    return { kind: 'phrase', words: wordsOf(text).slice(0, count + 1), prefix };
  }),
  field.map((name): Query => ({ kind: 'exists', field: name })),
  fc.record({ kind: fc.constant('equals' as const), field, value }),
  fc.record({ kind: fc.constant('wildcard' as const), field, pattern }),
  fc.record(
    { kind: fc.constant('range' as const), field, from: number, to: number, exclusiveFrom: fc.boolean(), exclusiveTo: fc.boolean() },
    { requiredKeys: ['kind', 'field'] },
  ) as fc.Arbitrary<Query>,
  fc.tuple(field, network).map(([name, text]): Query => ({ kind: 'ip', field: name, ...(networkOf(text) as NonNullable<ReturnType<typeof networkOf>>) })),
  fc.tuple(field, anyAddress).map(([name, text]): Query => {
    const address = addressOf(text) ?? Uint8Array.of(10, 0, 0, 1);
    return { kind: 'ip', field: name, from: address, to: address };
  }),
);

export const anyQuery: fc.Arbitrary<Query> = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('and' as const), of: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('or' as const), of: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
  ),
})).node;
