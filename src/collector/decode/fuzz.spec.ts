import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { decodeFrame } from './decode.js';
import { parseWallClock, resolveTime } from './clock.js';

const SHAPES = [
  '<38>Nov 20 10:00:01 web1 sshd[12]: Failed password for root from 10.0.0.1 port 22 ssh2',
  '<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [exampleSDID@32473 iut="3" e="a\\"b\\]"][x@1 p="1"] \ufeffan event',
  '<189>123: host: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured from console',
  '<166>Nov 20 2026 10:00:01 asa1 : %ASA-6-302013: Built inbound',
  '<189>date=2026-11-20 time=10:00:01 devname="FG" eventtime=1728938806677358671 tz="-0700" x="y"',
  'Thu Nov 20 10:00:01 2026 daemon.info dnsmasq[1]: started',
  '<13>Nov 20 10:00:01 h app: @cee: {"a":[1,2,{"b":null}]}',
  '<13>2026-11-20T10:00:01.123456+01:00 host pam_unix(sshd:auth): msg',
  '2026 Nov 20 10:00:01 UDMP UDMP CEF:0|a|b|c',
  '<134>Nov 20 12:37:35 vm pihole Nov 20 12:37:35 dnsmasq[414]: query[A] example.com from 192.168.1.5',
  '<86>1 2026-11-20T10:00:02+01:00 vm f - - - 2026-11-20T10:00:01.5+01:00 vm sshd[12]: Failed password',
];
const NOISE = [
  '<',
  '>',
  '[',
  ']',
  '"',
  '\\',
  ':',
  ' ',
  '\t',
  '-',
  '0',
  '9',
  '(',
  ')',
  '%',
  '\n',
  '\0',
  '\ufeff',
  'é',
  '😀',
  '*',
  '.',
  'Z',
  '+',
  '=',
];

/** A shape with a few characters replaced, inserted or removed, a stretch repeated, or cut short. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SHAPES),
    fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.constantFrom(...NOISE)), { minLength: 1, maxLength: 8 }),
  )
  .map(([shape, edits]) => {
    let text = shape;
    for (const [where, kind, noise] of edits) {
      const at = where % (text.length + 1);
      if (kind === 0) text = text.slice(0, at) + noise + text.slice(at + 1);
      else if (kind === 1) text = text.slice(0, at) + noise + text.slice(at);
      else if (kind === 2) text = text.slice(0, at) + text.slice(at + 1);
      else if (kind === 3) text = text.slice(0, at) + text.slice(Math.max(0, at - 9));
      else text = text.slice(0, Math.max(at, 4));
    }
    return Buffer.from(text).toString(); // no halves of surrogate pairs
  });

describe('damaged lines', () => {
  it('never throw, and lose no text', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const line = decodeFrame(Buffer.from(text));
        expect(line.messageAt).toBeGreaterThanOrEqual(0);
        expect(line.messageAt).toBeLessThanOrEqual(line.raw.length);
        if (!line.tags?.includes('syslog.escaped')) {
          expect(line.raw).toBe(text.replace(/[\0\r\n]+$/, ''));
          expect(line.raw.slice(line.messageAt)).toBe(line.message);
        }
        for (const word of [line.host, line.app, line.pid, line.msgid])
          expect(word === undefined || word.length > 0).toBe(true);
        if (line.facility !== undefined) expect(line.facility * 8 + line.severity!).toBeLessThanOrEqual(191);
        const hasTimeTag = line.tags?.some((tag) => tag.endsWith('-timestamp')) ?? false;
        if (line.dialect.startsWith('rfc')) expect(hasTimeTag).toBe(line.time === undefined);
        const reference = Date.UTC(2026, 10, 20);
        const { ms } = resolveTime(line.time, { zone: 'Europe/Berlin', reference, trust: 'live' });
        expect(Math.abs(ms - reference)).toBeLessThanOrEqual(7 * 86_400_000);
      }),
      { numRuns: 5000 },
    );
  });

  it('never throw as wall-clock text', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string()), (text) => void parseWallClock(text)),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['colons', `<13>Nov 20 10:00:01 ${':'.repeat(60_000)}`],
    ['brackets', `<13>Nov 20 10:00:01 h ${'a['.repeat(30_000)}`],
    ['parentheses', `<13>Nov 20 10:00:01 h ${'('.repeat(60_000)}`],
    ['byte order marks', '\ufeff'.repeat(60_000)],
    ['sequence numbers', `<13>${'1: '.repeat(20_000)}`],
    ['open structured data', `<13>1 - - - - - ${'[a b="'.repeat(10_000)}`],
    ['many elements', `<13>1 - - - - - ${'[a b="c"]'.repeat(7_000)}`],
    ['open quotes of a firewall', `<13>date=2026-11-20 time=10:00:01 devname="${'x'.repeat(60_000)}`],
    ['spaces', `<13>${' '.repeat(60_000)}`],
    ['spaces before the message', `<13>1 - - - - - ${' '.repeat(60_000)}`],
    ['nested headers', `<13>Nov 20 10:00:01 h ${'a Nov 20 10:00:01 '.repeat(3_500)}`],
    ['a nested time’s spaces', `<13>1 - h a - - - Nov 20${' '.repeat(60_000)}`],
    ['invalid bytes', Buffer.alloc(60_000, 0xff)],
  ])('take time in proportion to their length, at the most: %s', async (_, input) => {
    const bytes = Buffer.from(input as string);
    const decode = (size: number): void => {
      for (let n = 0; n < 50; n += 1) decodeFrame(bytes.subarray(0, size));
    };
    await expectGrowthBelow(40, decode, { small: 6_000, factor: 10 });
  });

  it('take time in proportion to their length, at the most: line ends in UTF-16', async () => {
    const decode = (size: number): void => void decodeFrame(Buffer.from(`aaaaaaaa${'\r'.repeat(size)}x`, 'utf16le'));
    await expectGrowthBelow(40, decode, { small: 3_000, factor: 10 });
  });
});
