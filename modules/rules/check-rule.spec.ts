import { describe, expect, it } from 'vitest';
import { sampleRule } from '../../test/helpers/rule-samples.js';
import { checkRule, type Problem } from './check-rule.js';

const context = { lists: { admins: ['root'], none: [] }, zone: 'Europe/Berlin' };
const problems = (detect: object, more: object = {}): Problem[] => checkRule(sampleRule('r', detect, more), context);
const threshold = { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 600 };

describe('a rule that can run', () => {
  it.each([
    [
      threshold,
      {
        groupBy: ['src_ip', 'winlog.event_data.LogonType', 'hour_of_week'],
        schedule: { hours: [22, 5], weekdays: [5, 6] },
      },
    ],
    [{ kind: 'match', query: 'user:$admins time>=2026-01-01 message:/fail(ed|ure)/' }, {}],
    [{ kind: 'match', query: '' }, {}],
    [{ kind: 'match', query: 'user:$none app:snow-1days' }, {}],
    [{ kind: 'distinct', query: '*', field: 'category', count: 2, windowSeconds: 60 }, { groupBy: ['src_ip'] }],
    [{ kind: 'rate', query: '*' }, { groupBy: ['source'] }],
    [{ kind: 'watch', watch: 'disk-full' }, {}],
  ])('%j %j', (detect, more) => expect(problems(detect, more)).toEqual([]));
});

describe('a rule that cannot run', () => {
  it.each([
    [{ ...threshold, query: 'failed usr:root' }, {}, 'detect.query', 'There is no field "usr"; expected "user"', 7],
    [{ ...threshold, query: 'user:$admin' }, {}, 'detect.query', 'There is no list "$admin"', 5],
    [{ ...threshold, query: 'message:/(?=x)y/' }, {}, 'detect.query', 'linear', 9],
    [{ ...threshold, query: 'app:x time>=-24h' }, {}, 'detect.query', 'relative to now', 12],
    [
      { kind: 'sequence', windowSeconds: 60, steps: [{ query: 'a' }, { query: '(b' }] },
      {},
      'detect.steps.1.query',
      '")"',
      2,
    ],
    [{ ...threshold, count: 1 }, {}, 'detect.count', 'at least 2', undefined],
    [
      { kind: 'distinct', query: '*', field: 'user', count: 1, windowSeconds: 9 },
      {},
      'detect.count',
      'at least 2',
      undefined,
    ],
    [{ kind: 'first-seen', query: '*', field: 'message' }, {}, 'detect.field', 'text', undefined],
    [
      { kind: 'first-seen', query: '*', field: 'user' },
      { groupBy: ['user.name'] },
      'detect.field',
      'one value',
      undefined,
    ],
    [threshold, { groupBy: ['host', 'adress'] }, 'groupBy.1', 'There is no field "adress"', undefined],
    [threshold, { groupBy: ['src_ip', 'source.ip'] }, 'groupBy.1', 'twice', undefined],
    [threshold, { groupBy: ['time'] }, 'groupBy.0', 'differs', undefined],
    [threshold, { groupBy: ['raw'] }, 'groupBy.0', 'text', undefined],
    [threshold, { groupBy: ['category'] }, 'groupBy.0', 'several values', undefined],
    [threshold, { groupBy: ['hour'] }, 'groupBy.0', 'no field of the event', undefined],
    [{ kind: 'rate', query: '*' }, { groupBy: ['src_ip'] }, 'groupBy.0', 'not counted by "src_ip"', undefined],
    [{ kind: 'rate', query: '*' }, { groupBy: ['host', 'app'] }, 'groupBy.1', 'one field', undefined],
    [threshold, { schedule: { weekdays: [] } }, 'schedule.weekdays', 'never', undefined],
  ])('%j %j', (detect, more, path, message, at) => {
    expect(problems(detect, more)).toEqual([
      { path, message: expect.stringContaining(message), ...(at !== undefined && { at }) },
    ]);
  });

  it('is told all at once', () => {
    const all = problems({ ...threshold, query: 'nofield:1', count: 1 }, { groupBy: ['nothing'] });
    expect(all.map(({ path }) => path)).toEqual(['detect.query', 'detect.count', 'groupBy.0']);
  });
});
