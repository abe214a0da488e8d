import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Query } from './ast.js';
import { QUERY_HELP } from './help.js';
import { parseQuery, QUERY_LIMITS } from './parse.js';

const NOW = Date.UTC(2026, 10, 20, 12);
const read = (text: string, zone = 'UTC') => parseQuery(text, { now: NOW, zone });
const tree = (text: string, zone?: string): Query => {
  const parsed = read(text, zone);
  if (parsed.kind === 'invalid') throw new Error(`${text}: at ${parsed.at}: ${parsed.hint}`);
  return parsed.query;
};
const word = (...words: string[]): Query => ({ kind: 'phrase', words, prefix: false });
const is = (field: string, value: string) => ({ kind: 'equals', field, value }) as Query;
const number = (field: string, from?: number, to?: number) =>
  ({ kind: 'range', field, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }) as Query;
const like = (field: string, pattern: string) => ({ kind: 'wildcard', field, pattern }) as Query;
const and = (...of: Query[]): Query => ({ kind: 'and', of });
const or = (...of: Query[]): Query => ({ kind: 'or', of });
const not = (of: Query): Query => ({ kind: 'not', of });
const ip = (field: string, from: number[], to: number[]) =>
  ({ kind: 'ip', field, from: Uint8Array.from(from), to: Uint8Array.from(to) }) as Query;
const time = (from: string | undefined, to?: string, more = {}) =>
  ({
    kind: 'range',
    field: '@timestamp',
    ...(from && { from: Date.parse(from) }),
    ...(to && { to: Date.parse(to) }),
    ...more,
  }) as Query;

describe('a query of words', () => {
  it.each<[string, Query]>([
    ['', { kind: 'all' }],
    ['   ', { kind: 'all' }],
    ['*', { kind: 'all' }],
    ['failed password', and(word('failed'), word('password'))],
    ['"Invalid  USER"', word('invalid', 'user')],
    ['foo-bar', word('foo', 'bar')],
    ['10.0.0.1', word('10', '0', '0', '1')],
    ['root@web1', word('root', 'web1')],
    ['sshd[123]', word('sshd', '123')],
    ['fail*', { kind: 'phrase', words: ['fail'], prefix: true }],
    ['foo-ba*', { kind: 'phrase', words: ['foo', 'ba'], prefix: true }],
    ['foo-*', word('foo')],
    ['"foo ba"*', { kind: 'phrase', words: ['foo', 'ba'], prefix: true }],
    ['"fail*"', word('fail')],
    ['and or not to', and(word('and'), word('or'), word('not'), word('to'))],
    ['"AND"', word('and')],
    ['\\AND', word('and')],
    ['message:foo', word('foo')],
    ['message:"a b"*', { kind: 'phrase', words: ['a', 'b'], prefix: true }],
    ['message:(a OR b)', or(word('a'), word('b'))],
    ['12:30:01', word('12', '30', '01')],
    ['http://example.com/x?y', word('http', 'example', 'com', 'x', 'y')],
    ['10.0.0.1:443', word('10', '0', '0', '1', '443')],
    ['aa:bb:cc:dd:ee:0f', word('aa', 'bb', 'cc', 'dd', 'ee', '0f')],
    ['fe80::1', word('fe80', '1')],
    ['::1', word('1')],
    ['user\\:root', word('user', 'root')],
  ])('%j', (text, expected) => expect(tree(text)).toEqual(expected));
});

describe('operators', () => {
  const [a, b, c] = [word('a'), word('b'), word('c')];
  it.each<[string, Query]>([
    ['a b OR c', or(and(a, b), c)],
    ['a OR b c', or(a, and(b, c))],
    ['a AND b OR c', or(and(a, b), c)],
    ['(a OR b) c', and(or(a, b), c)],
    ['(a OR b)AND(c)', and(or(a, b), c)],
    ['a (b c)', and(a, b, c)],
    ['-a b', and(not(a), b)],
    ['NOT a b', and(not(a), b)],
    ['NOT (a OR b)', not(or(a, b))],
    ['-(a b)', not(and(a, b))],
    ['--a', not(not(a))],
    ['-user:root', not(is('user.name', 'root'))],
    [
      'user:(root OR admin) AND outcome:failure',
      and(or(is('user.name', 'root'), is('user.name', 'admin')), is('event.outcome', 'failure')),
    ],
    ['user:(a* -ab)', and(like('user.name', 'a*'), not(is('user.name', 'ab')))],
  ])('%j', (text, expected) => expect(tree(text)).toEqual(expected));
});

describe('conditions on fields', () => {
  it.each<[string, Query]>([
    ['user:root', is('user.name', 'root')],
    ['USER.Name:Root', is('user.name', 'Root')],
    ['user=root', is('user.name', 'root')],
    ['user:CORP\\alice', is('user.name', 'CORP\\alice')],
    ['app:C:\\Windows\\x.exe', is('process.name', 'C:\\Windows\\x.exe')],
    ['app:"a \\"b\\" \\\\ C:\\W"', is('process.name', 'a "b" \\ C:\\W')],
    ['app:a\\ b', is('process.name', 'a b')],
    ['user:-x', is('user.name', '-x')],
    ['user:a\\*', is('user.name', 'a*')],
    ['user:"a*"', is('user.name', 'a*')],
    ['host:web*', like('host.name', 'web*')],
    ['host:w?b*', like('host.name', 'w?b*')],
    ['code:4625', is('event.code', '4625')],
    ['code>=4600', number('event.code', 4600)],
    ['user:*', { kind: 'exists', field: 'user.name' }],
    ['exists:user', { kind: 'exists', field: 'user.name' }],
    ['exists:winlog.channel', { kind: 'exists', field: 'winlog.channel' }],
    ['user:[* TO *]', { kind: 'exists', field: 'user.name' }],
    ['winlog.event_data.TargetUserName:svc_*', like('winlog.event_data.TargetUserName', 'svc_*')],
    ['dns.question.name:*.example.com', like('dns.question.name', '*.example.com')],
    ['"odd. name":x', is('odd. name', 'x')],
    ['severity:3', number('log.syslog.severity.code', 3, 3)],
    ['severity<=3', number('log.syslog.severity.code', undefined, 3)],
    ['severity:<=3', number('log.syslog.severity.code', undefined, 3)],
    ['score>80', { ...number('event.risk_score', 80), exclusiveFrom: true } as Query],
    ['score:(-5 OR >=9)', or(number('event.risk_score', -5, -5), number('event.risk_score', 9))],
    ['dst_port:[1 TO 1024]', number('destination.port', 1, 1024)],
    [
      'dst_port:{1 TO 1024}',
      { ...number('destination.port', 1, 1024), exclusiveFrom: true, exclusiveTo: true } as Query,
    ],
    ['dst_port:[1024 TO *]', number('destination.port', 1024)],
    ['dst_port:{* TO 9]', number('destination.port', undefined, 9)],
    ['hour:[0 TO 4]', number('hour', 0, 4)],
    ['hour:[22 TO 4]', or(number('hour', 22), number('hour', undefined, 4))],
    ['weekday:(sat OR Sunday)', or(number('weekday', 5, 5), number('weekday', 6, 6))],
    ['weekday:[fri TO mon]', or(number('weekday', 4), number('weekday', undefined, 0))],
    ['raw:disk', like('event.original', '*disk*')],
    ['raw:"two words"', like('event.original', '*two words*')],
    ['raw:x*y', like('event.original', 'x*y')],
    ['raw="<13>x"', is('event.original', '<13>x')],
    ['message="Whole text"', is('message', 'Whole text')],
    ['src_ip:10.1.2.3', ip('source.ip', [10, 1, 2, 3], [10, 1, 2, 3])],
    ['src_ip:10.1.2.3/8', ip('source.ip', [10, 0, 0, 0], [10, 255, 255, 255])],
    ['src_ip:192.168.1.77/29', ip('source.ip', [192, 168, 1, 72], [192, 168, 1, 79])],
    ['src_ip:0.0.0.0/0', ip('source.ip', [0, 0, 0, 0], [255, 255, 255, 255])],
    ['src_ip:10.0.*', ip('source.ip', [10, 0, 0, 0], [10, 0, 255, 255])],
    ['src_ip:10.0.*.*', ip('source.ip', [10, 0, 0, 0], [10, 0, 255, 255])],
    ['src_ip:::ffff:10.0.0.1', ip('source.ip', [10, 0, 0, 1], [10, 0, 0, 1])],
    ['src_ip:::ffff:10.0.0.0/104', ip('source.ip', [10, 0, 0, 0], [10, 255, 255, 255])],
    ['src_ip:[10.0.0.250 TO 10.0.1.5}', ip('source.ip', [10, 0, 0, 250], [10, 0, 1, 4])],
    ['src_ip>=10.0.0.0', ip('source.ip', [10, 0, 0, 0], [255, 255, 255, 255])],
    [
      'src_ip:2001:db8::/126',
      ip(
        'source.ip',
        [0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(0)],
        [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 3],
      ),
    ],
  ])('%j', (text, expected) => expect(tree(text)).toEqual(expected));
});

describe('times', () => {
  it.each<[string, Query, string?]>([
    ['time:>=2026-11-01', time('2026-11-01T00:00Z')],
    ['time:>=2026-11-01', time('2026-10-31T23:00Z'), 'Europe/Berlin'],
    ['time:2026-11-01', time('2026-11-01T00:00Z', '2026-11-02T00:00Z', { exclusiveTo: true })],
    // The clocks go back: a day of 25 hours.
    ['time:2026-10-25', time('2026-10-24T22:00Z', '2026-10-25T23:00Z', { exclusiveTo: true }), 'Europe/Berlin'],
    ['time:>2026-11-01', time('2026-11-02T00:00Z')],
    ['time:<2026-11-01', time(undefined, '2026-11-01T00:00Z', { exclusiveTo: true })],
    ['time:[2026-11-01 TO 2026-11-03]', time('2026-11-01T00:00Z', '2026-11-04T00:00Z', { exclusiveTo: true })],
    ['time:2026-11-01T08:30', time('2026-11-01T08:30Z', '2026-11-01T08:31Z', { exclusiveTo: true })],
    ['time<=2026-11-01T08:30:00Z', time(undefined, '2026-11-01T08:30Z'), 'America/New_York'],
    ['time:>="2026-11-01 08:30"', time('2026-11-01T13:30Z'), 'America/New_York'],
    ['time:2026-11-01T08:30:00.250+01:00', time('2026-11-01T07:30:00.250Z', '2026-11-01T07:30:00.250Z')],
    // 02:30 does not exist that night.
    ['time:>=2026-03-29T02:30', time('2026-03-29T01:30Z'), 'Europe/Berlin'],
    ['time:>=-24h', time('2026-11-19T12:00Z')],
    ['time:-7d', time('2026-11-13T12:00Z')],
    ['time:[now-1h TO now]', time('2026-11-20T11:00Z', '2026-11-20T12:00Z')],
  ])('%j', (text, expected, zone) => expect(tree(text, zone)).toEqual(expected));
});

describe('a mistake', () => {
  it.each<[string, number, RegExp]>([
    ['usr:root', 0, /no field "usr".*"user"/],
    ['a usr=root', 2, /"user"/],
    ['zzzzqqq:1', 0, /no field "zzzzqqq".*quotes/],
    ['exists:usr', 7, /"user"/],
    ['severity:high', 9, /number for "severity", not "high"/],
    ['severity:3.5', 9, /whole number/],
    ['severity:3*', 9, /no wildcards/],
    ['severity!=3', 8, /-severity:value/],
    ['hour:24', 5, /0 to 23/],
    ['weekday:someday', 8, /mon, tue/],
    ['host>=m', 6, /number/],
    ['src_ip:foo', 7, /address/],
    ['src_ip:10.0.0.0/33', 7, /network/],
    ['src_ip:10.0.1*', 7, /whole octets/],
    ['src_ip:010.0.0.1', 7, /address/],
    ['src_ip:[10.0.0.1 TO ::1]', 8, /one family/],
    ['dst_port:[9 TO 1]', 10, /before it begins/],
    ['dst_port:[1 9]', 12, /Expected TO/],
    ['dst_port:[1 TO 9', 16, /close the range/],
    ['time:yesterday', 5, /time for "time".*-24h/],
    ['time:>=2026-02-30', 7, /time/],
    ['time:>=2026-11-01 10:00', 17, /joined by a T/],
    ['time:now', 5, /comparison/],
    ['user:', 5, /value for "user"/],
    ['user: root', 5, /value for "user".*space/],
    ['user:""', 5, /-exists:user/],
    ['severity <= 3', 9, /name of a field/],
    ['f*il', 0, /end \(f\*\).*raw:\*f\*/],
    ['*fail', 0, /raw:\*fail\*/],
    ['fail?', 0, /raw:/],
    ['user:a\\*b*', 5, /literal/],
    ['...', 0, /letter or digit/],
    ['a - b', 2, /minus/],
    ['!a', 0, /-term/],
    ['(a b', 4, /close the "\(" at character 1/],
    ['a)', 1, /no "\(" open/],
    ['()', 1, /before "\)"/],
    ['a AND', 5, /before the end/],
    ['OR a', 0, /before OR/],
    ['a AND OR b', 6, /before OR/],
    ['NOT', 3, /before the end/],
    ['"open', 5, /closing quote/],
    ['app:foo(bar)', 7, /space before "\("/],
    ['a"b"', 1, /space before the quote/],
    ['message>3', 8, /text/],
    ['a'.repeat(QUERY_LIMITS.chars + 1), 4000, /at most 4000/],
    ['('.repeat(51) + 'a' + ')'.repeat(51), 51, /50 levels/],
    ['-'.repeat(51) + 'a', 51, /50 levels/],
    ['a '.repeat(501), 1000, /500 conditions/],
  ])('%j is answered at %i with %s', (text, at, hint) => {
    const parsed = read(text);
    expect(parsed).toMatchObject({ kind: 'invalid', at });
    if (parsed.kind === 'invalid') expect(parsed.hint).toMatch(hint);
  });

  it.each([
    ['regular expressions', '/a.{440}\\d/', 40, 50, /too large together .*1\d{3} steps of at most 1500/],
    ['wildcards', `*${'a'.repeat(200)}?b*`, 14, 837, /too long together \(1010 characters of at most 1000/],
    ['parts of a line', 'x', 101, 505, /at most 100 conditions on raw/],
  ])('are too many slow %s in one query', (_, value, times, at, hint) => {
    const parsed = read(`raw:(${Array(times).fill(value).join(' OR ')})`);
    expect(parsed).toEqual({ kind: 'invalid', at, hint: expect.stringMatching(hint) });
  });

  it('in the zone is answered too', () =>
    expect(parseQuery('a', { zone: 'Mars/Base' })).toMatchObject({ kind: 'invalid', at: 0 }));
});

it('accepts queries up to the limits', () => {
  expect(read('a '.repeat(500)).kind).toBe('query');
  expect(read('('.repeat(50) + 'a' + ')'.repeat(50)).kind).toBe('query');
});

it.each(QUERY_HELP)('parses the example $example of the help', ({ example }) =>
  expect(read(example).kind).toBe('query'),
);

it('never throws, and points into the text, whatever the text', () => {
  const piece = fc.constantFrom(
    ...[
      'user',
      'src_ip',
      'time',
      'hour',
      'weekday',
      'message',
      'raw',
      'x.y',
      'exists',
      'AND',
      'OR',
      'NOT',
      'TO',
      '10.0.0.0/8',
      '-24h',
      '2026-11-01',
      '3',
      '::1',
    ],
    ...' ()[]{}:<>="\\*?-!.',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (query) => {
      const parsed = read(query, 'Europe/Berlin');
      if (parsed.kind === 'query') return;
      expect(parsed.at).toBeGreaterThanOrEqual(0);
      expect(parsed.at).toBeLessThanOrEqual(query.length);
      expect(parsed.hint).toMatch(/\.$/);
    }),
    { numRuns: 20_000 },
  );
});
