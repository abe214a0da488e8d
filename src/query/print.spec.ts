import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../event/event.js';
import { FIELDS, fieldOf } from '../event/fields.js';
import { networkOf } from './address.js';
import type { Query, QueryField } from './ast.js';
import { QUERY_HELP } from './help.js';
import { parseQuery } from './parse.js';
import { predicateOf } from './predicate.js';
import { narrowed, printQuery, termFor } from './print.js';
import { wordsOf } from './words.js';

const tree = (text: string): Query => {
  const parsed = parseQuery(text, { now: 0 });
  if (parsed.kind === 'invalid') throw new Error(`${text}: at ${parsed.at}: ${parsed.hint}`);
  return parsed.query;
};

describe('a printed query', () => {
  it.each([
    ['failed   AND password', 'failed password'],
    ['(a b) OR (c OR d)', 'a b OR c OR d'],
    ['NOT (a OR b) c', '-(a OR b) c'],
    ['foo-ba*', '"foo ba"*'],
    ['user.name:"root"', 'user:root'],
    ['user:(a OR "b c")', 'user:a OR user:"b c"'],
    ['user:"AND"', 'user:"AND"'],
    ['app:C:\\x\\ y', 'app:"C:\\\\x y"'],
    ['app:a\\ b*', 'app:a\\ b*'],
    ['app:(//x*)', 'app:(//x*)'],
    ['raw:x', 'raw=*x*'],
    ['message:/fail(ed|ure) \\/x/i', 'message:/fail(ed|ure) \\/x/i'],
    ['user:(/^a/ OR -/b$/)', 'user:/^a/ OR -user:/b$/'],
    ['app=/tmp/', 'app:"/tmp/"'],
    ['app:/tmp', 'app:"/tmp"'],
    ['app=/t*/', 'app=/t*/'],
    ['app:/usr/bin/x', 'app:/usr/bin/x'],
    ['raw=//x*', 'raw=//x*'],
    ['severity:<=3', 'severity<=3'],
    ['dst_port:{1 TO 9]', 'dst_port:{1 TO 9]'],
    ['code:[4624 TO 4624]', 'code:[4624 TO 4624]'],
    ['weekday:(saturday OR [mon TO wed])', 'weekday:sat OR weekday:[mon TO wed]'],
    ['src_ip:10.1.2.3/16', 'src_ip:10.1.0.0/16'],
    ['src_ip:[10.0.0.1 TO 10.0.0.3]', 'src_ip:[10.0.0.1 TO 10.0.0.3]'],
    ['time:2026-11-01', 'time:[2026-11-01T00:00:00.000Z TO 2026-11-02T00:00:00.000Z}'],
    ['"odd. name":x', '"odd. name":x'],
    ['', '*'],
  ])('%j becomes %j', (text, printed) => {
    expect(printQuery(tree(text))).toBe(printed);
    expect(tree(printed)).toEqual(tree(text));
  });

  it.each(QUERY_HELP)('of the help parses back: $example', ({ example }) =>
    expect(tree(printQuery(tree(example)))).toEqual(tree(example)),
  );

  it('parses back to the same tree', () => {
    fc.assert(
      fc.property(trees, (query) => {
        expect(tree(printQuery(query))).toEqual(query);
      }),
      { numRuns: 5_000 },
    );
  });

  it('parses back to the same tree for whatever text parses', () => {
    const piece = fc.constantFrom(
      ...'user: /a/ /b /b.c/i /^(x|y)/ src_ip:10.0.* time: 2026-11-01 hour:[22 TO 3] raw: x.y: > = AND OR NOT a* "b c" \\* ( ) - * ? "'.split(
        ' ',
      ),
      ' ',
      'é',
      '\\',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const parsed = parseQuery(pieces.join(''), { now: 0 });
        if (parsed.kind === 'query') expect(tree(printQuery(parsed.query))).toEqual(parsed.query);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('a term for a value', () => {
  const anyText = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: fc.constantFrom(...'a "\\*?()[]{}:<>=-\n'), minLength: 1 }),
  );
  const eventWith = (field: string, value: unknown): LogEvent => ({ [field]: value }) as unknown as LogEvent;

  it('finds exactly that value in every text field', () => {
    const names = [
      ...FIELDS.filter((def) => def.type === 'keyword' || def.type === 'text').map((def) => def.name),
      'a.b',
      'odd. "name"',
      '1.2',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), anyText, (field, value) => {
        const term = termFor(field, value);
        expect(predicateOf(tree(term))(eventWith(field, value))).toBe(true);
        expect(predicateOf(tree(`-${term}`))(eventWith(field, value))).toBe(false);
        if (field !== 'message') expect(predicateOf(tree(term))(eventWith(field, `${value}x`))).toBe(false);
      }),
      { numRuns: 5_000, examples: [['event.id', '//-']] },
    );
  });

  it.each<[string, string | number | boolean, string]>([
    ['user.name', 'root', 'user:root'],
    ['user', 'O"Neil', 'user:"O\\"Neil"'],
    ['event.id', '//-', 'id:"//-"'],
    ['file.path', '/etc/passwd', 'file.path:/etc/passwd'],
    ['file.path', '/tmp', 'file.path:"/tmp"'],
    ['file.path', '/tmp/', 'file.path:"/tmp/"'],
    ['source.ip', '2001:db8::1', 'src_ip:2001:db8::1'],
    ['src_ip', '::1', 'src_ip:"::1"'],
    ['source.port', 22, 'src_port:22'],
    ['event.risk_score', -1, 'score:"-1"'],
    ['@timestamp', Date.UTC(2026, 10, 1), 'time:2026-11-01T00:00:00.000Z'],
    ['time', '2026-11-01T00:00:00.000Z', 'time:2026-11-01T00:00:00.000Z'],
    ['weekday', 'sat', 'weekday:sat'],
    ['x.flag', true, 'x.flag:true'],
    ['message', 'Failed: a', '"Failed: a"'],
    ['message', '---', 'message="---"'],
    ['group.name', '', '-exists:group'],
  ])('%s and %j is %j', (field, value, term) => {
    expect(termFor(field, value)).toBe(term);
    expect(tree(term).kind).not.toBe('all');
  });

  it.each([
    ['', 'user:root'],
    [' * ', 'user:root'],
    ['a b', 'a b user:root'],
    ['a OR b', '(a OR b) user:root'],
    ['broken:(', 'broken:( user:root'],
  ])('narrows %j to %j', (text, expected) => expect(narrowed(text, 'user:root')).toBe(expected));
});

const fields = (type: string): fc.Arbitrary<QueryField> =>
  fc.constantFrom(...FIELDS.filter((def) => def.type === type).map((def) => def.name as QueryField));
const oddText = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: fc.constantFrom(...'aB1 "\\*?()[]{}:<>=-!+\té中\u{1f600}'), minLength: 1 }),
);
const dotted = fc
  .tuple(oddText, oddText)
  .map(([a, b]) => `${a}.${b}` as QueryField)
  .filter((name) => fieldOf(name) === undefined);
const keyword = fc.oneof(fields('keyword'), dotted);

const between = (ends: fc.Arbitrary<number>, field: fc.Arbitrary<QueryField>): fc.Arbitrary<Query> =>
  fc.tuple(field, ends, ends, fc.constantFrom('from', 'to', 'both', 'inside')).map(([name, a, b, shape]) => {
    const [from, to] = a < b ? [a, b] : [b, a];
    if (shape === 'from') return { kind: 'range', field: name, from };
    if (shape === 'to') return { kind: 'range', field: name, to, exclusiveTo: true };
    return {
      kind: 'range',
      field: name,
      from,
      to,
      ...(shape === 'inside' && from < to && { exclusiveFrom: true, exclusiveTo: true }),
    };
  });

const leaves: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ kind: 'all' }),
  fc
    .tuple(fc.string({ unit: 'grapheme' }), fc.boolean())
    .map(([text, prefix]): Query => ({ kind: 'phrase', words: wordsOf(`w${text}`), prefix })),
  fc
    .tuple(keyword, fc.constantFrom<QueryField>('hour', 'weekday', 'source.ip', 'message'))
    .map(([a, b]): Query => ({ kind: 'exists', field: a.length % 2 ? a : b })),
  fc
    .tuple(fc.oneof(keyword, fields('text')), oddText)
    .map(([field, value]): Query => ({ kind: 'equals', field, value })),
  fc
    .tuple(fc.oneof(keyword, fields('text')), oddText)
    .filter(([, pattern]) => /[*?]/.test(pattern) && !/^\*+$/.test(pattern))
    .map(([field, pattern]): Query => ({ kind: 'wildcard', field, pattern })),
  fc
    .tuple(fc.oneof(keyword, fields('text'), fields('ip')), oddText, fc.constantFrom('' as const, 'i' as const))
    .map(([field, text, flags]): Query => ({ kind: 'regex', field, pattern: RE2JS.quote(text), flags })),
  between(fc.integer(), fields('integer')),
  between(fc.integer({ min: 0, max: 4e12 }), fields('time')),
  between(fc.integer({ min: 0, max: 23 }), fc.constant('hour')),
  between(fc.integer({ min: 0, max: 6 }), fc.constant('weekday')),
  between(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((value) => value + 0),
    keyword,
  ),
  fc
    .tuple(fields('ip'), fc.oneof(fc.tuple(fc.ipV4(), fc.nat(32)), fc.tuple(fc.ipV6(), fc.nat(128))))
    .map(([field, [address, bits]]) => ({ kind: 'ip', field, ...networkOf(`${address}/${bits}`) }) as Query)
    .filter((query) => 'from' in query),
);

/** As the parser builds them: no `and` directly in an `and`, no `or` in an `or`, at least two parts. */
const trees: fc.Arbitrary<Query> = fc.letrec<{ tree: Query }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    tie('tree').map((of): Query => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 4 }))
      .map(([kind, of]): Query => ({ kind, of: of.flatMap((part) => (part.kind === kind ? part.of : [part])) })),
  ),
})).tree;
