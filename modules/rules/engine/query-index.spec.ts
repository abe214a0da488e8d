import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { predicateOf } from '#src/query/predicate.js';
import { sampleEvent } from '../../../test/helpers/rule-samples.js';
import { parseRuleQuery } from '../lists.js';
import { anchorsOf } from './anchors.js';
import { QueryIndex } from './query-index.js';
import { QueryTree } from './query-tree.js';

const tree = (text: string): Parameters<typeof predicateOf>[0] => {
  const parsed = parseRuleQuery(text, {}, 'UTC');
  if (parsed.kind === 'invalid') throw new Error(`${text}: ${parsed.hint}`);
  return parsed.query;
};

const term = fc.constantFrom(
  ...['user:root', 'user:ROOT', 'user:al*', 'app:sshd', 'host:web1', 'category:network', 'category:iam', 'code:4625'],
  ...[
    'failed',
    '"failed password"',
    'pass*',
    '"failed pass"*',
    'straße',
    'x.kind:3',
    'x.list:7',
    'x.flag:true',
    'exists:user',
  ],
  ...[
    'level>=3',
    'src_ip:10.0.0.0/8',
    '*',
    '(* -*)',
    'host:(web1 OR db1)',
    'message:/pass(word)?/',
    'hour:[0 TO 4]',
    '-weekday:mon',
    'code:/^46/',
    '-src_ip:10.1.0.0/16',
  ],
);
const query = fc.letrec<{ query: string; leaf: string }>((tie) => ({
  leaf: term,
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('query'), fc.constantFrom(' ', ' OR '), tie('query')).map(([a, joint, b]) => `(${a})${joint}(${b})`),
    tie('query').map((inner) => `-(${inner})`),
  ),
})).query;

const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> => fc.constantFrom(undefined, ...values);
const event: fc.Arbitrary<LogEvent> = fc
  .record({
    'user.name': maybe('root', 'Root', 'alice'),
    'process.name': maybe('sshd', 'SSHD', 'cron'),
    'host.name': maybe('web1', 'db1'),
    'event.category': maybe<readonly string[]>(['network'], ['iam', 'Network'], []),
    'event.code': maybe('4625'),
    'event.severity': fc.constantFrom(1, 3, 5),
    'lanwarden.hour_of_week': fc.constantFrom(0, 3, 30),
    'source.ip': maybe('10.1.2.3', '203.0.113.7'),
    message: maybe('Failed password', 'PASSWORD failed', 'passwords failed: password', 'in der STRAßE', ''),
    'x.kind': maybe<number | string>(3, '3'),
    'x.list': maybe<readonly number[]>([7, 9]),
    'x.flag': maybe(true, false),
  })
  .map((fields) => sampleEvent(0, fields as Partial<LogEvent>));

describe.each([
  ['index', () => new QueryIndex<number>()],
  ['tree', () => new QueryTree<number>()],
])('the %s of queries', (_what, empty) => {
  it('finds what trying every query on every event finds, each once', () => {
    fc.assert(
      fc.property(fc.array(query, { maxLength: 12 }), fc.array(event, { maxLength: 6 }), (texts, events) => {
        const index = empty();
        for (const [number, text] of texts.entries()) index.add(text, tree(text), number);
        for (const each of events) {
          const found: number[] = [];
          index.match(each, (number) => found.push(number));
          const expected = texts.flatMap((text, number) => (predicateOf(tree(text))(each) ? [number] : []));
          expect(found.toSorted((a, b) => a - b)).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the index of queries', () => {
  it.each([
    ['user:root app:sshd', [{ kind: 'value', field: 'user.name', value: 'root' }]],
    [
      'category:authentication outcome:failure -src_ip:10.0.0.0/8',
      [{ kind: 'value', field: 'event.category', value: 'authentication' }],
    ],
    ['code:(4625 OR 4771) host:web1', ['4625', '4771'].map((value) => ({ kind: 'value', field: 'event.code', value }))],
    ['"failed password" level>=3', [{ kind: 'word', word: 'password' }]],
    [
      'host:Web1 OR panic',
      [
        { kind: 'value', field: 'host.name', value: 'web1' },
        { kind: 'word', word: 'panic' },
      ],
    ],
    ['host:web1 OR level:5', undefined],
    ['-user:root', undefined],
    ['pass*', undefined],
    ['*', undefined],
  ])('anchors %s', (text, expected) => expect(anchorsOf(tree(text))).toEqual(expected));
});

describe('the tree of queries', () => {
  const tree1 = (): QueryTree<number> => {
    const all = new QueryTree<number>();
    for (const [number, text] of ['action:odd user:root', 'code:(1 OR 2)', 'x.kind:7'].entries())
      all.add(text, tree(text), number);
    return all;
  };
  const found = (all: QueryTree<number>, fields: Partial<LogEvent>): readonly number[] => {
    const numbers: number[] = [];
    all.match(sampleEvent(0, fields), (number) => numbers.push(number));
    return numbers.toSorted();
  };

  it('answers alike however many values come that nobody asked for, of facets and of other fields', () => {
    const all = tree1();
    for (let i = 0; i < 5_000; i++) {
      expect(found(all, { 'event.action': `a${i}`, 'x.kind': `${i % 7}` } as Partial<LogEvent>)).toEqual([]);
      if (i % 50 === 0)
        expect(
          found(all, { 'event.action': 'ODD', 'user.name': 'Root', 'event.code': '2', 'x.kind': 7 } as object),
        ).toEqual([0, 1, 2]);
    }
  });

  it('tells a list from a text that looks like one, and its order from another', () => {
    const all = new QueryTree<number>();
    all.add('category:network', tree('category:network'), 0);
    const of = (value: unknown): readonly number[] => found(all, { 'event.category': value } as Partial<LogEvent>);
    expect([['iam', 'network'], 'iam,network', ['network', 'iam'], ['iam'], [], 'Network', undefined].map(of)).toEqual([
      [0],
      [],
      [0],
      [],
      [],
      [0],
      [],
    ]);
  });
});
