import { describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../test/helpers/growth.js';
import type { LogEvent } from '../event/event.js';
import type { Query } from './ast.js';
import { parseQuery } from './parse.js';
import { predicateOf } from './predicate.js';
import { printQuery } from './print.js';
import { MAX_REGEX_INPUT_CHARS, regexTest } from './regex.js';

const tree = (text: string): Query => {
  const parsed = parseQuery(text, { now: 0 });
  if (parsed.kind === 'invalid') throw new Error(`${text}: at ${parsed.at}: ${parsed.hint}`);
  return parsed.query;
};
const regex = (field: string, pattern: string, flags = ''): Query =>
  ({ kind: 'regex', field, pattern, flags }) as Query;
const is = (field: string, value: string): Query => ({ kind: 'equals', field, value }) as Query;

describe('a regular expression in a query', () => {
  it.each<[string, Query]>([
    ['user:/^svc_/', regex('user.name', '^svc_')],
    ['message:/fail(ed|ure) for "x"/i', regex('message', 'fail(ed|ure) for "x"', 'i')],
    ['-user:/a/', { kind: 'not', of: regex('user.name', 'a') }],
    ['(raw:/a b)c?/)', regex('event.original', 'a b)c?')],
    ['user:(/^a/ OR b)', { kind: 'or', of: [regex('user.name', '^a'), is('user.name', 'b')] }],
    ['url.path:/^\\/api\\/v\\d/', regex('url.path', '^/api/v\\d')],
    ['src_ip:/^10\\./', regex('source.ip', '^10\\.')],
  ])('is read where a slash begins and ends the value: %s', (text, query) => {
    if (text.includes('b)c')) return expect(() => tree(text)).toThrow(/no "\(" open/);
    expect(tree(text)).toEqual(query);
    expect(tree(printQuery(query))).toEqual(query);
  });

  it.each<[string, Query]>([
    ['app:/usr/bin/x', is('process.name', '/usr/bin/x')],
    ['app:/usr/bin/', is('process.name', '/usr/bin/')],
    ['app:/tmp', is('process.name', '/tmp')],
    ['app:/x/g', is('process.name', '/x/g')],
    ['app:"/tmp/"', is('process.name', '/tmp/')],
    ['app=/tmp/', is('process.name', '/tmp/')],
    [
      'app:(/var/log OR /usr/lib)',
      { kind: 'or', of: [is('process.name', '/var/log'), is('process.name', '/usr/lib')] },
    ],
    ['/var/log/', { kind: 'phrase', words: ['var', 'log'], prefix: false }],
  ])('is not seen in a path: %s', (text, query) => expect(tree(text)).toEqual(query));

  it.each([
    ['user:/a(?=b)/', 7, /Look-around.*linear time/],
    ['user:/(?<!a)b/', 6, /Look-around/],
    ['user:/(a)\\1/', 9, /Back-references.*linear/],
    ['user:/a++/', 7, /Possessive/],
    ['user:/(?>a)/', 6, /Atomic/],
    ['user:/ab[c/', 8, /"\]"/],
    ['user:/a)b)/', 7, /no "\(" open/],
    ['user:/(a/', 6, /close a "\("/],
    ['user:/*a/', 6, /something to repeat/],
    ['user:/x\\q/', 7, /no such escape/],
    ['user:/a{2,1}/', 7, /repeat count/],
    ['user:/(a{100}){9}/', 6, /too large.*500/],
    [`user:/${'a'.repeat(501)}/`, 506, /500 characters/],
    ['dst_port:/^80/', 9, /no regular expression; expected a number/],
    ['time:/2026/', 5, /no regular expression; expected a time/],
    ['hour:/1/', 5, /no regular expression/],
  ])('that cannot be run is answered with place and reason: %s', (text, at, hint) => {
    const parsed = parseQuery(text);
    expect(parsed).toMatchObject({ kind: 'invalid', at });
    if (parsed.kind === 'invalid') expect(parsed.hint).toMatch(hint);
  });
});

describe('its match', () => {
  const event = {
    message: 'Failed password for root',
    'user.name': 'Root',
    tags: ['one', 'two'],
  } as unknown as LogEvent;

  it.each([
    ['message:/fail(ed|ure)/', false],
    ['message:/fail(ed|ure)/i', true],
    ['message:/^Failed .* root$/', true],
    ['message:/^password/', false],
    ['-message:/^password/', true],
    ['tags:/^tw/', true],
    ['-user:/^R/', false],
    ['host:/x/', false],
    ['-host:/x/', true],
  ])('stands anywhere in the value, and minds the case: %s', (text, expected) =>
    expect(predicateOf(tree(text))(event)).toBe(expected),
  );

  it('looks at the first 16,384 characters', () => {
    const test = regexTest({ pattern: 'x', flags: '' });
    expect(test('a'.repeat(MAX_REGEX_INPUT_CHARS - 1) + 'x')).toBe(true);
    expect(test('a'.repeat(MAX_REGEX_INPUT_CHARS) + 'x')).toBe(false);
  });

  it('takes time that grows with the text alone', async () => {
    const test = regexTest({ pattern: '(x+x+)+y$', flags: '' });
    const look = (size: number): void => expect(test(`y${'x'.repeat(size)}`)).toBe(false);
    await expectGrowthBelow(64, look, { small: MAX_REGEX_INPUT_CHARS / 16, factor: 16 });
  });
});
