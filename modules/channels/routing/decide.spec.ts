import { describe, expect, it } from 'vitest';
import type { MessageFacts, MessageType } from '#src/outbox/message.js';
import { type RoutedChannel, routingSchema } from '../channel.js';
import { type Circumstances, decide, isNeverTold, mayRelease, SOON_MS } from './decide.js';
import { isWithin } from './times.js';

/** Friday 2026-11-20, 10:00 UTC. */
const FRIDAY = Date.UTC(2026, 10, 20, 10);
const HOUR_MS = 3_600_000;

const channel = (routing: object = {}, enabled = true): RoutedChannel => ({
  id: 'ops',
  name: 'Operations',
  enabled,
  routing: routingSchema.parse(routing),
});
const free: Circumstances = { now: FRIDAY, zone: 'UTC', used: 0, isHolding: false, isWaiting: false };
/** Of the same alert something waits. */
const waiting = { isHolding: true, isWaiting: true };
const QUIET = { quiet: { hours: [10, 10] } };
const verdict = (
  routing: object,
  { type = 'alert.raised', at = {}, ...facts }: MessageFacts & { type?: MessageType; at?: Partial<Circumstances> } = {},
): string => {
  const decision = decide({ type, facts: { severity: 'medium', ...facts } }, channel(routing), { ...free, ...at });
  return decision.kind === 'no' ? decision.why : decision.kind === 'hold' ? decision.reason : 'deliver';
};

describe('a channel', () => {
  it.each([
    ['gets everything but growth by default', {}, {}, 'deliver'],
    ['is not told of growth', {}, { type: 'alert.updated' }, 'type'],
    [
      'is told of what has become severe enough for it',
      { minSeverity: 'high' },
      { type: 'alert.updated', severityBefore: 'medium', severity: 'high' },
      'deliver',
    ],
    [
      'was told of what has become more severe before',
      { minSeverity: 'medium' },
      { type: 'alert.updated', severityBefore: 'medium', severity: 'high' },
      'type',
    ],
    [
      'is not told of what has become more severe where it wants no new alerts',
      { minSeverity: 'high', types: { raised: false } },
      { type: 'alert.updated', severityBefore: 'medium', severity: 'high' },
      'type',
    ],
    ['is told of growth on request', { types: { updated: true } }, { type: 'alert.updated' }, 'deliver'],
    ['is told of the end', {}, { type: 'alert.closed' }, 'deliver'],
    ['is not told of the end on request', { types: { closed: false } }, { type: 'alert.closed' }, 'type'],
    ['is told of a source that is back', {}, { type: 'source.back' }, 'deliver'],
    ['is not told of silent sources on request', { types: { silent: false } }, { type: 'source.silent' }, 'type'],
    ['takes no less than its severity', { minSeverity: 'high' }, { severity: 'medium' }, 'severity'],
    ['takes its severity', { minSeverity: 'high' }, { severity: 'high' }, 'deliver'],
    ['takes its rules', { rules: ['a', 'b'] }, { ruleId: 'b' }, 'deliver'],
    ['takes no other rule', { rules: ['a', 'b'] }, { ruleId: 'c' }, 'rule'],
    ['takes its sources', { sources: ['web1'] }, { source: 'web1' }, 'deliver'],
    ['takes no other source', { sources: ['web1'] }, { source: 'web2' }, 'source'],
    ['takes what may be about its sources', { sources: ['web1'] }, {}, 'deliver'],
    ['gets nothing outside of its hours', { active: { hours: [18, 8] } }, {}, 'hours'],
    ['gets it within its hours', { active: { hours: [8, 10] } }, {}, 'deliver'],
    ['gets nothing on other weekdays', { active: { weekdays: [5, 6] } }, {}, 'hours'],
    ['waits in quiet hours', { quiet: { hours: [10, 10] } }, {}, 'quiet-hours'],
    ['is told critical ones in quiet hours', { quiet: { hours: [10, 10] } }, { severity: 'critical' }, 'deliver'],
    [
      'is not told critical ones in quiet hours on request',
      { quiet: { hours: [10, 10], exceptCritical: false } },
      { severity: 'critical' },
      'quiet-hours',
    ],
    ['has no quiet hours without any', { quiet: {} }, {}, 'deliver'],
    ['gets what its budget allows', { budgetPerHour: 3 }, { at: { used: 2 } }, 'deliver'],
    ['waits beyond its budget', { budgetPerHour: 3 }, { at: { used: 3 } }, 'budget'],
    [
      'waits beyond its budget for critical ones too',
      { budgetPerHour: 3 },
      { severity: 'critical', at: { used: 3 } },
      'budget',
    ],
    ['has no limit with a budget of 0', { budgetPerHour: 0 }, { at: { used: 9_999 } }, 'deliver'],
    ['lets nothing overtake what waits', {}, { at: { isHolding: true } }, 'budget'],
    ['lets critical ones overtake what waits', {}, { severity: 'critical', at: { isHolding: true } }, 'deliver'],
    [
      'is told at once of what waits and has become critical',
      QUIET,
      { type: 'alert.updated', severityBefore: 'high', severity: 'critical', at: waiting },
      'deliver',
    ],
    [
      'hears in the digest how severe what waits has become',
      QUIET,
      { type: 'alert.updated', severityBefore: 'medium', severity: 'high', at: waiting },
      'quiet-hours',
    ],
    ['hears nothing of mere growth of what waits', QUIET, { type: 'alert.updated', at: waiting }, 'type'],
    [
      'hears the end of what waits with its beginning',
      QUIET,
      { type: 'alert.closed', severity: 'critical', at: waiting },
      'quiet-hours',
    ],
    ['hears it so beyond its budget, too', {}, { type: 'alert.closed', severity: 'critical', at: waiting }, 'budget'],
    [
      'hears it so where an end alone is not told',
      { ...QUIET, types: { closed: false } },
      { type: 'alert.closed', at: waiting },
      'quiet-hours',
    ],
    [
      'hears it so when it is told nothing at that time',
      { active: { hours: [18, 8] } },
      { type: 'alert.closed', severity: 'critical', at: waiting },
      'quiet-hours',
    ],
    [
      'is told of critical ends at once when nothing of them waits',
      QUIET,
      { type: 'alert.closed', severity: 'critical', at: { isHolding: true } },
      'deliver',
    ],
  ] as [string, object, MessageFacts & { type?: MessageType; at?: Partial<Circumstances> }, string][])(
    '%s',
    (_name, routing, message, expected) => expect(verdict(routing, message)).toBe(expected),
  );

  it('gets nothing while it is off', () => {
    expect(decide({ type: 'alert.raised', facts: {} }, channel({}, false), free)).toEqual({ kind: 'no', why: 'off' });
    expect(mayRelease(channel({}, false), free, 0)).toBe(false);
  });

  it('is told soon that there is more than its budget, once beyond it', () => {
    const at = (used: number, heldMs: number): boolean =>
      mayRelease(channel({ budgetPerHour: 5 }), { now: FRIDAY, zone: 'UTC', used }, FRIDAY - heldMs);
    expect([at(4, 0), at(5, SOON_MS - 1), at(5, SOON_MS), at(6, 50 * SOON_MS)]).toEqual([true, false, true, false]);
  });

  it('is told what waited when quiet hours are over', () => {
    const quiet = channel({ quiet: { hours: [22, 6] } });
    const at = (hour: number): boolean =>
      mayRelease(quiet, { now: Date.UTC(2026, 10, 20, hour), zone: 'UTC', used: 0 }, 0);
    expect([at(21), at(22), at(0), at(6), at(7)]).toEqual([true, false, false, false, true]);
  });

  it.each([
    [{ active: { hours: [8, 17] }, quiet: { hours: [8, 17] } }, true],
    [{ active: { hours: [22, 5], weekdays: [4] }, quiet: { hours: [20, 7], weekdays: [4] } }, true],
    [{ active: { hours: [8, 17] }, quiet: { hours: [8, 16] } }, false],
    [{ active: { hours: [8, 17] }, quiet: { hours: [8, 17], weekdays: [5, 6] } }, false],
    [{ active: { hours: [8, 17] }, quiet: {} }, false],
    [{ quiet: { hours: [1, 23] } }, false],
    [{ quiet: { hours: [0, 23] } }, true],
    [{ quiet: { hours: [7, 6] } }, true],
    [{ quiet: { hours: [22, 21], weekdays: [0, 1, 2, 3, 4, 5, 6] } }, true],
    [{}, false],
  ])('that is always quiet while it is told never hears what waits: %j', (routing, expected) =>
    expect(isNeverTold(routingSchema.parse(routing))).toBe(expected),
  );
});

describe('hours and weekdays', () => {
  const SATURDAY = 5;
  it.each([
    ['the hour before', 21, 4, false],
    ['the first hour', 22, 4, true],
    ['midnight', 24, 4, true],
    ['the last hour, of the next day', 29, 4, true],
    ['the hour behind', 30, 4, false],
    ['the night that began on another day', 0, 4, false],
    ['the night behind a Friday, asked for Saturdays', 24, SATURDAY, false],
  ])('%s: [22, 5] from Friday', (_name, hour, weekday, expected) => {
    const midnight = Date.UTC(2026, 10, 20);
    expect(isWithin({ hours: [22, 5], weekdays: [weekday] }, midnight + hour * HOUR_MS, 'UTC')).toBe(expected);
  });

  it('are those of the installation', () => {
    expect(isWithin({ hours: [10, 10] }, FRIDAY, 'Europe/Berlin')).toBe(false);
    expect(isWithin({ hours: [11, 11] }, FRIDAY, 'Europe/Berlin')).toBe(true);
    // Still Friday in New York when it is Saturday in Berlin.
    const late = Date.UTC(2026, 10, 21, 1);
    expect(isWithin({ weekdays: [4] }, late, 'America/New_York')).toBe(true);
    expect(isWithin({ weekdays: [4] }, late, 'Europe/Berlin')).toBe(false);
  });
});
