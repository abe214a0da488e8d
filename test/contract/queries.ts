// Arbitrary query trees over the fields of samples.ts.

import fc from 'fast-check';
import { RE2JS } from 're2js';
import { addressOf, networkOf } from '#src/query/address.js';
import type { LogEvent } from '#src/event/event.js';
import type { Query, QueryField } from '#src/query/ast.js';
import { wordsOf } from '#src/query/words.js';
import { anyAddress, anyKeyword, JSON_FIELDS, NOON } from './samples.js';

const TEXT_FIELDS = [
  'user.name',
  'dns.question.name',
  'host.name',
  'process.name',
  'message',
  'event.original',
  'tags',
  'event.category',
  'event.code',
];
const NUMBER_FIELDS = [
  'process.pid',
  'source.port',
  'event.risk_score',
  'lanwarden.hour_of_week',
  'hour',
  'weekday',
  'event.severity',
];
const OTHER_FIELDS = [
  'source.ip',
  'destination.ip',
  '@timestamp',
  'event.ingested',
  'lanwarden.source',
  'log.syslog.severity.code',
  'destination.port',
];
const field = fc.constantFrom(
  ...TEXT_FIELDS,
  ...NUMBER_FIELDS,
  ...OTHER_FIELDS,
  ...JSON_FIELDS,
) as fc.Arbitrary<QueryField>;

/** The parser gives no texts that SQLite ends early, and none that are no text. What stands around a NUL are two words. */
const clean = (text: string): string => text.replaceAll('\0', ' ').toWellFormed();
const numbers = fc.oneof(
  fc.integer({ min: -5, max: 70_000 }),
  fc.constantFrom(0.1, 2.5, 3, 22, 4625, NOON, NOON + 1, NOON - 86_400_000),
);
const networks = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/24',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
  'a00::/8',
  '192.168.1.9/32',
);

/** Query trees; most of their values come from the events themselves, changed a little, so that most match some of them. */
export function queriesFor(events: readonly LogEvent[]): fc.Arbitrary<Query> {
  const fromEvent = fc.constantFrom(...events.flatMap((event) => Object.entries(event))).chain(([name, found]) => {
    const values = typeof found === 'object' ? found : [found];
    const text =
      values.length === 0 ? fc.constant('') : fc.constantFrom(...values).map((value) => clean(String(value)));
    return text.map((each) => ({ name: name as QueryField, text: each }));
  });
  const target = fc.oneof(
    { weight: 5, arbitrary: fromEvent },
    { weight: 1, arbitrary: fc.record({ name: field, text: fc.oneof(anyKeyword, anyAddress).map(clean) }) },
  );
  const leaf: fc.Arbitrary<Query> = target.chain(({ name, text }) =>
    fc.oneof(
      { weight: 3, arbitrary: caseChanged(text).map((value): Query => ({ kind: 'equals', field: name, value })) },
      { weight: 3, arbitrary: patternOf(text).map((pattern): Query => ({ kind: 'wildcard', field: name, pattern })) },
      { weight: 2, arbitrary: regexOf(name, text) },
      { weight: 1, arbitrary: fc.constant<Query>({ kind: 'exists', field: name }) },
      { weight: 2, arbitrary: phraseOf(text) },
      { weight: 2, arbitrary: rangeOf(name, text) },
      { weight: 2, arbitrary: addressesOf(name, text) },
    ),
  );
  const list = (node: fc.Arbitrary<Query>): fc.Arbitrary<Query[]> => fc.array(node, { minLength: 1, maxLength: 3 });
  const tree = (depth: number): fc.Arbitrary<Query> => {
    if (depth === 0) return leaf;
    const inner = tree(depth - 1);
    return fc.oneof(
      { weight: 20, arbitrary: leaf },
      { weight: 6, arbitrary: list(inner).map((of): Query => ({ kind: 'and', of })) },
      { weight: 10, arbitrary: list(inner).map((of): Query => ({ kind: 'or', of })) },
      { weight: 10, arbitrary: inner.map((of): Query => ({ kind: 'not', of })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Query>({ kind: 'all' }, { kind: 'and', of: [] }, { kind: 'or', of: [] }),
      },
    );
  };
  return tree(3);
}

function caseChanged(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(text, text.toUpperCase(), text.toLowerCase());
}

function patternOf(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(caseChanged(text), fc.nat(), fc.constantFrom('*', '?', '**'), fc.nat({ max: 2 }))
    .map(([changed, at, star, replaced]) => {
      const units = [...changed];
      units.splice(at % (units.length + 1), replaced, star);
      return units.join('');
    });
}

/** A piece of the text, literal or with some of it as a class, with or without anchors. */
function regexOf(field: QueryField, text: string): fc.Arbitrary<Query> {
  return fc
    .record({
      from: fc.nat(),
      length: fc.integer({ min: 0, max: 12 }),
      shape: fc.constantFrom('literal', 'dots', 'class', 'either'),
      start: fc.boolean(),
      end: fc.boolean(),
      flags: fc.constantFrom('' as const, 'i' as const),
      changed: fc.boolean(),
    })
    .map(({ from, length, shape, start, end, flags, changed }): Query => {
      const units = [...text];
      const first = start ? 0 : from % (units.length + 1);
      const piece = units.slice(end ? -length - 1 : first, end ? undefined : first + length).join('');
      const literal = RE2JS.quote(changed ? piece.toUpperCase() : piece);
      const body =
        shape === 'literal'
          ? literal
          : shape === 'dots'
            ? `(?s).{${Math.max(0, [...piece].length - 1)}}`
            : shape === 'class'
              ? piece
                  .replace(/[a-z]/g, '[a-z]')
                  .replace(/\d+/g, '\\d+')
                  .replace(/[^\][a-z\\d+]/g, '.')
              : `(?:${literal}|zz+)`;
      return { kind: 'regex', field, pattern: `${start ? '^' : ''}${body}${end ? '$' : ''}`, flags };
    });
}

function phraseOf(text: string): fc.Arbitrary<Query> {
  const words = wordsOf(text);
  return fc
    .record({
      first: fc.nat({ max: words.length }),
      count: fc.nat({ max: 2 }),
      cut: fc.nat({ max: 2 }),
      prefix: fc.boolean(),
    })
    .map(({ first, count, cut, prefix }): Query => {
      const some = words.slice(first, first + count + 1);
      const last = some.at(-1);
      // A word of the language is what wordsOf gives for it; a cut one may not be.
      const short = last === undefined ? [] : wordsOf([...last].slice(0, Math.max(1, [...last].length - cut)).join(''));
      return { kind: 'phrase', words: prefix ? [...some.slice(0, -1), ...short] : some, prefix };
    });
}

function rangeOf(name: QueryField, text: string): fc.Arbitrary<Query> {
  const near =
    text !== '' && Number.isFinite(Number(text))
      ? fc.constantFrom(Number(text), Number(text) - 1, Number(text) + 1)
      : numbers;
  return fc.record(
    {
      kind: fc.constant('range' as const),
      field: fc.constant(name),
      from: near,
      to: near,
      exclusiveFrom: fc.boolean(),
      exclusiveTo: fc.boolean(),
    },
    { requiredKeys: ['kind', 'field'] },
  ) as fc.Arbitrary<Query>;
}

function addressesOf(name: QueryField, text: string): fc.Arbitrary<Query> {
  const address = addressOf(text) ?? Uint8Array.of(10, 0, 0, 1);
  const network = networks.map((each) => networkOf(each) as NonNullable<ReturnType<typeof networkOf>>);
  const range = fc.oneof(network, fc.constant({ from: address, to: address }));
  const target =
    addressOf(text) === undefined
      ? fc.constantFrom<QueryField>(name, 'source.ip', 'destination.ip')
      : fc.constant(name);
  return fc.tuple(target, range).map(([to, each]): Query => ({ kind: 'ip', field: to, ...each }));
}
