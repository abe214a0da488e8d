import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressOf, addressText, networkOf, octetPattern, prefixOf } from './address.js';

it.each([
  ['10.0.0.1', [10, 0, 0, 1]],
  ['255.255.255.255', [255, 255, 255, 255]],
  ['::ffff:10.0.0.1', [10, 0, 0, 1]],
  ['::FFFF:a00:1', [10, 0, 0, 1]],
  ['fe80::1%eth0', [0xfe, 0x80, ...Array<number>(13).fill(0), 1]],
])('reads %s', (text, bytes) => expect([...(addressOf(text) ?? [])]).toEqual(bytes));

it.each([
  '',
  '1',
  '10.0.0',
  '10.0.0.0.1',
  '10.0.0.256',
  '010.0.0.1',
  '0x0a.0.0.1',
  '10.0.0.1 ',
  '10..0.1',
  '.10.0.0.1',
  '10.0.0.1.',
  'localhost',
  ':',
  '1::2::3',
  '10.0.0.1:80',
  '[::1]',
  'a'.repeat(9999) + ':',
])('takes %j for no address', (text) => expect(addressOf(text)).toBeUndefined());

it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '/8', '::ffff:10.0.0.0/90', '::/129', 'x/8'])(
  'takes %j for no network',
  (text) => expect(networkOf(text)).toBeUndefined(),
);

it.each(['*', '*.1', '10.*.1', '10.0.0.0.*', '10.0.0.1', '10.a.*', '10.0.1*'])(
  'takes %j for no pattern of octets',
  (text) => expect(octetPattern(text)).toBeUndefined(),
);

it('writes an address and a network as they are read', () => {
  const network = fc.oneof(fc.tuple(fc.ipV4(), fc.nat(32)), fc.tuple(fc.ipV6(), fc.nat(128)));
  fc.assert(
    fc.property(network, ([text, bits]) => {
      const address = addressOf(text);
      expect(address && addressOf(addressText(address))).toEqual(address);
      const range = networkOf(`${text}/${bits}`);
      // A mapped address is an IPv4 address, with a prefix of its own.
      const mapped = text.includes(':') && address?.length === 4;
      if (range !== undefined) expect(prefixOf(range)).toBe(mapped ? bits - 96 : bits);
    }),
    { numRuns: 2_000 },
  );
});
