import { describe, expect, it } from 'vitest';
import { type Rule, ruleSchema, type WATCHES } from '../rule.js';
import { clockVerdicts } from './clock-jump.js';
import { diskVerdicts } from './disk-full.js';
import { parserVerdicts } from '../../../test/helpers/parser-verdicts.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const GB = 1e9;
const rule = (watch: (typeof WATCHES)[number], bound?: number): Rule =>
  ruleSchema.parse({ id: 'w', name: 'W', detect: { kind: 'watch', watch, ...(bound !== undefined && { bound }) } });

describe('a clock', () => {
  const judged = (driftSeconds: number | undefined, beforeSeconds = driftSeconds, samples = 32, bound?: number) => {
    const clock = {
      zone: 'UTC',
      origin: 'set' as const,
      samples,
      ...(driftSeconds !== undefined && { driftMs: driftSeconds * 1_000 }),
    };
    const before = new Map(beforeSeconds === undefined ? [] : [['fw', beforeSeconds * 1_000]]);
    return clockVerdicts(rule('clock-jump', bound), new Map([['fw', clock]]), before, NOW)[0];
  };

  it.each([
    ['on the bound is right', judged(300), 'fine'],
    ['behind it is wrong', judged(301), 'wrong'],
    ['ahead of it is wrong', judged(-301), 'wrong'],
    ['that leaps within the bound is wrong', judged(200, -200), 'wrong'],
    ['that was not known before does not leap', judged(200, undefined), 'fine'],
    ['with a bound of its own', judged(61, 61, 32, 60), 'wrong'],
    ['of few messages says nothing', judged(9_000, 9_000, 4), undefined],
    ['without messages says nothing', judged(undefined), undefined],
  ])('%s', (_, verdict, kind) => expect(verdict?.kind).toBe(kind));

  it('is told in words', () => {
    expect(judged(3_600)).toMatchObject({
      title: 'The clock of fw is wrong',
      summary: 'The clock of fw is 1 h behind; its messages are stored at wrong times.',
    });
    expect(judged(-3_600, 0)).toMatchObject({
      title: 'The clock of fw jumped',
      reasons: [{ expected: 'within 5 min of the time of receipt', actual: '1 h ahead, was right to the second' }],
    });
  });
});

describe('the share that parsers understand', () => {
  const judged = (all: number, parsed: number, before: { all: number; parsed: number }, bound?: number) =>
    parserVerdicts(rule('parser-drift', bound), [{ source: 'fw', lastHour: { all, parsed }, before }], NOW)[0];
  const week = { all: 10_000, parsed: 9_500 };

  it.each([
    ['as before is fine', judged(100, 95, week), 'fine'],
    ['29 points less is fine', judged(100, 66, week), 'fine'],
    ['30 points less is not', judged(100, 65, week), 'wrong'],
    ['more is fine', judged(100, 100, week), 'fine'],
    ['of too few messages says nothing', judged(99, 0, week), undefined],
    ['without a past says nothing', judged(100, 0, { all: 99, parsed: 99 }), undefined],
    ['with a bound of its own', judged(100, 84, week, 10), 'wrong'],
  ])('%s', (_, verdict, kind) => expect(verdict?.kind).toBe(kind));

  it('is told with both shares', () =>
    expect(judged(200, 20, week)).toMatchObject({
      summary: 'Parsers understood 10 % of the 200 messages of fw in the last hour; in the week before it was 95 %.',
    }));
});

describe('the disk', () => {
  const judged = (freeGb: number, bound?: number, minFreeGb = 0.5, hasEvents = true) =>
    diskVerdicts(
      rule('disk-full', bound),
      { freeBytes: freeGb * GB, totalBytes: 100 * GB, minFreeBytes: minFreeGb * GB, hasEvents },
      NOW,
    )[0];

  it.each([
    ['with a tenth free is not full', judged(10), undefined],
    ['with less is', judged(9.9), 'wrong'],
    ['is well only with some more', judged(11), 'fine'],
    ['with a bound of its own', judged(19, 20), 'wrong'],
    ['is nearly full at twice of what must be free', judged(15, 10, 8), 'wrong'],
  ])('%s', (_, verdict, kind) => expect(verdict?.kind).toBe(kind));

  it('of a collector whose events are on a server holds the spool', () =>
    expect(judged(5, 10, 0.5, false)).toMatchObject({
      summary: expect.stringMatching(
        /^5\.0 GB of 100 GB are free where messages wait while the database is away/,
      ) as string,
    }));

  it('is told in units', () =>
    expect(judged(5)).toMatchObject({
      summary:
        '5.0 GB of 100 GB are free where events are stored; below 500 MB the oldest events go and messages are refused.',
    }));
});
