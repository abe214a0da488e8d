// Lines of a real Pi-hole (MIT), from ../shared/data; and the join, which gives plain logging's blocks their client.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import pihole from './index.js';

const FIXTURES = fileURLToPath(new URL('../../../shared/data/pihole/fixtures/', import.meta.url));

const parse = (line: string) => pihole.parse(decodeFrame(Buffer.from(line)));

describe('the join of a question and its block', () => {
  const keyOf = (line: string): string | undefined => pihole.join?.key(parse(line) ?? {});

  it('has one key for both lines, with and without serial numbers', () => {
    expect(keyOf('Nov 20 10:00:01 dnsmasq[1]: query[A] Ads.example from 192.0.2.7')).toBe('ads.example');
    expect(keyOf('Nov 20 10:00:01 dnsmasq[1]: gravity blocked ads.example is 0.0.0.0')).toBe('ads.example');
    expect(keyOf('Nov 20 10:00:01 dnsmasq[1]: 7 192.0.2.7/5353 query[A] ads.example from 192.0.2.7')).toBe(
      '7 ads.example',
    );
    expect(keyOf('Nov 20 10:00:01 dnsmasq[1]: 7 192.0.2.7/5353 gravity blocked ads.example is 0.0.0.0')).toBe(
      '7 ads.example',
    );
  });

  it('has none for answers that come later, when another client may have asked', () => {
    expect(keyOf('Nov 20 10:00:01 dnsmasq[1]: reply ads.example is 192.0.2.1')).toBeUndefined();
    expect(keyOf('Nov 20 10:00:01 dnsmasq-dhcp[1]: DHCPACK(eth0) 192.0.2.7 aa:bb:cc:dd:ee:ff pc')).toBeUndefined();
  });
});

describe.skipIf(!existsSync(FIXTURES))('a real Pi-hole’s log (skipped without ../shared/data)', () => {
  const linesOf = (file: string): string[] =>
    readFileSync(FIXTURES + file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');

  it('understands every line of pihole.log, with client and name', () => {
    for (const line of linesOf('pihole.log')) {
      const fields = parse(line);
      expect(fields?.['source.ip'], line).toBe(line.split(' ')[5]?.split('/')[0]);
      expect(line.toLowerCase(), line).toContain(` ${fields?.['dns.question.name'] ?? 'a name'} `);
    }
  });

  it.each([
    ['query[', 'dns_query'],
    ['forwarded ', 'dns_forwarded'],
    ['reply ', 'dns_reply'],
    ['cached ', 'dns_cached'],
    ['gravity blocked ', 'dns_blocked'],
    ['/etc/', 'dns_local'],
  ])('calls every `%s` line %s', (words, action) => {
    const lines = linesOf('pihole.log').filter((line) => line.includes(` ${words}`));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => parse(line)?.['event.action'])).toEqual(lines.map(() => action));
  });

  it('understands every line of a start', () => {
    for (const line of linesOf('pihole.startup.log'))
      expect(parse(line)?.['event.action'], line).toMatch(/^dns_server_/);
  });
});
