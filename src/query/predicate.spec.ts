import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../event/event.js';
import type { Query } from './ast.js';
import { parseQuery } from './parse.js';
import { predicateOf } from './predicate.js';
import { wildcardTest } from './wildcard.js';

const event = {
  '@timestamp': Date.parse('2026-11-20T03:12:44.120Z'),
  'event.ingested': Date.parse('2026-11-20T03:12:45Z'),
  'lanwarden.source': 'web1',
  'lanwarden.family': 'linux',
  'event.dataset': 'linux-auth',
  'event.severity': 3,
  'lanwarden.hour_of_week': 4 * 24 + 3,
  'event.original':
    '<38>Nov 20 03:12:44 web1 sshd[812]: Failed password for invalid user Root from 10.1.2.3 port 4022 ssh2',
  message: 'Failed password for invalid user Root from 10.1.2.3 port 4022 ssh2',
  'host.name': 'Web1.example.com',
  'process.name': 'sshd',
  'user.name': 'Root',
  'source.ip': '10.1.2.3',
  'source.port': 4022,
  'destination.ip': '2001:DB8::5',
  'event.category': ['authentication', 'network'],
  'winlog.event_data.LogonType': '3',
  'winlog.event_data.Status': '0xC000006D',
  'x.list': [7, 9],
  'x.flag': true,
  'y.ip': 'none',
} as unknown as LogEvent;

const matches = (text: string, on: LogEvent = event): boolean => {
  const parsed = parseQuery(text, { now: Date.parse('2026-11-20T12:00Z') });
  if (parsed.kind === 'invalid') throw new Error(parsed.hint);
  return predicateOf(parsed.query)(on);
};

describe('an event', () => {
  it.each([
    '',
    '*',
    'failed',
    'FAILED password',
    '"invalid user"',
    'passw*',
    '"invalid us"*',
    '10.1.2.3',
    'fail* OR nothing',
    'user:root',
    'user:r*t',
    'user:?oot',
    'host:web*',
    'host:*.example.com',
    'host:*EXAMPLE*',
    'app:ssh?',
    '-user:alice',
    '-group:x',
    'exists:user',
    '-exists:group',
    'exists:src_ip',
    'category:network',
    'category:auth*',
    '-category:process',
    'src_ip:10.0.0.0/8',
    'src_ip:10.1.2.3',
    'src_ip:::ffff:10.1.2.3',
    '-src_ip:192.168.0.0/16',
    'src_ip:[10.1.2.2 TO 10.1.2.4]',
    'src_ip:10.1.*',
    '-src_ip:"::/0"',
    'dst_ip:2001:db8::/32',
    'dst_ip:2001:db8:0::5',
    '-dst_ip:0.0.0.0/0',
    'src_port>=1024',
    'src_port:[4022 TO 4022]',
    '-src_port:{4022 TO 5000]',
    'level:3',
    '-score>=0',
    'hour:[0 TO 4]',
    'hour:[22 TO 4]',
    'weekday:fri',
    'weekday:[fri TO mon]',
    '-weekday:(sat OR sun)',
    'exists:hour',
    'time:2026-11-20',
    'time:>=-24h',
    'time<2026-11-21',
    '-time:2026-11-19',
    'time:2026-11-20T03:12:44.120Z',
    'raw:sshd',
    'raw:"<38>nov"',
    'raw:*port?4022*',
    '-raw:sshd*',
    'message="failed password for invalid user root from 10.1.2.3 port 4022 ssh2"',
    'winlog.event_data.LogonType:3',
    'winlog.event_data.LogonType>=3',
    '-winlog.event_data.Status>=0',
    'winlog.event_data.Status:0xc000006d',
    'x.list:9',
    'x.list>8',
    'x.list:[7 TO 7]',
    '-x.list:8',
    'x.flag:true',
    'user:(alice OR root) app:sshd -host:db*',
  ])('matches %s', (text) => expect(matches(text)).toBe(true));

  it.each([
    '-*',
    'fail',
    'passwor',
    '"user invalid"',
    '"invalid us"',
    'assword*',
    'sshd',
    'user:roo',
    'user:*x*',
    'user:r?t',
    'group:*',
    'exists:group',
    'host:web1',
    'src_ip:11.0.0.0/8',
    'src_ip:2001:db8::/32',
    'dst_ip:10.0.0.0/8',
    'dst_ip:2001:db8::/127',
    'hour:[4 TO 2]',
    'weekday:[sat TO thu]',
    'raw:sshd*',
    'score<=100',
    'time:>2026-11-20',
    'time:2026-11-19',
    'winlog.event_data.Status>0',
    'x.list>9',
    'x.flag>0',
    'y.nothing:x',
    'category:auth',
  ])('does not match %s', (text) => expect(matches(text)).toBe(false));

  it('whose address is no address matches nothing but NOT', () => {
    const odd = { ...event, 'source.ip': 'localhost' };
    expect(['src_ip:0.0.0.0/0', 'src_ip:::/0', 'exists:src_ip'].map((text) => matches(text, odd))).toEqual([
      false,
      false,
      false,
    ]);
    expect(matches('-src_ip:10.0.0.0/8', odd)).toBe(true);
  });

  it('without a message or an hour matches no words and no hours', () => {
    const { message: _message, 'lanwarden.hour_of_week': _hour, ...bare } = event;
    expect(['failed', 'hour:[0 TO 23]', 'exists:weekday'].map((text) => matches(text, bare as LogEvent))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('of other letters ignores only ASCII case in values', () => {
    const umlaut = { ...event, 'user.name': 'JÜRGEN' };
    expect([matches('user:jÜrgen', umlaut), matches('user:jürgen', umlaut), matches('user:j*ÜRG*', umlaut)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

it('gives both answers of and, or and not', () => {
  const yes: Query = { kind: 'all' };
  const no: Query = { kind: 'not', of: yes };
  const answer = (query: Query): boolean => predicateOf(query)(event);
  expect([
    answer({ kind: 'and', of: [yes, no] }),
    answer({ kind: 'or', of: [no, yes] }),
    answer({ kind: 'and', of: [] }),
    answer({ kind: 'or', of: [] }),
  ]).toEqual([false, true, true, false]);
});

it('matches wildcards as the definition does', () => {
  const naive = (pattern: string, value: string): boolean => {
    const [p, ...rest] = [...pattern];
    const [v, ...tail] = [...value];
    if (p === undefined) return v === undefined;
    if (p === '*') return naive(rest.join(''), value) || (v !== undefined && naive(pattern, tail.join('')));
    if (v === undefined) return false;
    return (p === '?' || p.toLowerCase() === v.toLowerCase()) && naive(rest.join(''), tail.join(''));
  };
  const value = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '\u{1f600}'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '\u{1f600}'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, value, (wanted, text) => {
      expect(wildcardTest(wanted)(text)).toBe(naive(wanted, text));
    }),
    { numRuns: 10_000 },
  );
});
