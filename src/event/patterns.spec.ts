import { describe, expect, it } from 'vitest';
import { event, LOGON, NETWORK_INFO } from './kinds.js';
import { PatternTable, type Pattern } from './patterns.js';

const FAILED = event('device_login', LOGON, 3, 'failure');
const INFO = event('flow_logged', NETWORK_INFO, 1);

/** The fields that the captures gave, without the constant ones. */
function captured(patterns: readonly Pattern[], text: string): unknown {
  const fields = new PatternTable(patterns, 'acme').match(text);
  if (fields === undefined) return undefined;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !/^event\.(action|category|type|severity|outcome)$/.test(name))); // prettier-ignore
}

describe('a table of templates', () => {
  const LOGIN = 'Login failed for <user.name:text> from <source.ip>[[ port <source.port>]]';

  it.each([
    [
      LOGIN,
      'Login failed for alice from 192.0.2.1 port 22',
      { 'user.name': 'alice', 'source.ip': '192.0.2.1', 'source.port': 22 },
    ],
    [LOGIN, 'Login failed for alice from 192.0.2.1', { 'user.name': 'alice', 'source.ip': '192.0.2.1' }],
    [
      LOGIN,
      'Login failed for x from 5.6.7.8 port 22 from 192.0.2.1 port 9',
      { 'user.name': 'x from 5.6.7.8 port 22', 'source.ip': '192.0.2.1', 'source.port': 9 },
    ],
    [LOGIN, 'Login failed for  from 192.0.2.1', { 'source.ip': '192.0.2.1' }],
    [
      LOGIN,
      'Login failed for eve from 300.0.2.1 port 99999',
      { 'user.name': 'eve', 'acme.source_ip': '300.0.2.1', 'acme.source_port': '99999' },
    ],
    [LOGIN, 'Login failed for alice', undefined],
    [LOGIN, 'Then Login failed for alice from 192.0.2.1', undefined],
    [LOGIN, 'Login failed for alice from 192.0.2.1 and more', undefined],
    [
      '<observer.name> [<acme.code>] took <network.bytes> bytes',
      'fw1 [A7] took 42 bytes\n',
      { 'observer.name': 'fw1', 'acme.code': 'A7', 'network.bytes': 42 },
    ],
    ['peer <source:endpoint> up', 'peer [2001:db8::1]:500 up', { 'source.ip': '2001:db8::1', 'source.port': 500 }],
    ['peer <source:endpoint> up', 'peer gw.example.org:500 up', { 'source.domain': 'gw.example.org', 'source.port': 500 }], // prettier-ignore
    ['peer <source:endpoint> up', 'peer 192.0.2.1:99999 up', { 'source.ip': '192.0.2.1', 'acme.source_port': '99999' }],
    ['peer <source:endpoint> up', 'peer 192.0.2.1:x up', { 'acme.source': '192.0.2.1:x' }],
    ['peer <source:host> up', 'peer 999.1.1.1 up', { 'acme.source': '999.1.1.1' }],
    ['peer <source.ip:ip> up', 'peer gw up', undefined],
    [
      'rule "<rule.name:phrase>" hit <acme.hits:int> times, <<x>',
      'rule "a b" hit 3 times, <x>',
      { 'rule.name': 'a b', 'acme.hits': 3 },
    ],
    ['a <acme.b> c<_:text>', 'a 1 c and more', { 'acme.b': '1' }],
    ['user <user.name> done', 'user - done', {}],
    ['<_:text>abcd<acme.x>dX', 'abcdX', undefined], // no two parts share a letter
  ])('%s: %s', (template, text, expected) => {
    expect(captured([[template, INFO]], text)).toEqual(expected);
  });

  it('prefers the template with more words of its own, and the earlier of equals', () => {
    const table = new PatternTable(
      [
        ['link <_:text>', { 'event.action': 'any' }],
        ['link down on <acme.port_name>', { 'event.action': 'down' }],
        ['link <acme.a>', { 'event.action': 'late' }],
        ['<acme.who> link', { 'event.action': 'floating' }],
      ],
      'acme',
    );
    expect(['link down on ge1', 'link up', 'my link', 'x'].map((text) => table.match(text)?.['event.action'])).toEqual([
      'down',
      'any',
      'floating',
      undefined,
    ]);
  });

  it('lets code add what words cannot say, and refuse', () => {
    const table = new PatternTable(
      [['up <acme.n:int>', INFO, (fields) => (fields['acme.n'] === 0 ? false : void (fields['acme.even'] = true))]],
      'acme',
    );
    expect(table.match('up 0')).toBeUndefined();
    expect(table.match('up 4')).toMatchObject({ 'acme.n': 4, 'acme.even': true });
  });

  it('gives each message its own fields', () => {
    const table = new PatternTable([['failed for <user.name>', FAILED]], 'acme');
    table.match('failed for alice');
    expect(table.match('failed for bob')).toEqual({ ...FAILED, 'user.name': 'bob' });
    expect(FAILED).not.toHaveProperty('user.name');
  });

  it.each([
    ['a < b', 'opens no capture'],
    ['a <b', 'opens no capture'],
    ['a <nodots>', 'is no field'],
    ['a <b.c:float>', '"float" is no kind of capture'],
    ['<a.b:text> x <c.d:text>', 'more than one capture of the kind text'],
    ['<a.b:text><c.d>', 'must follow a literal'],
    ['a [[b', '"[[" without "]]"'],
    ['<a.b>', 'has no words of its own'],
    ['a[[b]][[c]][[d]][[e]][[f]]', 'more than 4 optional parts'],
  ])('says what is wrong with the template %s', (template, problem) => {
    expect(() => new PatternTable([[template, INFO]], 'acme')).toThrow(problem);
  });
});
