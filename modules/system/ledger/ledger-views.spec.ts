// The ledger in words and pictures: what a sentence, a bar and an hour say of its numbers.

import { describe, expect, it } from 'vitest';
import { ledgerRow } from '../../../test/helpers/collector-health.js';
import { totalOf } from '../ledger-table.js';
import { collectorHealth } from '../../../test/helpers/collector-health.js';
import { BAR_WIDTH, barParts, equationOf, shareText } from './equation.js';
import type { CollectorCounts } from '#src/portal/collector-link.js';
import { sumOf } from '#src/cluster/ledger-sum.js';
import { Grown } from './grown.js';
import { Minutes } from './minutes.js';
import { LedgerPast } from './past.js';

const MINUTE = 60_000;
const row = (different: Partial<Parameters<typeof ledgerRow>[0]> = {}) => ledgerRow({ source: 'a', ...different });

describe('the sentence', () => {
  it.each([
    [{}, 'Nothing came.'],
    [{ received: 3, stored: 3 }, 'Of 3 messages that came, 3 (100 %) are stored. None is missing.'],
    [
      { received: 10, stored: 4, duplicate: 3, filtered: 1, limited: 1, queued: 1 },
      'Of 10 messages that came, 4 (40 %) are stored, 3 were stored before, 1 were not wanted, 1 were over a limit, 1 is on the way. None is missing.',
    ],
    [
      { received: 1_000, stored: 997, lost: 1, failed: 1, refused: 1, dropped: 2 },
      'Of 1\u202f000 messages that came, 997 (99.7 %) are stored, 1 were refused. 2 are missing. 2 more were dropped before Lanwarden could take them.',
    ],
    [{ received: 3, stored: 2, refused: 1 }, 'Of 3 messages that came, 2 (66.6 %) are stored, 1 were refused.'],
    [{ dropped: 1 }, '1 more was dropped before Lanwarden could take them.'],
  ])('%#', (different, sentence) => expect(equationOf(row(different)).sentence).toBe(sentence));

  it.each([
    [1, 1, '100 %'],
    [999_999, 1_000_000, '99.9 %'],
    [1, 100_000, 'under 0.1 %'],
    [1, 3, '33.3 %'],
    [0, 0, '100 %'],
  ])('%d of %d is %s, and never all when something is not there', (count, of, text) =>
    expect(shareText(count, of)).toBe(text),
  );
});

it('alarms for what should be there, not for what somebody may want refused', () => {
  const { terms } = equationOf(row({ received: 9, stored: 3, refused: 3, failed: 1, lost: 2 }));
  expect(terms.filter(({ isAlarm }) => isAlarm).map(({ counter }) => counter)).toEqual(['failed', 'lost']);
});

describe('the bar', () => {
  it('shows each part, however little it is, and fills its width', () => {
    const parts = barParts(row({ received: 1_000_001, stored: 1_000_000, lost: 1, dropped: 1 }));
    expect(parts.map(({ counter }) => counter)).toEqual(['stored', 'lost', 'dropped']);
    expect(Number(parts[1]!.width)).toBeGreaterThan(3);
    expect(parts.reduce((sum, { width }) => sum + Number(width), 0)).toBeCloseTo(BAR_WIDTH, 0);
    expect(parts[1]!.text).toBe('Lost: 1 (under 0.1 %)');
  });

  it('has no part for what waits less than before', () =>
    expect(barParts({ ...row({ received: 3, stored: 10 }), queued: -7 }).map(({ counter }) => counter)).toEqual([
      'stored',
    ]));
});

describe('the last hour', () => {
  const at = 10_000 * MINUTE;

  it('holds what grew in each minute, for an hour', () => {
    const minutes = new Minutes();
    const total = (received: number, lost = 0) => ({
      ...totalOf([row({ received, stored: received - lost, lost })]),
      turnedAway: 0,
    });
    minutes.sample(at, total(1_000_000));
    minutes.sample(at + 2_000, total(1_000_010));
    minutes.sample(at + 4_000, undefined);
    minutes.sample(at + MINUTE, total(1_000_030, 5));
    const { bars, peak } = minutes.chart(at + MINUTE);
    expect(peak).toBe(20);
    expect(bars.map(({ text }) => text)).toEqual(['22:40 UTC: 10 stored', '22:41 UTC: 15 stored, 5 lost']);
    expect(bars[1]!.x - bars[0]!.x).toBe(10);
    minutes.sample(at + 61 * MINUTE, total(1_000_031, 5));
    expect(minutes.chart(at + 61 * MINUTE).bars.map(({ text }) => text)).toEqual(['23:41 UTC: 1 stored']);
  });

  const healthOf = (ledger: ReturnType<typeof row>[]) => collectorHealth({ ledger });

  it('says by source what grew since, and what waited before is less now', () => {
    const past = new LedgerPast();
    expect(past.since(at)).toBeUndefined();
    past.sample(at, healthOf([row({ received: 10, stored: 3, queued: 7, lastReceived: at })]));
    past.sample(at + MINUTE, healthOf([row({ received: 99, stored: 99 })])); // too soon for a copy
    const { rows, total } = past.grown(
      [row({ received: 15, stored: 15, lastReceived: at + 9 }), ledgerRow({ source: 'new', received: 2, stored: 2 })],
      at + MINUTE,
    );
    expect(rows[0]).toMatchObject({ received: 5, stored: 12, queued: -7, lastReceived: at + 9, balanced: true });
    expect(rows[1]).toMatchObject({ source: 'new', received: 2 });
    expect(total).toMatchObject({ received: 7, stored: 14, queued: -7 });
    expect(past.since(at + MINUTE)).toBe(at);
  });

  it('reaches back an hour and not more, also between two copies and after the collector was away', () => {
    const past = new LedgerPast();
    for (let n = 0; n <= 24; n++) past.sample(at + n * 5 * MINUTE, healthOf([row({ received: n, stored: n })]));
    const now = at + 120 * MINUTE;
    expect(past.since(now)).toBe(at + 60 * MINUTE);
    expect(past.grown([row({ received: 30, stored: 30 })], now).total.received).toBe(18);
    expect(past.since(now + MINUTE)).toBe(at + 65 * MINUTE);
    past.sample(now + 90 * MINUTE, undefined);
    expect(past.since(now + 90 * MINUTE)).toBeUndefined();
    past.sample(now + 91 * MINUTE, healthOf([row({ received: 40, stored: 40 })]));
    expect(past.since(now + 92 * MINUTE)).toBe(now + 91 * MINUTE);
  });

  it('knows each of thousands of sources, however quiet', () => {
    const past = new LedgerPast();
    const ledger = Array.from({ length: 3_000 }, (_, i) => ledgerRow({ source: `s${i}`, received: 50, stored: 50 }));
    past.sample(at, healthOf(ledger));
    expect(past.grown(ledger, at).rows.every(({ received, stored }) => received + stored === 0)).toBe(true);
  });
});

describe('with several collectors', () => {
  const at = 10_000 * MINUTE;
  const counts = (
    node: string | undefined,
    lost: number,
    turnedAway = 0,
    startedAt = at - 60 * MINUTE,
  ): CollectorCounts => ({
    node,
    startedAt,
    listeners: [],
    turnedAway,
    ledger: [row({ received: lost, lost })],
  });
  const healthOf = (...each: CollectorCounts[]) =>
    collectorHealth({ each, ledger: [sumOf(each.flatMap(({ ledger }) => ledger))] });

  it('takes what a node returns with for its past', () => {
    const grown = new Grown();
    const past = new LedgerPast();
    const lostAt = (minute: number, ...each: CollectorCounts[]): (number | undefined)[] => {
      const health = healthOf(...each);
      past.sample(at + minute * MINUTE, health);
      const { total } = past.grown(health.ledger, at + minute * MINUTE);
      return [grown.look(health, at + minute * MINUTE)?.lost, total.lost];
    };
    expect(lostAt(0, counts(undefined, 5), counts('b', 1_000))).toEqual([0, 0]);
    expect(lostAt(1, counts(undefined, 6), counts('b', 1_001))).toEqual([2, 2]);
    expect(lostAt(2, counts(undefined, 6))).toEqual([2, 0]);
    expect(lostAt(3, counts(undefined, 7))).toEqual([3, 1]);
    expect(lostAt(4, counts(undefined, 7), counts('b', 1_001))).toEqual([3, 0]);
    expect(lostAt(5, counts(undefined, 7), counts('b', 1_004))).toEqual([6, 3]);
  });

  it('counts what was lost at a start shortly before the first look, as the alert does', () => {
    const lost = (startedAt: number): number | undefined =>
      new Grown().look(healthOf({ ...counts(undefined, 307, 0, startedAt), lostAtStart: 300 }), at)?.lost;
    expect([lost(at - MINUTE), lost(at - 60 * MINUTE)]).toEqual([300, 0]);
  });

  it('counts what was turned away through restarts', () => {
    const grown = new Grown();
    const turnedAway = (...each: CollectorCounts[]) => grown.look(healthOf(...each), at)?.turnedAway;
    expect(turnedAway(counts(undefined, 0, 7))).toBe(0);
    expect(turnedAway(counts(undefined, 0, 9))).toBe(2);
    expect(grown.look(undefined, at)).toBeUndefined();
    expect(turnedAway(counts(undefined, 0, 4, at))).toBe(6);
  });

  it('calls nothing that was refused around a restart without room', () => {
    const grown = new Grown();
    const noRoom = (refused: number, turnedAway: number, startedAt?: number): number => {
      const node = { ...counts(undefined, 0, turnedAway, startedAt), ledger: [row({ received: refused, refused })] };
      const total = grown.look(healthOf(node), at)!;
      return total.refused - total.turnedAway;
    };
    expect([noRoom(9, 9), noRoom(500, 4, at), noRoom(505, 4, at)]).toEqual([0, 0, 5]);
  });
});
