import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../../event/event.js';
import { ReverseDns } from './reverse-dns.js';

let asked: string[];
let rdns: ReverseDns;
const NAMES: Readonly<Record<string, string>> = {
  '192.168.1.5': 'Lap7.lan.example.',
  '192.168.1.6': 'bad name<script>',
};

function open(config: object = {}): void {
  rdns = new ReverseDns(
    { enabled: true, external: false, perSecond: 10, ...config },
    (ip) => {
      asked.push(ip);
      return ip in NAMES ? Promise.resolve([NAMES[ip]!]) : Promise.reject(new Error('ENOTFOUND'));
    },
    ['192.168.1.1', '[fd00::1]:53', '192.168.1.2:5353'],
  );
  rdns.start();
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
});
afterEach(() => {
  rdns.stop();
  vi.useRealTimers();
});

describe('reverse DNS', () => {
  it('asks once for an address, and later events get the name', async () => {
    open();
    rdns.want('192.168.1.5', true, Date.now());
    expect(rdns.nameOf('192.168.1.5')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    for (let n = 0; n < 5; n += 1) rdns.want('192.168.1.5', true, Date.now());
    await vi.advanceTimersByTimeAsync(1_000);
    expect([asked, rdns.nameOf('192.168.1.5')]).toEqual([['192.168.1.5'], 'lap7.lan.example']);
    rdns.want('192.168.1.5', true, Date.now() + 3_700_000);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toHaveLength(2);
  });

  it('does not ask again at once for one without a name, and takes no name that is none', async () => {
    open();
    for (const ip of ['192.168.1.6', '192.168.1.7']) rdns.want(ip, true, Date.now());
    await vi.advanceTimersByTimeAsync(1_000);
    for (const ip of ['192.168.1.6', '192.168.1.7']) rdns.want(ip, true, Date.now());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(['192.168.1.6', '192.168.1.7']);
    expect(rdns.nameOf('192.168.1.6')).toBeUndefined();
  });

  it('never asks for its resolver, nor for external addresses unless that is wished', async () => {
    open();
    for (const [ip, isInternal] of [
      ['192.168.1.1', true],
      ['fd00::1', true],
      ['192.168.1.2', true],
      ['203.0.113.1', false],
    ] as const)
      // prettier-ignore
      rdns.want(ip, isInternal, Date.now());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
    rdns.stop();
    open({ external: true });
    rdns.want('203.0.113.1', false, Date.now());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(['203.0.113.1']);
  });

  it.each<[object, boolean]>([
    [{ 'source.ip': '192.168.1.5' }, true],
    [{ 'dns.question.name': '5.1.168.192.in-addr.arpa' }, false],
    [{ 'destination.port': 53 }, false],
    [{ 'source.port': 53 }, false],
    [{ 'destination.port': 443 }, true],
  ])('of %j it may ask: %s', (event, may) => {
    open();
    expect(rdns.mayAsk(event as LogEvent)).toBe(may);
  });

  it('asks no faster than it may, and drops what is too much', async () => {
    open({ perSecond: 5 });
    for (let n = 0; n < 1_200; n += 1) rdns.want(`10.0.${n >> 8}.${n & 255}`, true, Date.now());
    expect(rdns.counts).toMatchObject({ waiting: 1_000, dropped: 200 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked.length).toBeGreaterThanOrEqual(8);
    expect(asked.length).toBeLessThanOrEqual(12);
  });
});
