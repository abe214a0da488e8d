import { describe, expect, it } from 'vitest';
import { FURTHER_SOURCES } from '../event/source-name.js';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { FakeCollector } from '../../test/helpers/portal.js';
import type { CollectorHealth } from '../portal/collector-link.js';
import { clusterLink, type OtherNode } from './cluster-link.js';
import { healthText, readHealth } from './node-health.js';

const NOW = 1_795_168_800_000;

/** As another portal reads it out of the table. */
function other(different: Partial<CollectorHealth>, isAway = false, id = 'b'): OtherNode {
  return { id, isAway, health: readHealth(healthText(collectorHealth(different))) };
}

function linkWith(others: () => readonly OtherNode[]): {
  own: FakeCollector;
  link: ReturnType<typeof clusterLink>;
} {
  const own = new FakeCollector();
  return { own, link: clusterLink(own, others) };
}

describe('the collector as a portal of several sees it', () => {
  it('has one ledger of all, with the latest of each source, and its own listeners and troubles', () => {
    const others = [
      other({
        ledger: [
          ledgerRow({ source: 'web1', received: 5, stored: 4, queued: 1, lastReceived: NOW + 1 }),
          ledgerRow({ source: 'nas', received: 2, lost: 2 }),
        ],
        ratePerSecond: 8,
        listeners: [],
        store: { segments: 9, rows: 9, bytes: 9, trouble: 'away' },
      }),
    ];
    const { own, link } = linkWith(() => others);
    own.current = collectorHealth({
      ledger: [ledgerRow({ source: 'web1', received: 10, stored: 10, lastReceived: NOW })],
    });
    const sum = link.health()!;
    expect(sum.ledger).toEqual([
      ledgerRow({ source: 'web1', received: 15, stored: 14, queued: 1, lastReceived: NOW + 1 }),
      ledgerRow({ source: 'nas', received: 2, lost: 2 }),
    ]);
    expect(sum).toMatchObject({ balanced: true, ratePerSecond: 50, store: own.current.store });
    expect(sum.listeners).toBe(own.current.listeners);
    expect(link.health()).toBe(sum);
  });

  it('counts what one that is away had, and not how fast it was', () => {
    const away = [other({ ledger: [ledgerRow({ source: 'nas', received: 2, stored: 2 })], ratePerSecond: 8 }, true)];
    const { own, link } = linkWith(() => away);
    own.current = collectorHealth();
    expect(link.health()).toMatchObject({ ledger: [{ source: 'nas', stored: 2 }], ratePerSecond: 42 });
  });

  it('does not balance when one of them does not', () => {
    const others = [other({ ledger: [ledgerRow({ source: 'nas', received: 2, stored: 1 })] })];
    const { own, link } = linkWith(() => others);
    own.current = collectorHealth({ ledger: [ledgerRow({ source: 'nas', received: 1, stored: 1 })] });
    expect(link.health()).toMatchObject({ balanced: false, ledger: [{ received: 3, stored: 2, balanced: false }] });
  });

  it('is away when its own is, and tells each second', () => {
    const { own, link } = linkWith(() => [other({})]);
    const told: (number | undefined)[] = [];
    const off = link.onHealth((health) => told.push(health?.ratePerSecond));
    own.push(collectorHealth());
    own.push(collectorHealth());
    own.push(undefined);
    off();
    own.push(collectorHealth());
    expect([told, link.health()?.ratePerSecond]).toEqual([[84, 84, undefined], 84]);
    own.current = undefined;
    expect(link.health()).toBeUndefined();
  });

  it('lost at its start what its own collector lost; each says for itself what it counted, also while it is away', () => {
    const ledger = [ledgerRow({ source: 'nas', received: 3, lost: 3 })];
    const others = [
      other({ startedAt: NOW + 5, lostAtStart: 3, unansweredAtStart: 1, turnedAway: 4, ledger }, true),
      { id: 'of another version', isAway: false, health: undefined },
    ];
    const { own, link } = linkWith(() => others);
    own.current = collectorHealth({ startedAt: NOW, lostAtStart: 2 });
    expect(link.health()).toMatchObject({ lostAtStart: 2 });
    expect(link.health()!.each).toEqual([
      { ...own.current, node: undefined },
      {
        node: 'b',
        startedAt: NOW + 5,
        ledger,
        lostAtStart: 3,
        unansweredAtStart: 1,
        turnedAway: 4,
        listeners: [],
        pressure: { refused: 0 },
      },
    ]);
  });

  it('had no room for what others had no room for since its start, through their restarts', () => {
    const pressure = (refused: number): Pick<CollectorHealth, 'pressure'> => ({
      pressure: { ...collectorHealth().pressure!, refused },
    });
    let others = [other({ startedAt: NOW, ...pressure(100) })];
    const { own, link } = linkWith(() => others);
    const refused = (): number | undefined => link.health()?.pressure?.refused;
    own.current = collectorHealth({ startedAt: NOW, ...pressure(1) });
    expect(refused()).toBe(1);
    others = [other({ startedAt: NOW, ...pressure(107) })];
    expect(refused()).toBe(8);
    others = [other({ startedAt: NOW + 1, ...pressure(2) })];
    expect(refused()).toBe(10);
    own.current = collectorHealth({ startedAt: NOW + 2, ...pressure(0) });
    expect(refused()).toBe(0);
  });

  it('keeps each source in its place when others come before it', () => {
    let others = [other({ ledger: [ledgerRow({ source: 'b', received: 1, stored: 1 })] })];
    const { own, link } = linkWith(() => others);
    own.current = collectorHealth({ ledger: [ledgerRow({ source: 'a' })] });
    const names = (): unknown => link.health()?.ledger.map(({ source }) => source);
    expect(names()).toEqual(['a', 'b']);
    own.current = collectorHealth({ ledger: [ledgerRow({ source: 'a' }), ledgerRow({ source: 'c' })] });
    others = [...others];
    expect(names()).toEqual(['a', 'b', 'c']);
  });
});

describe('what a node tells', () => {
  it('is bounded: sources beyond 2,000 are one, mere addresses first, and nothing is lost of the sum', () => {
    const named = Array.from({ length: 1_500 }, (_, n) => ledgerRow({ source: `host${n}`, received: 1, stored: 1 }));
    const seen = Array.from({ length: 1_500 }, (_, n) =>
      ledgerRow({ source: `10.0.${n >> 8}.${n & 255}`, received: 100 + n, stored: 100 + n }),
    );
    const read = readHealth(healthText(collectorHealth({ ledger: [...seen, ...named] })))!;
    expect([read.ledger.length, read.leftOut]).toEqual([2_001, 1_000]);
    expect(read.ledger.filter(({ source }) => source.startsWith('host'))).toHaveLength(1_500);
    expect(read.ledger.at(-1)).toMatchObject({ source: FURTHER_SOURCES, balanced: true });
    const sum = (rows: readonly { readonly received: number }[]): number =>
      rows.reduce((all, { received }) => all + received, 0);
    expect(sum(read.ledger)).toBe(sum([...seen, ...named]));
  });

  it('is bounded in bytes, however long the names are', () => {
    const ledger = Array.from({ length: 2_000 }, (_, n) => ledgerRow({ source: `${n}${'ü'.repeat(1_000)}` }));
    const text = healthText(collectorHealth({ ledger }));
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(readHealth(text)!.leftOut).toBeGreaterThan(1_000);
  });

  it.each([['{'], ['[]'], ['{"ledger":[]}'], ['null']])(
    'is nothing where another version tells it otherwise: %s',
    (text) => expect(readHealth(text)).toBeUndefined(),
  );
});
