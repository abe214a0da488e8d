import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError, findTooDeep, measure, spansOf } from './json-scan.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonError', () => {
  it.each([
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['"\\x"', 2],
    ['"a\nb"', 2],
    ['"\\u12g4"', 2],
    ['01', 1],
    ['tru', 0],
    ['{"a":1}}', 7],
    ['', 0],
    ['[1,', 3],
    ['"abc', 4],
  ])('finds what is wrong in %j at %i', (text, at) => expect(findJsonError(text)).toBe(at));

  it('agrees with JSON.parse about what is JSON, whatever one character does to it', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '1', '\\', ' ', 'e', '\n'))
      .map(
        ([text, at, char]) => text.slice(0, at % (text.length + 1)) + char + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(damaged, (text) => (findJsonError(text) === -1) === isJson(text)),
      { numRuns: 2_000 },
    );
  });
});

describe('spansOf', () => {
  it('cuts an array where its elements lie', () => {
    const element = fc.json().filter((text) => text.trim() !== '');
    const blank = fc.constantFrom('', ' ', '\n\t');
    const property = fc.property(fc.array(element, { minLength: 1 }), blank, (elements, space) => {
      const json = Buffer.from(`${space}[${space}${elements.join(`${space},${space}`)}${space}]${space}`);
      const cut = spansOf(json, 100).map(({ start, end }) => json.toString('utf8', start, end));
      expect(cut).toEqual(elements.slice(0, 100).map((text) => text.trim()));
    });
    fc.assert(property, { numRuns: 500 });
  });
});

it('findTooDeep finds the first bracket too many, and none inside strings', () => {
  const json = Buffer.from('[1,{},{"a":[{"b":"[[[\\"["}]},[]]');
  expect([4, 3, 2, 1, 0].map((max) => findTooDeep(json, max))).toEqual([-1, 12, 11, 3, 0]);
});

it('measure counts brackets and commas, and none inside strings', () => {
  const json = Buffer.from('[1,{},{"a":[{"b":"[,[\\",["}]},[]]');
  expect(measure(json, 9)).toEqual({ tooDeepAt: -1, values: 9 });
});

it('spansOf comes to an end on whatever is no JSON', () => {
  const garbage = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', ' ', '1'), maxLength: 60 });
  fc.assert(
    fc.property(garbage, (text) => spansOf(Buffer.from(`[${text}`), 1_000).length < 1_000),
    { numRuns: 1_000 },
  );
});
