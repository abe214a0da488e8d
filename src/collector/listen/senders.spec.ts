import { describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Senders } from './senders.js';

const START_MS = 1_800_000_000_000;
const rate = (over: Record<string, unknown> = {}) => configSchema.parse({ listen: { peers: over } }).listen.peers;

/** How many of `n` messages of an address are taken at `now`. */
function taken(senders: Senders, address: string, n: number, now: number, isCrowded = false): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (senders.admits(senders.of(address, 514, now), now, isCrowded)) count++;
  return count;
}

describe('a rate for each address', () => {
  it('is off, until it is set', () => {
    expect(taken(new Senders(rate()), '192.0.2.1', 100_000, START_MS)).toBe(100_000);
  });

  it('takes the burst and then what a second brings, of each for itself', () => {
    const senders = new Senders(rate({ ratePerSecond: 10, burst: 30 }));
    expect(taken(senders, '192.0.2.1', 100, START_MS)).toBe(30);
    expect(taken(senders, '192.0.2.2', 20, START_MS)).toBe(20);
    expect(taken(senders, '192.0.2.1', 100, START_MS + 500)).toBe(5);
    expect(senders.limited()).toEqual([{ address: '192.0.2.1', messages: 165 }]);
  });

  it('does not hold for a relay that is exempt', () => {
    const senders = new Senders(rate({ ratePerSecond: 1, exempt: ['192.0.2.0/28'] }));
    expect(taken(senders, '192.0.2.1', 1_000, START_MS)).toBe(1_000);
    expect(taken(senders, '192.0.2.16', 1_000, START_MS)).toBe(10);
  });

  it('counts an address that is v4-mapped as the v4 one in what it shows', () => {
    const senders = new Senders(rate({ ratePerSecond: 1, burst: 1 }));
    taken(senders, '::ffff:192.0.2.1', 3, START_MS);
    expect(senders.limited()).toEqual([{ address: '192.0.2.1', messages: 2 }]);
  });
});

describe('a flood under made-up addresses', () => {
  it('fills no memory, and shares one rate', () => {
    const senders = new Senders(rate({ ratePerSecond: 10, burst: 10 }), [], 100);
    const known = taken(senders, '192.0.2.1', 1, START_MS);
    let spoofed = 0;
    for (let i = 0; i < 50_000; i++)
      spoofed += taken(senders, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1, START_MS);
    expect(senders.size).toBe(100);
    expect(spoofed).toBe(99 + 10);
    expect(known + taken(senders, '192.0.2.1', 5, START_MS + 100)).toBe(6);
  });

  it('makes room again when the addresses have fallen silent', () => {
    const senders = new Senders(rate({ ratePerSecond: 10 }), [], 100);
    for (let i = 0; i < 200; i++) taken(senders, `10.0.0.${i}`, 1, START_MS);
    expect(taken(senders, '192.0.2.1', 100, START_MS + 60_000)).toBe(100);
    expect(taken(senders, '192.0.2.2', 100, START_MS + 60_000)).toBe(100);
    expect(senders.size).toBe(100);
  });

  it('does not get around an allow list', () => {
    const senders = new Senders(rate(), ['192.0.2.0/24'], 2);
    const isAllowed = (address: string): boolean => senders.of(address, 514, START_MS).isAllowed;
    expect(['192.0.2.1', '198.51.100.1', '192.0.2.2', '198.51.100.2'].map(isAllowed)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('while messages would be refused for want of room', () => {
  it('a flooding sender gives way, and those who send little do not', () => {
    const senders = new Senders(rate());
    let hog = 0;
    let small = 0;
    for (let ms = 0; ms < 1_000; ms += 10) {
      const now = START_MS + ms;
      hog += taken(senders, '192.0.2.1', 1_000, now, true);
      for (let i = 2; i < 102; i++) small += taken(senders, `192.0.2.${i}`, 1, now, true);
    }
    expect(small).toBe(10_000);
    expect(hog).toBeLessThan(20_000);
  });

  it('takes everything of a sender that is alone, and of all when there is room', () => {
    const senders = new Senders(rate());
    let alone = 0;
    for (let ms = 0; ms < 500; ms += 10) alone += taken(senders, '192.0.2.1', 100, START_MS + ms, true);
    expect(alone).toBe(5_000);
    let hog = 0;
    for (let ms = 1_000; ms < 1_500; ms += 10) {
      hog += taken(senders, '192.0.2.1', 1_000, START_MS + ms);
      taken(senders, '192.0.2.2', 1, START_MS + ms);
    }
    expect(hog).toBe(50_000);
  });
});
