import { describe, expect, it } from 'vitest';
import { parseJson, parseJsonObject } from './json-text.js';

const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);

describe('JSON of a stranger', () => {
  it.each([
    ['{"a":[1,"x",null,true]}', { a: [1, 'x', null, true] }],
    [`{"a":"${'\\"[['.repeat(2_000)}"}`, { a: '"[['.repeat(2_000) }],
    [nested('[', ']', 190) + ' '.repeat(5_000), JSON.parse(nested('[', ']', 190))],
    ['{"a":', undefined],
    ['', undefined],
    [`{"a":"${'x'.repeat(5_000)}`, undefined],
  ])('%.40s is read as it is', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  it.each([
    ['[', ']', 30_000],
    ['{"a":', '}', 10_000],
    ['[{"a":', '}]', 5_000],
  ])('is none where it nests as deep as %s %s', (open, close, levels) => {
    expect(parseJson(open + nested(open, close, levels) + close)).toBeUndefined();
  });

  it.each([
    '{"a":{"toString":1,"b":2}}',
    '{"a":{"b":2,"to\\u0053tring":null,"valueOf":1}}',
    '{"toString":{"x":1},"a":{"\\u0074oString":"x","__proto__":{"c":1},"b":2}}',
  ])('never holds an object that String() throws at: %s', (text) => {
    const value = parseJsonObject(text)!;
    expect(String(value)).toBe('[object Object]');
    expect(String(value['a'])).toBe('[object Object]');
    expect(value['a']).toMatchObject({ b: 2 });
    expect(JSON.stringify(value)).toContain('"toString_":');
    expect(({} as { c?: number }).c).toBeUndefined();
  });

  it('never holds one in a list of lists either', () => {
    expect(parseJson('[1,[{"toString":1}],{"toString":2}]')).toEqual([1, [{ toString_: 1 }], { toString_: 2 }]);
  });

  it('is an object only where it is one', () => {
    expect(['[1]', 'null', '1', '"x"', '{}'].map(parseJsonObject)).toEqual([undefined, undefined, undefined, undefined, {}]); // prettier-ignore
  });

  it('keeps a text that names it', () => {
    expect(parseJson('{"a":"toString","b":"\\"toString\\": 1"}')).toEqual({ a: 'toString', b: '"toString": 1' });
  });
});
