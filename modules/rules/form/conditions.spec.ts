// Rows of the form and the query language say the same; what rows cannot say stays text.

import { describe, expect, it } from 'vitest';
import { type Condition, queryOf } from './condition.js';
import { conditionsOf } from './read-conditions.js';

const context = { lists: { networks: ['10.0.0.0/8'], admins: ['root'] }, zone: 'UTC' };
const row = (field: string, comparison: Condition['comparison'], value = ''): Condition => ({
  field,
  comparison,
  value,
});

describe('a row says', () => {
  it.each([
    [row('user', 'is', 'root'), 'user:root'],
    [row('user.name', 'is-not', 'CORP\\alice smith'), '-user:"CORP\\\\alice smith"'],
    [row('user', 'is', '$admins'), 'user:$admins'],
    [row('user', 'is', '" OR *'), 'user:"\\" OR *"'],
    [row('src_ip', 'not-in', '$networks'), '-src_ip:$networks'],
    [row('src_ip', 'in', '10.0.0.0/8, 192.168.0.0/16'), 'src_ip:(10.0.0.0/8 OR 192.168.0.0/16)'],
    [row('app', 'one-of', 'sshd, "a, b"'), 'app:(sshd OR "a, b")'],
    [row('message', 'contains', 'Failed password'), '"Failed password"'],
    [row('', 'contains', 'Failed'), '"Failed"'],
    [row('raw', 'contains', 'TTY=pts'), 'raw:"TTY=pts"'],
    [row('host', 'contains', 'web 1'), 'host:*web\\ 1*'],
    [row('host', 'like', 'web-?'), 'host:web\\-?'],
    [row('level', 'at-least', '3'), 'level>=3'],
    [row('severity', 'at-most', '3 OR user:x'), 'severity<="3 OR user:x"'],
    [row('user', 'exists'), 'exists:user'],
    [row('winlog.event_data.Status', 'missing'), '-exists:winlog.event_data.Status'],
  ])('%j as %s', (condition, query) => expect(queryOf([condition])).toBe(query));

  it('nothing while it is empty', () => expect(queryOf([row('', 'is'), row('user', 'is', 'x')])).toBe('user:x'));
});

describe('a query is shown as rows', () => {
  it.each([
    ['', []],
    ['user:root', [row('user', 'is', 'root')]],
    [
      'category:authentication AND outcome:failure -type:(info OR denied)',
      [
        row('category', 'is', 'authentication'),
        row('outcome', 'is', 'failure'),
        row('type', 'none-of', 'info, denied'),
      ],
    ],
    ['-src_ip:$networks user:$admins', [row('src_ip', 'not-in', '$networks'), row('user', 'is', '$admins')]],
    ['src_ip:(10.0.0.0/8 OR fe80::/10)', [row('src_ip', 'in', '10.0.0.0/8, fe80::/10')]],
    ['failed "invalid user"', [row('message', 'contains', 'failed'), row('message', 'contains', 'invalid user')]],
    ['host:*web* NOT app:ssh?', [row('host', 'contains', 'web'), row('app', 'like-not', 'ssh?')]],
    ['level>=3 score<=80', [row('level', 'at-least', '3'), row('score', 'at-most', '80')]],
    ['exists:user -exists:src_ip', [row('user', 'exists'), row('src_ip', 'missing')]],
    ['app:("a, b" OR c)', [row('app', 'one-of', '"a, b", c')]],
  ] as [string, Condition[]][])('%s', (text, rows) => {
    expect(conditionsOf(text, context)).toEqual(rows);
    expect(conditionsOf(queryOf(rows), context)).toEqual(rows);
  });

  it.each([
    ['user:root OR user:admin'],
    ['(user:root app:x) OR level:5'],
    ['dst_port:[1 TO 1024]'],
    ['level>3'],
    ['domain:/^[^.]{40,}/'],
    ['fail*'],
    ['"failed pass"*'],
    ['user:(a OR b*)'],
    ['user:"open'],
    ['nofield:x'],
    ['user:$nobody'],
  ])('but not %s', (text) => expect(conditionsOf(text, context)).toBeUndefined());
});
