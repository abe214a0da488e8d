import { describe, expect, it } from 'vitest';
import { type Entries, entriesOf, type ListKind } from './entries.js';

describe('a line of a list', () => {
  it.each<[ListKind, string, Entries]>([
    ['ip', '192.0.2.1', ['192.0.2.1']],
    ['ip', '192.0.2.0/24 ; SBL1234', ['192.0.2.0/24']],
    ['ip', '192.0.2.7:4444', ['192.0.2.7']],
    ['ip', '"192.0.2.8","2026-01-01","botnet"', ['192.0.2.8']],
    ['ip', '2001:db8::/32 # a network', ['2001:db8::/32']],
    ['ip', '2001:db8::1', ['2001:db8::1']],
    ['ip', '# 192.0.2.1', 'none'],
    ['ip', '; 192.0.2.1', 'none'],
    ['ip', '  ', 'none'],
    ['ip', 'first_seen,dst_ip', 'bad'],
    ['ip', '192.0.2.999', 'bad'],
    ['domain', 'bad.example', ['bad.example']],
    ['domain', '*.bad.example', ['bad.example']],
    ['domain', '.bad.example.', ['bad.example']],
    ['domain', '0.0.0.0 bad.example worse.example # two', ['bad.example', 'worse.example']],
    ['domain', '127.0.0.1\tbad.example', ['bad.example']],
    ['domain', '127.0.0.1 localhost', 'bad'],
    ['domain', '::1 localhost.localdomain', 'bad'],
    ['domain', '||bad.example^', ['bad.example']],
    ['domain', '||bad.example^$third-party', ['bad.example']],
    ['domain', '||bad.example^$domain=good.example', 'bad'],
    ['domain', '||bad.example/path^', 'bad'],
    ['domain', '@@||good.example^', 'bad'],
    ['domain', '! Title: a list', 'none'],
    ['domain', '[Adblock Plus 2.0]', 'none'],
    ['domain', 'address=/bad.example/0.0.0.0', ['bad.example']],
    ['domain', 'bad.example CNAME .', ['bad.example']],
    ['domain', '"bad.example",phishing', ['bad.example']],
    ['domain', 'bücher.example', ['xn--bcher-kva.example']],
    ['domain', 'com', 'bad'],
    ['domain', '192.0.2.1', 'bad'],
    ['domain', 'http://bad.example/x', 'bad'],
    ['hash', 'D41D8CD98F00B204E9800998ECF8427E', ['d41d8cd98f00b204e9800998ecf8427e']],
    [
      'hash',
      '"2026-01-01","da39a3ee5e6b4b0d3255bfef95601890afd80709","x"',
      ['da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ],
    ['hash', 'd41d8cd98f00b204e9800998ecf8427', 'bad'],
  ])('of kind %s: %s', (kind, line, entries) => {
    expect(entriesOf(line, kind)).toEqual(entries);
  });
});
