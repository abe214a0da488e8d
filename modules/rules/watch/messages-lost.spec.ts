// Which messages count as missing, what is said of them, and through which restarts.

import { describe, expect, it } from 'vitest';
import type { CollectorCounts, CollectorHealth } from '#src/portal/collector-link.js';
import { collectorHealth, ledgerRow, listener } from '../../../test/helpers/collector-health.js';
import { ruleSchema } from '../rule.js';
import { Losses, lossVerdicts, QUIET_MS } from './messages-lost.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;
const rule = (bound?: number) =>
  ruleSchema.parse({
    id: 'w',
    name: 'W',
    detect: { kind: 'watch', watch: 'messages-lost', ...(bound !== undefined && { bound }) },
  });

interface State {
  readonly lost?: number;
  readonly failed?: number;
  readonly refused?: number;
  readonly dropped?: number;
  readonly unreadable?: number;
  readonly startedAt?: number;
  readonly lostAtStart?: number;
  readonly unansweredAtStart?: number;
}
const health = ({
  lost = 0,
  failed = 0,
  refused = 0,
  dropped = 0,
  unreadable,
  startedAt = NOW - 86_400_000,
  lostAtStart = 0,
  unansweredAtStart = 0,
}: State) =>
  collectorHealth({
    startedAt,
    lostAtStart,
    unansweredAtStart,
    ledger: [ledgerRow({ source: 'a', received: lost + failed, lost, failed, limited: 0, refused: 0 })],
    listeners: [listener({ name: 'udp', transport: 'udp', dropped, ...(unreadable !== undefined && { unreadable }) })],
    pressure: { ...collectorHealth().pressure!, refused },
  });
const seen = (...states: readonly State[]): Losses => {
  const losses = new Losses();
  states.forEach((state, n) => losses.look(health(state), NOW + n * MINUTE));
  return losses;
};
const summary = (losses: Losses, at = NOW + MINUTE, bound?: number): string | undefined => {
  const [verdict] = lossVerdicts(rule(bound), losses, at);
  return verdict?.kind === 'wrong' ? verdict.summary : verdict?.kind;
};

describe('messages that went missing', () => {
  it('are told with how many and why', () => {
    expect(summary(seen({ dropped: 3, lost: 5 }, { dropped: 1_203, lost: 5, refused: 2 }))).toBe(
      '1\u202f202 messages went missing: 2 refused because there was no room; 1\u202f200 dropped before they could be handled (UDP: the receive buffer, or memory, was full).',
    );
  });

  it('are none that came before somebody looked, nor what was no message', () => {
    expect(summary(seen({ dropped: 9, lost: 9, failed: 9 }))).toBeUndefined();
    expect(summary(seen({}, { dropped: 50, unreadable: 50 }))).toBeUndefined();
  });

  it('add up while it goes on, and are over after a quiet quarter of an hour', () => {
    const losses = seen({}, { dropped: 10 }, { dropped: 10 }, { dropped: 15 });
    expect(summary(losses, NOW + 3 * MINUTE)).toMatch(/^15 messages/);
    expect(summary(losses, NOW + 3 * MINUTE + QUIET_MS)).toBe('fine');
    losses.look(health({ dropped: 17 }), NOW + 4 * MINUTE + QUIET_MS);
    expect(summary(losses, NOW + 4 * MINUTE + QUIET_MS)).toMatch(/^2 messages/);
  });

  it('are not said to be over before it has looked for long enough', () => {
    expect(summary(seen({}), NOW + MINUTE)).toBeUndefined();
    expect(summary(seen({}), NOW + QUIET_MS)).toBe('fine');
  });

  it('are those of a collector that was killed, seen by a portal that stayed and by one that was killed too', () => {
    const restarted = { startedAt: NOW + MINUTE - 5_000, lost: 307, lostAtStart: 300 };
    expect(summary(seen({ lost: 7, dropped: 40 }, { ...restarted, dropped: 2 }))).toMatch(
      /^302 messages .*300 lost from memory/,
    );
    expect(summary(seen({ ...restarted, startedAt: NOW - 5_000 }), NOW)).toMatch(/^300 messages/);
    expect(summary(seen({ ...restarted, startedAt: NOW - 3_600_000 }), NOW)).toBeUndefined();
  });

  it('are not those that their senders have still, because nobody had acknowledged them', () => {
    const restarted = { startedAt: NOW + MINUTE - 5_000, lost: 307, lostAtStart: 300, unansweredAtStart: 300 };
    expect(summary(seen({ lost: 7 }, restarted))).toBeUndefined();
    expect(summary(seen({ ...restarted, startedAt: NOW - 5_000 }), NOW)).toBeUndefined();
    expect(summary(seen({ lost: 7 }, { ...restarted, unansweredAtStart: 290 }))).toMatch(/^10 messages/);
    expect(summary(seen({ ...restarted, startedAt: NOW - 5_000, unansweredAtStart: 290 }), NOW)).toMatch(
      /^10 messages/,
    );
  });

  describe('of several collectors', () => {
    const node = (name: string, state: State): CollectorCounts => ({ ...health(state), node: name, listeners: [] });
    const among = (...nodes: readonly CollectorCounts[]): CollectorHealth => {
      const own = health({ lost: 1 });
      return { ...own, each: [{ ...own, node: undefined }, ...nodes] };
    };
    const looked = (...states: readonly CollectorHealth[]): string | undefined => {
      const losses = new Losses();
      states.forEach((state, n) => losses.look(state, NOW + n * MINUTE));
      return summary(losses, NOW + (states.length - 1) * MINUTE);
    };
    const DAY = 86_400_000;
    const old = node('b', { lost: 5_000, failed: 7, refused: 9, lostAtStart: 5_000, startedAt: NOW - DAY });

    it('are not what one comes with that is older than the watch, goes with, or comes back with', () => {
      expect(looked(among(), among(old), among(), among(old), among(old, node('c', { lost: 80 })))).toBeUndefined();
    });

    it('are what each loses from then on, whatever the others do', () => {
      const more = node('b', { lost: 5_004, failed: 7, refused: 9, startedAt: NOW - DAY });
      expect(looked(among(old, node('c', { lost: 80 })), among(more))).toMatch(/^4 messages went missing: 4 lost/);
    });

    it('are what one lost while nobody saw it, once', () => {
      const more = node('b', { lost: 5_004, failed: 7, refused: 9, startedAt: NOW - DAY });
      expect(looked(among(old), among(), among(more), among(), among(more))).toMatch(
        /^4 messages went missing: 4 lost/,
      );
    });

    it('are what one that is first seen lost at its start and since, when that is not older than the watch', () => {
      const late = { lost: 5_000, lostAtStart: 300, unansweredAtStart: 10, failed: 7, refused: 9 };
      const told = /^299 messages .*290 lost from memory.*; 9 refused/;
      const inTime = node('b', { ...late, startedAt: NOW + 20 * MINUTE });
      expect(looked(...Array<CollectorHealth>(30).fill(among()), among(inTime), among(inTime))).toMatch(told);
      expect(looked(among(node('b', { ...late, startedAt: NOW - QUIET_MS + 1 })))).toMatch(told);
      expect(looked(among(), among(node('b', { ...late, startedAt: NOW - QUIET_MS })))).toBeUndefined();
    });

    it('are remembered of a bounded number of nodes', () => {
      const gone = Array.from({ length: 300 }, (_, n) => node(`n${n}`, { lost: 1, startedAt: NOW - DAY }));
      const more = (name: string): CollectorHealth => among(node(name, { lost: 2, startedAt: NOW - DAY }));
      expect(looked(among(...gone), among(), more('n0'))).toBeUndefined();
      expect(looked(among(...gone), among(), more('n299'))).toMatch(/^1 message/);
      expect(looked(among(...gone), among(...gone), more('n0'))).toMatch(/^1 message/);
    });

    it('are what one that was killed had acknowledged, and not what its senders have still', () => {
      const killed = { startedAt: NOW + 5_000, lost: 5_300, failed: 7, lostAtStart: 300 };
      const isBack = (unansweredAtStart: number): CollectorCounts => node('b', { ...killed, unansweredAtStart });
      expect(looked(among(old), among(isBack(300)), among(isBack(300)))).toBeUndefined();
      expect(looked(among(old), among(isBack(290)), among(isBack(290)))).toMatch(/^10 messages .*10 lost from memory/);
    });
  });

  it('are kept in mind while the collector is away', () => {
    const losses = seen({ lost: 1 });
    losses.look(undefined, NOW + MINUTE);
    losses.look(health({ lost: 2 }), NOW + 2 * MINUTE);
    expect(summary(losses, NOW + 2 * MINUTE)).toMatch(/^1 message went missing/);
  });

  it('are told from a bound of its own on', () => {
    const losses = seen({}, { dropped: 99 });
    expect(summary(losses, NOW + MINUTE, 100)).toBeUndefined();
    expect(summary(losses, NOW + MINUTE, 99)).toMatch(/^99/);
  });
});
