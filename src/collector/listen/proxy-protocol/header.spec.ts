import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxyHeader, V2_MAX_BYTES } from './header.js';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const read = (header: string | Buffer) => readProxyHeader(Buffer.from(header as string));

/** Version 2: command and family as hex, what follows the head, and how long that is said to be. */
function v2(commandAndFamily: string, body: string, bytes = body.length / 2): Buffer {
  return Buffer.from(`${SIGNATURE}${commandAndFamily}${bytes.toString(16).padStart(4, '0')}${body}`, 'hex');
}

const IPV4 = 'cb007107' + 'c0000201' + 'c350' + '1a0a';
const IPV6 = '20010db8000000000000000000000007' + '20010db8000000000000000000000001' + 'c350' + '1a0a';
const PEER4 = { address: '203.0.113.7', port: 50_000 };

describe('a PROXY header', () => {
  it.each([
    ['TCP over IPv4, v1', 'PROXY TCP4 203.0.113.7 192.0.2.1 50000 6666\r\n', PEER4],
    ['TCP over IPv6, v1', 'PROXY TCP6 2001:DB8:0::7 2001:db8::1 50000 6666\r\n', { address: '2001:db8::7', port: 50_000 }],
    ['a mapped address, v1', 'PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.1 50000 6666\r\n', PEER4],
    ['nobody known, v1', 'PROXY UNKNOWN\r\n', undefined],
    ['nobody known with more words, v1', 'PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n', undefined],
    ['TCP over IPv4, v2', v2('2111', IPV4), PEER4],
    ['TCP over IPv6, v2', v2('2121', IPV6), { address: '2001:db8::7', port: 50_000 }],
    ['with TLVs, v2', v2('2111', `${IPV4}040003aabbcc05000401020304`), PEER4],
    ['the balancer itself, v2', v2('2000', ''), undefined],
    ['the balancer itself with an address block, v2', v2('2011', IPV4), undefined],
    ['UDP, which it cannot be, v2', v2('2112', IPV4), undefined],
    ['a Unix socket, v2', v2('2131', '00'.repeat(216)), undefined],
  ])('of %s is read, however it is cut, and nothing behind it', (_, header, peer) => {
    const bytes = Buffer.from(header as string);
    for (let length = 0; length < bytes.length; length++) expect(read(bytes.subarray(0, length)).kind).toBe('more');
    expect(read(bytes)).toEqual({ kind: 'header', length: bytes.length, peer });
    expect(read(Buffer.concat([bytes, Buffer.from('<13>message\n')]))).toEqual({ kind: 'header', length: bytes.length, peer });
  }); // prettier-ignore

  it.each([
    ['a message', '<'],
    ['a TLS handshake', '\x16\x03\x01'],
    ['another word', 'PROXI '],
    ['a broken signature', Buffer.from('0d0a0d0a01', 'hex')],
    ['a line of 107 bytes without end', `PROXY TCP4 ${'1'.repeat(96)}`],
    ['LF alone', `PROXY TCP4 203.0.113.7 192.0.2.1 50000 6666\n${' '.repeat(63)}`],
    ['an address of the other family', 'PROXY TCP4 2001:db8::7 2001:db8::1 50000 6666\r\n'],
    ['an address with leading zeros', 'PROXY TCP4 203.000.113.7 192.0.2.1 50000 6666\r\n'],
    ['an address with a zone', 'PROXY TCP6 fe80::1%eth0 fe80::2 50000 6666\r\n'],
    ['a port that is none', 'PROXY TCP4 203.0.113.7 192.0.2.1 65536 6666\r\n'],
    ['two spaces', 'PROXY TCP4  203.0.113.7 192.0.2.1 50000 6666\r\n'],
    ['a word too many', 'PROXY TCP4 203.0.113.7 192.0.2.1 50000 6666 x\r\n'],
    ['a family in small letters', 'PROXY tcp4 203.0.113.7 192.0.2.1 50000 6666\r\n'],
    ['version 1 in binary', v2('1111', IPV4)],
    ['an unknown command', v2('2211', IPV4)],
    ['an unknown family', v2('2141', IPV4)],
    ['an unknown protocol', v2('2113', IPV4)],
    ['addresses that are cut', v2('2111', IPV4.slice(0, 20))],
    ['a length over the cap', v2('2111', IPV4, V2_MAX_BYTES)],
  ])('is refused for %s', (_, header) => {
    expect(read(header).kind).toBe('invalid');
  });

  it('is never read from garbage, and never waited for beyond its cap', () => {
    const beginning = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', Buffer.from(`${SIGNATURE}21110010`, 'hex'));
    fc.assert(
      fc.property(beginning, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start as string), rest]);
        const header = readProxyHeader(bytes);
        if (header.kind === 'header') expect(header.length).toBeLessThanOrEqual(bytes.length);
        if (bytes.toString('latin1', 0, 6) === 'PROXY ' && bytes.length >= 107) expect(header.kind).not.toBe('more');
      }),
    );
  });
});
