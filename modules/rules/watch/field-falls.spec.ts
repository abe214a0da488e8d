import { describe, expect, it } from 'vitest';
import { type FieldHistory, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { ruleSchema } from '../rule.js';
import { fieldFalls } from './field-falls.js';
import { driftsOf, driftVerdict } from './parser-drift.js';
import { parserVerdicts } from '../../../test/helpers/parser-verdicts.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const rule = (bound?: number) =>
  ruleSchema.parse({ id: 'w', name: 'W', detect: { kind: 'watch', watch: 'parser-drift', bound } });
const history = (different: Partial<FieldHistory> = {}): FieldHistory => ({
  source: 'fw',
  parser: 'pihole',
  field: 'source.ip',
  lastDay: undefined,
  lastHours: { all: 200, filled: 10 },
  before: { days: 5, lowHour: 0.9, lowDay: 0.95 },
  ...different,
});
const hours = (all: number, filled: number) => ({ lastHours: { all, filled } });

describe('a field', () => {
  it.each([
    ['that is found as often as in the lowest hours is fine', history(hours(200, 180)), 'fine'],
    ['that is found more than half as often is fine', history(hours(200, 91)), 'fine'],
    ['that is found half as often has fallen', history(hours(200, 90)), 'fallen'],
    ['that is not found at all has fallen', history(hours(200, 0)), 'fallen'],
    ['that was rare has not fallen by enough points', history({ ...hours(200, 0), before: { days: 5, lowHour: 0.14, lowDay: 0.2 } }), 'fine'], // prettier-ignore
    ['of too few messages says nothing', history(hours(99, 0)), 'unknown'],
    ['of days without full hours says nothing by the hour', history({ before: { days: 5, lowDay: 0.9 } }), 'unknown'],
    ['of few messages an hour is judged by the day', history({ ...hours(20, 0), lastDay: { all: 150, filled: 3 } }), 'fallen'], // prettier-ignore
  ])('%s', (_what, given, expected) => {
    const { judged, falls } = fieldFalls([given], 15);
    expect(judged.size === 0 ? 'unknown' : falls.length > 0 ? 'fallen' : 'fine').toBe(expected);
  });

  it('is told with parser, field, shares and examples, one alert a source', () => {
    const [drift] = driftsOf(rule(), [], [history(), history({ field: 'user.name' })]);
    expect(driftVerdict(rule(), drift!, NOW, [{ what: 'without source.ip', actual: 'a new form' }])).toMatchObject({
      kind: 'wrong',
      title: 'Less is found in messages of fw',
      summary:
        'The parser pihole found source.ip in 5 % of the 200 messages of fw that it read in the last hours; 90 % and more is usual.',
      reasons: [
        {
          what: 'share of the messages of fw in which the parser pihole finds source.ip',
          expected: '90 % or more (on most of 5 such days)',
          actual: '5 % (10 of 200 in the last hours)',
        },
        { what: expect.stringContaining('finds user.name') as string },
        { what: 'without source.ip', actual: 'a new form' },
      ],
    });
  });

  it('that all parsers together find less of is told as what it is', () => {
    const all = history({ parser: '', field: UNDERSTOOD });
    expect(parserVerdicts(rule(), [], NOW, [all])[0]).toMatchObject({
      summary: 'A parser of its own read 5 % of the 200 messages of fw in the last hours; 90 % and more is usual.',
    });
  });

  it('says nothing of a source that is understood less: that comes first', () => {
    const share = { source: 'fw', lastHour: { all: 100, parsed: 0 }, before: { all: 1_000, parsed: 1_000 } };
    expect(parserVerdicts(rule(), [share], NOW, [history()])).toMatchObject([
      { title: 'Messages of fw are no longer understood', reasons: [{}, {}] },
    ]);
  });

  it('is not looked at with a bound of nothing', () =>
    expect(parserVerdicts(rule(0), [], NOW, [history()])).toMatchObject([{ kind: 'fine' }]));
});
