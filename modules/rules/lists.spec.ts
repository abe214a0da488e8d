import { describe, expect, it } from 'vitest';
import { predicateOf } from '#src/query/predicate.js';
import { sampleEvent } from '../../test/helpers/rule-samples.js';
import { parseQuery } from '#src/query/parse.js';
import { expandLists, parseRuleQuery } from './lists.js';

const lists = {
  admins: ['root', 'CORP\\Alice', 'Domain Admins', 'svc_*', 'NOT'],
  networks: ['10.0.0.0/8', 'fe80::/10'],
  none: [],
};

describe('lists in a query', () => {
  it.each([
    ['user:$networks', 'user:(10.0.0.0/8 OR "fe80::/10")'],
    ['user:$admins', 'user:(root OR "CORP\\\\Alice" OR "Domain Admins" OR svc_* OR "NOT")'],
    ['user:(bob OR $admins)', 'user:(bob OR (root OR "CORP\\\\Alice" OR "Domain Admins" OR svc_* OR "NOT"))'],
    ['-src_ip:$networks failed', '-src_ip:(10.0.0.0/8 OR "fe80::/10") failed'],
    ['user:$none', 'user:(* -*)'],
    ['"costs $admins"', '"costs $admins"'],
    ['user:"$admins"', 'user:"$admins"'],
    ['host:share$admins', 'host:share$admins'],
    ['user:\\$admins', 'user:\\$admins'],
    ['message:/a $admins b/i', 'message:/a $admins b/i'],
    ['user:$5', 'user:$5'],
  ])('%s', (query, expected) => expect(expandLists(query, lists)).toBe(expected));

  it.each([
    ['user:$admins', { 'user.name': 'root' }, true],
    ['user:$admins', { 'user.name': 'corp\\alice' }, true],
    ['user:$admins', { 'user.name': 'domain admins' }, true],
    ['user:$admins', { 'user.name': 'svc_backup' }, true],
    ['user:$admins', { 'user.name': 'not' }, true],
    ['user:$admins', { 'user.name': 'bob' }, false],
    ['-src_ip:$networks', { 'source.ip': '203.0.113.7' }, true],
    ['-src_ip:$networks', { 'source.ip': '10.9.9.9' }, false],
    ['src_ip:$none', { 'source.ip': '10.9.9.9' }, false],
    ['src_ip:$none', {}, false],
    ['-src_ip:$none', {}, true],
    ['level:$none OR user:(bob OR $none)', { 'user.name': 'bob' }, true],
    ['message:$none', {}, false],
    ['hour:$none', {}, false],
    ['$none', {}, false],
  ])('%s on %o is %s', (query, fields, expected) => {
    const parsed = parseRuleQuery(query, lists, 'UTC');
    expect(parsed.kind === 'query' && predicateOf(parsed.query)(sampleEvent(0, fields))).toBe(expected);
  });

  it('may be longer than a query may be', () => {
    const many = { many: Array.from({ length: 600 }, (_, i) => `user-with-a-long-name-${i}`) };
    expect(parseRuleQuery('user:$many', many, 'UTC').kind).toBe('query');
  });

  it.each([
    `raw:(${Array(100)
      .fill(String.raw`/(a|b|c|delta)\s+\d{1,3}/`)
      .join(' OR ')})`,
    'raw:$bad',
  ])('may have more slow conditions than a search: %s', (query) => {
    const bad = Array.from({ length: 80 }, (_, i) => `*/gate.php?id=${i}*`);
    expect(parseQuery(expandLists(query, { bad })).kind).toBe('invalid');
    expect(parseRuleQuery(query, { bad }, 'UTC').kind).toBe('query');
  });

  it.each([
    ['user:$admin', 5, '"$admins"'],
    ['src_ip:$networks user:$nobody', 22, '$nobody'],
    ['src_ip:$networks nofield:1', 17, 'nofield'],
    ['src_ip:$admins x', 7, 'address'],
    ['user:$networks level:x', 21, 'number'],
    ['user:$constructor', 5, '$constructor'],
    ['user=$admins', 5, 'field:$admins'],
    ['level>=$admins', 7, 'field:$admins'],
  ])('%s is answered at %i', (query, at, hint) => {
    expect(parseRuleQuery(query, lists, 'UTC')).toEqual({ kind: 'invalid', at, hint: expect.stringContaining(hint) });
  });
});
