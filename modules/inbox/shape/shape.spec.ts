// What the shape of a message is, by real lines (CrowdSec's hub tests) and hostile ones, and what it promises for any text.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateParts, templateText } from './placeholder.js';
import { shapeOf } from './shape.js';

const shown = (message: string): string => templateText(shapeOf(undefined, message).template);

const LINES: readonly (readonly [message: string, template: string])[] = [
  ['link up', 'link up'],
  ['  several   blanks\tand\nlines ', 'several blanks and lines'],
  ['Interface eth0 is up, 1000 Mbps', 'Interface eth<num> is up, <num> Mbps'],
  ['temperature 45.5C fan 1200rpm load 12%', 'temperature <num>C fan <num>rpm load <num>%'],
  [
    'sending packet: from 116.178.2.180[4500] to 116.178.2.170[28808] (1172 bytes)',
    'sending packet: from <ip>[<num>] to <ip>[<num>] (<num> bytes)',
  ],
  [
    '[50028442.088484] IN=eth0 OUT= MAC=00:08:a2:0c:1f:12:00:c8:8b:e2:d6:87:08:00 SRC=195.54.160.107 DST=51.15.166.67 TOS=0x00 PROTO=TCP SPT=8080',
    '[<num>] IN=eth<num> OUT= MAC=<mac> SRC=<ip> DST=<ip> TOS=<hex> PROTO=TCP SPT=<num>',
  ],
  [
    'input: in:ether1-WAN out:(unknown 0), proto TCP (SYN), 36.97.161.219:59388->81.82.202.145:23, len 40',
    'input: in:ether<num>-WAN out:(unknown <num>), proto TCP (SYN), <ip>:<num>-><ip>:<num>, len <num>',
  ],
  [
    "19-Oct-2022 05:34:02.425 client @0x7f65100ee4d8 104.219.136.31#3076 (example.com): query 'example.com/ANY/IN' denied",
    "<time> client @<hex> <ip>#<num> (<host>): query '<text>' denied",
  ],
  [
    'at [Thu, 14 Oct 2021 15:24:12.023984 UTC] status [NT_STATUS_NO_SUCH_USER]',
    'at [<time> UTC] status [NT_STATUS_NO_SUCH_USER]',
  ],
  ['since Nov  5 10:00:01 and 2026-11-20T10:00:00.123Z', 'since <time> and <time>'],
  ['peer [::ffff:31.54.38.23]:47414, fe80::1%eth0, 2001:db8::/32', 'peer [<ip>]:<num>, <ip>, <ip>'],
  ['session 4f3a2b1c9d of 123e4567-e89b-12d3-a456-426614174000', 'session <hex> of <uuid>'],
  [
    'open() /var/www/x.html and C:\\Users\\eve failed (2: No such file)',
    'open() <path> and <path> failed (<num>: No such file)',
  ],
  ['mail from eve@example.org via https://example.org/a?b=c&d=5#e', 'mail from <mail> via <url>'],
  ['key 7Gh2kQ9zLp token x7f3k2q SHA256:AbCdEfGhIjKlMnOpQrStUv', 'key <id> token <id> SHA<num>:<id>'],
  ['{"user":"alice","n":5,"ip":"192.0.2.1"}', '{"user":"<text>","n":<num>,"ip":"<text>"}'],
  ["don't say 'never' or \"maybe\" to the users' cat", "don't say '<text>' or \"<text>\" to the users' cat"],
  ['blocks 1 2 3 4 5 6 7 8 done', 'blocks <num> <num> <num> … done'],
  ['======== start ========', '=== start ==='],
  ['<num> of 5', '<num> of <num>'],
  ['', ''],
];

describe('shapeOf', () => {
  it.each(LINES)('%s', (message, template) => expect(shown(message)).toBe(template));

  it('keeps the words of an attacker apart from placeholders', () => {
    const { template } = shapeOf(undefined, '<num> \u0001ip\u0002 5');
    expect(templateParts(template).filter(({ isVariable }) => isVariable)).toEqual([{ text: 'num', isVariable: true }]);
  });

  it('takes the program as part of the shape, without its variables', () => {
    expect(shapeOf('worker-17', 'x').app).toBe(shapeOf('worker-4', 'x').app);
    expect(shapeOf('named', 'x').app).toBe('named');
    expect(shapeOf(undefined, 'x').app).toBe('');
  });

  it.each([
    ['a', 1_000_000],
    ['1', 1_000_000],
    ["'a ", 400_000],
    ['"', 1_000_000],
    ['\\"', 500_000],
    ['a1', 500_000],
    ['\u0000', 1_000_000],
    ['1:', 500_000],
    ['Nov 5 ', 200_000],
    ['é🙂', 300_000],
  ])('is short for %j a million times', (piece, times) => {
    const { template } = shapeOf(piece, piece.repeat(times));
    expect(template.length).toBeLessThan(4_000);
    expect(shapeOf(piece, piece.repeat(times + 7)).template).toBe(template);
  });

  it('gives lines that differ only in their variables one shape, and others another', () => {
    const random = seeded(7);
    for (let i = 0; i < 500; i += 1) {
      const sentence = (): string =>
        `Peer ${Math.floor(random() * 1e6)} at 192.0.2.${Math.floor(random() * 256)}:${Math.floor(random() * 65_536)} lost after ${Math.floor(random() * 900)}ms`;
      expect(shown(sentence())).toBe('Peer <num> at <ip>:<num> lost after <num>ms');
    }
  });

  const file = '/work/shared/data/crowdsec/mikrotik-scan-multi_ports/mikrotik-scan-multi_ports.log';
  it.runIf(existsSync(file))('sees 19 lines of a port scan as one', () => {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    expect([lines.length, new Set(lines.map(shown)).size]).toEqual([19, 1]);
  });
});

/** The same numbers in each run (LCG of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
