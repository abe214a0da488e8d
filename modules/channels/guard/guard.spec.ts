// Where messages may not go, in all the spellings in which somebody may ask for it.

import { describe, expect, it } from 'vitest';
import { channelsSettings, type TargetRules } from '../settings.js';
import { addressRefusal } from './address-verdict.js';
import { checkHost, guardedLookup, type Resolve } from './target-guard.js';

const rules = (changes: Partial<TargetRules> = {}): TargetRules => ({
  ...channelsSettings.parse({}).targets,
  ...changes,
});
const OPEN = rules({ loopback: true, private: true });

describe('an address', () => {
  it.each([
    '169.254.169.254', // metadata of most clouds
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe', // NAT64
    '2002:a9fe:a9fe::', // 6to4
    '::ffff:0:169.254.169.254',
    '::169.254.169.254',
    'fd00:ec2::254',
    'fd00:ec2::23', // keys of pods in AWS
    '100.100.100.200',
    '168.63.129.16',
    '169.254.1.1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    '224.0.0.1',
    'ff02::1',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '2001::1',
    '64:ff9b:1::1',
    'no address',
  ])('%s is refused, whatever the settings say', (address) => {
    expect(
      addressRefusal(address, rules({ loopback: true, private: true, allow: ['0.0.0.0/0', '::/0'] })),
    ).toBeTruthy();
  });

  it.each([
    ['127.0.0.1', { loopback: false }, { loopback: true }],
    ['127.8.8.8', { loopback: false }, { loopback: true }],
    ['::1', { loopback: false }, { loopback: true }],
    ['::ffff:127.0.0.1', { loopback: false }, { loopback: true }],
    ['64:ff9b::7f00:1', { loopback: false }, { loopback: true }],
    ['127.0.0.1', { loopback: false }, { allow: ['127.0.0.1'] }],
    ['192.168.1.5', { private: false }, {}],
    ['10.0.0.1', { private: false }, { private: false, allow: ['10.0.0.0/8'] }],
    ['100.64.0.1', { private: false }, {}],
    ['fd12::1', { private: false }, {}],
    ['93.184.216.34', { deny: ['93.184.216.0/24'] }, {}],
    ['93.184.216.34', { allow: ['10.0.0.0/8'] }, { allow: ['93.184.216.34'] }],
    ['10.0.0.1', { allow: ['10.0.0.0/8'], deny: ['10.0.0.1'] }, { deny: ['10.0.0.2'] }],
  ])('%s is refused with %j and taken with %j', (address, no, yes) => {
    expect(addressRefusal(address, rules(no))).toMatch(/\w/);
    expect(addressRefusal(address, rules(yes))).toBeUndefined();
  });

  it('is taken by default when it is public or private, and refused when it is this machine', () => {
    expect(['93.184.216.34', '2606:4700::1', '192.168.1.5'].map((each) => addressRefusal(each, rules()))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(addressRefusal('127.0.0.1', rules())).toContain('channels.targets.loopback');
  });
});

function ask(host: string, to: TargetRules, resolve?: Resolve): Promise<string | Error> {
  return new Promise((done) => {
    guardedLookup(to, resolve)(host, { all: true }, (error, found) =>
      done(error ?? (found as { address: string }[]).map(({ address }) => address).join(' ')),
    );
  });
}
const answering =
  (...addresses: string[]): Resolve =>
  (_name, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('a name', () => {
  it.each(['localhost', '2130706433', '0x7f.1', '0177.0.0.1', '127.1'])(
    '%s is this machine, and refused',
    async (host) => {
      const answer = await ask(host, rules());
      expect(answer).toMatchObject({ code: 'TARGET_REFUSED' });
    },
  );

  it('is refused when one of its addresses is', async () => {
    expect(await ask('evil.example', OPEN, answering('93.184.216.34', '169.254.169.254'))).toMatchObject({
      message: 'evil.example leads to 169.254.169.254, which is the metadata service of a cloud.',
    });
    expect(await ask('good.example', OPEN, answering('93.184.216.34', '2606:4700::1'))).toBe(
      '93.184.216.34 2606:4700::1',
    );
  });

  it('on the list of allowed targets opens public addresses, not loopback ones', async () => {
    const named = rules({ allow: ['*.example', 'hooks.test'] });
    expect(await ask('a.example', named, answering('93.184.216.34'))).toBe('93.184.216.34');
    expect(await ask('HOOKS.test', named, answering('93.184.216.34'))).toBe('93.184.216.34');
    expect(await ask('a.example', named, answering('127.0.0.1'))).toBeInstanceOf(Error);
    expect(await ask('example', named, answering('93.184.216.34'))).toBeInstanceOf(Error);
    expect(await ask('bexample', named, answering('93.184.216.34'))).toBeInstanceOf(Error);
  });

  it('on the list of denied targets is refused before it is looked up, in any case and with a dot at its end', () => {
    const denied = rules({ deny: ['*.evil.example', 'bad.test'] });
    for (const host of ['x.evil.example', 'BAD.test', 'bad.test.'])
      expect(() => checkHost(host, denied)).toThrow('denied');
    expect(() => checkHost('good.test', denied)).not.toThrow();
  });

  it('that is an address is judged without a look-up', () => {
    expect(() => checkHost('[::1]', rules())).toThrow('this machine itself');
    expect(() => checkHost('169.254.169.254', OPEN)).toThrow('metadata');
    expect(() => checkHost('[::ffff:7f00:1]', rules())).toThrow('this machine itself');
  });
});

it('the lists take addresses, ranges and names, and nothing else', () => {
  const tried = (allow: string[]) => channelsSettings.safeParse({ targets: { allow } }).success;
  expect(tried(['10.0.0.0/8', 'fd00::/8', '10.1.2.3', 'nas.lan', '*.example.org', 'nas'])).toBe(true);
  for (const bad of ['10.0.0', '10.0.0.0/40', 'http://x', '*.*', 'a b', ''])
    expect([bad, tried([bad])]).toEqual([bad, false]);
});
