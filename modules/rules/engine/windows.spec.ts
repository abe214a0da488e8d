import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { sampleEvent, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import type { Matches } from '../match-record.js';
import type { Rule } from '../rule.js';
import { Detector } from './detector.js';
import { Fold } from './fold.js';
import { DistinctWindow } from './windows/distinct.js';
import { SequenceWindow } from './windows/sequence.js';
import { ThresholdWindow } from './windows/threshold.js';

/** Whether the events, one after the other or several at a time, raise something. */
function raises(rule: Rule, events: readonly LogEvent[], batchSize = 1): boolean {
  const set = sampleSet([rule]);
  const [fold, detector] = [new Fold(set), new Detector(set)];
  let raised = 0;
  for (let at = 0; at < events.length; at += batchSize) {
    for (const event of events.slice(at, at + batchSize)) fold.add(event, 'history');
    raised += detector.take(fold.take().records).raised.length;
  }
  return raised > 0;
}

const START = Date.UTC(2026, 10, 20, 23, 50);
const isSpanned = (times: readonly number[], windowMs: number): boolean =>
  Math.max(...times) - Math.min(...times) < windowMs;

/** All times, in any order of arrival, clumped so that windows are sometimes just full and sometimes just not. */
const times = (max: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 40 }).map((tick) => tick * 1_000 - 1),
    ),
    {
      minLength: 1,
      maxLength: max,
    },
  );
const batchSize = fc.integer({ min: 1, max: 5 });
const windowSeconds = fc.integer({ min: 1, max: 20 });

describe('a window is found in any order of arrival', () => {
  it('threshold: exactly when some N events lie within it', () => {
    fc.assert(
      fc.property(
        times(14),
        windowSeconds,
        fc.integer({ min: 2, max: 5 }),
        batchSize,
        (offsets, seconds, count, size) => {
          const rule = sampleRule('r', { kind: 'threshold', query: '*', count, windowSeconds: seconds });
          const sorted = offsets.toSorted((a, b) => a - b);
          const expected = sorted.some((_, i) => {
            const group = sorted.slice(i, i + count);
            return group.length === count && isSpanned(group, seconds * 1_000);
          });
          const events = offsets.map((offset) => sampleEvent(START + offset));
          expect(raises(rule, events, size)).toBe(expected);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('threshold: at most a second off for more than ten events a second', () => {
    const second = fc.tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 30 }),
    );
    fc.assert(
      fc.property(
        fc.array(second, { maxLength: 6 }),
        windowSeconds,
        fc.integer({ min: 15, max: 60 }),
        (all, seconds, count) => {
          const rule = sampleRule('r', { kind: 'threshold', query: '*', count, windowSeconds: seconds });
          const offsets = all.flatMap(([at, ms]) => ms.map((each) => at * 1_000 + each));
          const fits = (windowMs: number): boolean =>
            offsets.some((from) => offsets.filter((time) => time >= from && time < from + windowMs).length >= count);
          const isRaised = raises(
            rule,
            offsets.map((offset) => sampleEvent(START + offset)),
            30,
          );
          if (fits((seconds - 1) * 1_000)) expect(isRaised).toBe(true);
          if (!fits((seconds + 1) * 1_000)) expect(isRaised).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('distinct: exactly when some window holds N values', () => {
    const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 5 })), {
      minLength: 1,
      maxLength: 16,
    });
    fc.assert(
      fc.property(seen, windowSeconds, fc.integer({ min: 2, max: 4 }), batchSize, (pairs, seconds, count, size) => {
        const rule = sampleRule('r', { kind: 'distinct', query: '*', field: 'user', count, windowSeconds: seconds });
        const expected = pairs.some(([from]) => {
          const inside = pairs.filter(([time]) => time >= from && time < from + seconds * 1_000);
          return new Set(inside.map(([, user]) => user)).size >= count;
        });
        const events = pairs.map(([offset, user]) => sampleEvent(START + offset, { 'user.name': `u${user}` }));
        expect(raises(rule, events, size)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('sequence: exactly when the steps can be taken one after the other within it', () => {
    const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 })), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(seen, windowSeconds, fc.integer({ min: 1, max: 3 }), batchSize, (pairs, seconds, count, size) => {
        const steps = [{ query: 'app:s0', count }, { query: 'app:s1' }, { query: 'app:s2' }];
        const rule = sampleRule('r', { kind: 'sequence', steps, windowSeconds: seconds });
        const at = pairs.map(([tick, step]) => ({ time: START + tick * 500, step }));
        const events = at.map(({ time, step }) => sampleEvent(time, { 'process.name': `s${step}` }));
        expect(raises(rule, events, size)).toBe(canBeTaken(at, [count, 1, 1], seconds * 1_000));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** By trying every beginning and every way on. */
function canBeTaken(
  events: readonly { readonly time: number; readonly step: number }[],
  counts: readonly number[],
  windowMs: number,
): boolean {
  const flat = counts.flatMap((count, step) => Array.from({ length: count }, () => step));
  const go = (index: number, used: readonly number[], first: number, last: number, stepBegan: number): boolean => {
    if (index === flat.length) return true;
    const isNewStep = index > 0 && flat[index] !== flat[index - 1];
    const notBefore = isNewStep ? last : stepBegan;
    return events.some(({ time, step }, at) => {
      if (step !== flat[index] || used.includes(at) || time < notBefore) return false;
      const [low, high] = [Math.min(first, time), Math.max(last, time)];
      return high - low < windowMs && go(index + 1, [...used, at], low, high, notBefore);
    });
  };
  return go(0, [], Infinity, -Infinity, -Infinity);
}

describe('what is past fills windows', () => {
  const KINDS = {
    threshold: { kind: 'threshold', query: '*', count: 3, windowSeconds: 5 },
    distinct: { kind: 'distinct', query: '*', field: 'user', count: 3, windowSeconds: 5 },
    sequence: { kind: 'sequence', steps: [{ query: 'user:u0', count: 2 }, { query: 'user:u1' }], windowSeconds: 5 },
  } as const;
  const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 12,
  });
  /** What the second half raises. */
  const raised = (rule: Rule, [past, next]: readonly (readonly LogEvent[])[], isWarm: boolean): number => {
    const set = sampleSet([rule]);
    const [fold, detector] = [new Fold(set), new Detector(set)];
    for (const event of past!) {
      fold.add(event, 'history');
      if (isWarm) detector.warm(fold.take().records);
      else detector.take(fold.take().records);
    }
    for (const event of next!) fold.add(event, 'history');
    return detector.take(fold.take().records).raised.length;
  };

  it.each(Object.entries(KINDS))('as what comes does, where it raises nothing by itself: %s', (_, detect) => {
    const rule = sampleRule('r', detect);
    fc.assert(
      fc.property(seen, seen, (before, after) => {
        const halves = [before, after].map((half) =>
          half.map(([offset, user]) => sampleEvent(START + offset, { 'user.name': `u${user}` })),
        );
        fc.pre(!raises(rule, halves[0]!));
        expect(raised(rule, halves, true)).toBe(raised(rule, halves, false));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['add', 'fill'] as const)('and forget what is over, though nothing is ever complete: %s', (how) => {
    const record = (minute: number): Matches => {
      const time = START + minute * 60_000;
      const [value, other] = [`u${minute % 3}`, `u${(minute + 1) % 3}`];
      const times: [number, number] = [time, time];
      const events = [{ id: `e${minute}`, time, message: 'm' }];
      return { step: 0, count: 1, first: time, last: time, events, entity: {}, byReceipt: 0, values: [value, other], valueTimes: [times, times] } as unknown as Matches; // prettier-ignore
    };
    const room = { hasRoom: true };
    const windows = [
      new ThresholdWindow(100, 60_000, room),
      new DistinctWindow(4, 60_000, room),
      new SequenceWindow([100, 1], 60_000, room),
    ];
    for (const window of windows) {
      for (let minute = 0; minute < 600; minute += 1) expect(window[how](record(minute))).toBeUndefined();
      // A window and the lateness of 20 minutes, each value twice in a stretch.
      expect(window.size).toBeLessThan(5 * 25);
    }
  });

  /** A sequence ends with its last event: another one behind it is nothing new. */
  it.each([
    ['threshold', 1],
    ['distinct', 1],
    ['sequence', 0],
  ] as const)('that may be complete: %s', (kind, expected) => {
    const rule = sampleRule('r', KINDS[kind]);
    const at = (second: number, user: number): LogEvent =>
      sampleEvent(START + second * 1_000, { 'user.name': `u${user}` });
    const past = [at(0, 0), at(1, 0), at(2, 1), at(2, 2)];
    expect(raised(rule, [past, [at(3, 1)]], true)).toBe(expected);
    expect(raised(rule, [past, [at(30, 1)]], true)).toBe(0);
  });
});

describe('a threshold of 5 in 10 minutes', () => {
  const rule = sampleRule(
    'bf',
    { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 600 },
    { groupBy: ['src_ip'] },
  );
  const at = (offsets: readonly number[], from = START): LogEvent[] =>
    offsets.map((offset) => sampleEvent(from + offset, { 'source.ip': '203.0.113.7' }));
  const minutes = (...list: number[]): number[] => list.map((minute) => minute * 60_000);

  it.each([
    ['exactly 5', at(minutes(0, 1, 2, 3, 4)), true],
    ['4', at(minutes(0, 1, 2, 3)), false],
    ['5 at once', at([0, 0, 0, 0, 0]), true],
    ['5 across a minute', at([0, 1, 2, 3, 4], Date.UTC(2026, 10, 20, 12, 0, 59, 998)), true],
    ['5 across an hour', at(minutes(0, 2, 4, 6, 8), Date.UTC(2026, 10, 20, 12, 55)), true],
    ['5 across midnight', at(minutes(0, 2, 4, 6, 8), Date.UTC(2026, 10, 20, 23, 55)), true],
    ['5 within 1 ms less than the window', at([...minutes(0, 1, 2, 3), 599_999]), true],
    ['5 within exactly the window', at([...minutes(0, 1, 2, 3), 600_000]), false],
    ['5, the newest first', at(minutes(4, 3, 2, 1, 0)), true],
    ['5, the middle one 9 minutes late', at(minutes(0, 1, 3, 4, 13, 2)), true],
    ['4 and a late one of another stretch', at(minutes(0, 1, 2, 3, 20, 11)), false],
    ['5 of which one lacks the address', [...at(minutes(0, 1, 2, 3)), sampleEvent(START + 1)], false],
  ])('%s', (_what, events, expected) => expect(raises(rule, events)).toBe(expected));
});

describe('a sequence', () => {
  const steps = [{ query: 'outcome:failure', count: 2 }, { query: 'outcome:success' }];
  const rule = sampleRule('seq', { kind: 'sequence', steps, windowSeconds: 60 });
  const made = (text: string): LogEvent[] =>
    text.split(' ').map((part) =>
      sampleEvent(START + Number(part.slice(1)) * 1_000, {
        'event.outcome': part.startsWith('f') ? 'failure' : 'success',
      }),
    );

  it.each([
    ['f0 f1 s2', true],
    ['f0 s1 f2', false],
    ['s0 f1 f2', false],
    ['s2 f1 f0', true],
    ['f0 f0 s0', true],
    ['f0 f1 s60', false],
    ['f0 f1 f2 s61', false],
    ['f0 f1 f2 s60', true],
    ['f0 f1 s70 s80 f75 f76 s90', true],
    ['f0 s1', false],
  ])('%s', (text, expected) => expect(raises(rule, made(text))).toBe(expected));

  it('takes two events for two steps that ask for the same', () => {
    const twice = sampleRule('twice', {
      kind: 'sequence',
      steps: [{ query: 'failed' }, { query: 'password' }],
      windowSeconds: 60,
    });
    expect(raises(twice, [sampleEvent(START)])).toBe(false);
    expect(raises(twice, [sampleEvent(START), sampleEvent(START)])).toBe(true);
  });
});
