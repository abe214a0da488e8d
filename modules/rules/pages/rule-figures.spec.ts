import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { sampleRule } from '../../../test/helpers/rule-samples.js';
import type { RuleKind } from '../rule.js';
import { AllEvents } from './all-events.js';
import { Figures } from './rule-figures.js';

const NOW = Date.UTC(2026, 10, 20, 10, 30);
const THRESHOLD = { kind: 'threshold', query: '', count: 5, windowSeconds: 60 };
const ABSENCE = { kind: 'absence', query: '', silentMinutes: 5 };

/** A rule that matched so many of today's events. */
async function figuresOf(
  matchesToday: number,
  given: {
    ofAll?: number;
    alerts?: number;
    detect?: object;
    groupBy?: string[];
    evicted?: number;
    forgotten?: number;
    learning?: object;
  } = {},
) {
  const {
    ofAll = 2_000,
    alerts = 1,
    detect = { kind: 'match' as RuleKind, query: '' },
    groupBy = [],
    evicted = 0,
    forgotten = 0,
    learning,
  } = given;
  const asked: unknown[] = [];
  const store = {
    count: (request: unknown) => {
      asked.push(request);
      return Promise.resolve(ofAll);
    },
  };
  const counts = { matchesToday, lastMatch: NOW };
  const parts = [
    { countsByRule: () => Promise.resolve(new Map([['wide', alerts]].filter(([, count]) => count !== 0) as never)) },
    { activityOf: () => ({ counts, overflow: 0, evicted, forgotten, learning }) },
    { budgetPerDay: 20 },
    new AllEvents({ context: () => ({ zone: 'Europe/Vienna' }) } as never, store as never, new FakeClock(NOW)),
    new FakeClock(NOW),
  ];
  const figures = new Figures(...(parts as unknown as ConstructorParameters<typeof Figures>));
  return { figures: (await figures.all([sampleRule('wide', detect, { groupBy })]))('wide'), asked };
}

it.each([
  ['that matches everything is too wide', figuresOf(2_000), 100],
  ['is so also where alerts count events that are not stored yet', figuresOf(2_100), 100],
  ['that matches more than half is', figuresOf(1_020), 51],
  ['that matches half is not', figuresOf(1_000), undefined],
  ['of a day with few events is not', figuresOf(999, { ofAll: 999 }), undefined],
  ['with a threshold for everything is when it raises', figuresOf(2_000, { detect: THRESHOLD }), 100],
  [
    'with a threshold for each key may be under attack',
    figuresOf(2_000, { detect: THRESHOLD, groupBy: ['user'] }),
    undefined,
  ],
  ['with one that is never reached is not', figuresOf(2_000, { detect: THRESHOLD, alerts: 0 }), undefined],
  ['that waits for any sign of life is not', figuresOf(2_000, { detect: ABSENCE }), undefined],
])('a rule %s', async (_, found, percent) => expect((await found).figures.tooWide).toBe(percent));

it('all events are counted from midnight in the installation’s zone, and only for a rule with many matches', async () => {
  expect((await figuresOf(999)).asked).toEqual([]);
  const { asked } = await figuresOf(2_000);
  expect(asked).toMatchObject([{ range: { from: Date.UTC(2026, 10, 19, 23) } }]);
});

it('a rule for which keys were forgotten says so', async () => {
  expect((await figuresOf(1)).figures.limits).toEqual([]);
  expect((await figuresOf(1, { evicted: 3 })).figures.limits).toEqual([
    '3 keys were forgotten for want of room: what was counted for them began anew.',
  ]);
});

it('a rule that forgot what it had learned says so', async () => {
  expect((await figuresOf(1, { forgotten: 6_251 })).figures.limits).toEqual([
    '6251 values were forgotten for want of room: they count as new when they come again.',
  ]);
});

it('a rule that has not read the past yet says so, also where its days of learning are over', async () => {
  const learning = { learnsUntil: NOW - 1, isReadingPast: true };
  expect((await figuresOf(1, { learning })).figures).toMatchObject({ learnsUntil: undefined, isReadingPast: true });
  expect((await figuresOf(1)).figures.isReadingPast).toBe(false);
});
