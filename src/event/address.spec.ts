import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, addressText } from '../query/address.js';
import { readIp, readPort } from './address.js';

describe('readIp', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::', '::'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['fe80:0000:0000:0000:0000:0000:0000:0001', 'fe80::1'],
    ['2001:DB8::A', '2001:db8::a'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['0:0:0:0:0:ffff:c000:201', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::ffff:0:1', '0.0.0.1'],
    ['192.0.2.01', undefined],
    ['192.0.2', undefined],
    ['192.0.2.256', undefined],
    ['2001:db8:::1', undefined],
    ['1:2:3:4:5:6:7:8:9', undefined],
    [':1', undefined],
    ['host.example', undefined],
    ['', undefined],
    ['[]', undefined],
  ])('reads %s as %s', (text, expected) => expect(readIp(text)).toBe(expected));

  it('reads a part of a line', () => expect(readIp('from 192.0.2.1 port', 5, 14)).toBe('192.0.2.1'));

  it('agrees with net.isIP', () => {
    const hexish = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'F', ':', '.', '::', '255'), maxLength: 16 });
    const bare = fc.oneof(fc.ipV4(), fc.ipV6(), hexish).filter((text) => !text.startsWith('[') && !text.includes('%'));
    fc.assert(
      fc.property(bare, (text) => (readIp(text) !== undefined) === (isIP(text) !== 0)),
      { numRuns: 2000 },
    );
  });

  it('has one spelling for an address, the one that the store gives back', () => {
    const group = fc.constantFrom('0', '0000', '1', '00fe', 'FE80', 'ffff', 'c000');
    const groups = fc.array(group, { minLength: 8, maxLength: 8 }).map((all) => all.join(':'));
    const shortened = fc
      .tuple(fc.array(group, { maxLength: 6 }), fc.array(group, { maxLength: 6 }))
      .filter(([a, b]) => a.length + b.length <= 7)
      .map(([before, behind]) => `${before.join(':')}::${behind.join(':')}`);
    fc.assert(
      fc.property(fc.oneof(groups, shortened, fc.ipV6()), (text) => {
        expect(readIp(text)).toBe(addressText(addressOf(text)!));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readPort', () => {
  it.each([
    ['0', 0],
    ['65535', 65535],
    ['65536', undefined],
    ['-1', undefined],
    ['22x', undefined],
    ['', undefined],
    ['000022', undefined],
  ])('reads %s as %s', (text, expected) => expect(readPort(text)).toBe(expected));
});
