import { describe, expect, it } from 'vitest';
import { domainParts } from './domains.js';
import { hostName } from './names.js';
import { sourceAddress } from './networks.js';
import { RecentMap } from './recent-map.js';
import { matchesWildcard } from './wildcard.js';

describe('the registered domain', () => {
  it.each([
    ['www.example.com', 'example.com', 'www'],
    ['example.com', 'example.com', ''],
    ['A.B.Example.CO.UK.', 'example.co.uk', 'a.b'],
    ['mail.web.de', 'web.de', 'mail'],
    ['x.y.com.au', 'y.com.au', 'x'],
    ['payload.evil.duckdns.org', 'evil.duckdns.org', 'payload'],
    ['dc01.corp.example', 'corp.example', 'dc01'],
    ['co.uk', 'co.uk', ''],
    ['a.b.c.t.co', 't.co', 'a.b.c'],
  ])('of %s is %s', (name, domain, subdomain) => expect(domainParts(name)).toEqual({ domain, subdomain }));

  it.each(['', '.', 'wpad', '1.0.0.10.in-addr.arpa', 'x.ip6.arpa', '.com', 'com.', `${'x'.repeat(260)}.com`])(
    'there is none in %j',
    (name) => expect(domainParts(name)).toBeUndefined(),
  );
});

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3', '10.1.2.0/24', true],
    ['172.31.0.1', '172.31.0.1', '172.31.0.0/24', true],
    ['172.32.0.1', '172.32.0.1', '172.32.0.0/16', false],
    ['100.64.1.1', '100.64.1.1', '100.64.1.0/24', true],
    ['203.0.113.9', '203.0.113.9', '203.0.0.0/16', false],
    ['::ffff:203.0.113.9', '203.0.113.9', '203.0.0.0/16', false],
    ['2001:0DB8:0001:0000:0000:0000:0000:0001', '2001:db8:1::1', '2001:db8:1::/48', false],
    ['fd00:8::1001', 'fd00:8::1001', 'fd00:8::/48', true],
    ['fe80::1', 'fe80::1', 'fe80::/48', true],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1', '2001:db8::/48', false],
  ])('%s is %s of %s', (text, ip, net, isPrivate) => expect(sourceAddress(text)).toEqual({ ip, net, isPrivate }));

  it.each(['127.0.0.1', '0.0.0.0', '::1', '::', '224.0.0.1', '255.255.255.255', 'ff02::1', 'alice', ''])(
    'of another machine is not %j',
    (text) => expect(sourceAddress(text)).toBeUndefined(),
  );
});

describe('a machine’s name', () => {
  it.each([
    ['LAP-7.corp.example', 'lap-7'],
    ['\\\\LAP-7', 'lap-7'],
    ['LAP-7$', 'lap-7'],
    ['192.0.2.7', '192.0.2.7'],
    ['localhost', undefined],
    ['-', undefined],
    ['a\nb', undefined],
    ['x'.repeat(65), undefined],
  ])('%j is %s', (text, name) => expect(hostName(text)).toBe(name));
});

describe('a pattern of a person', () => {
  it.each<[string, string, boolean]>([
    ['svc-*', 'svc-backup', true],
    ['svc-*', 'svc', false],
    ['*admin*', 'the-admin-2', true],
    ['a*a', 'a', false],
    ['a*b*c', 'axbxc', true],
    ['a*b*c', 'axcxb', false],
    ['*', '', true],
    ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, fits) => expect(matchesWildcard(pattern, text)).toBe(fits));
});

it('a bounded map keeps the newest, counts what it forgot, and is never larger than it may be', () => {
  const map = new RecentMap<number>(100);
  for (let n = 0; n < 1_000; n += 1) {
    map.set(`k${n}`, n);
    map.set('always', n);
    expect(map.size).toBeLessThanOrEqual(100);
  }
  expect([map.get('k999'), map.get('always'), map.get('k0')]).toEqual([999, 999, undefined]);
  expect(map.forgotten).toBe(1_001 - map.size);
});
