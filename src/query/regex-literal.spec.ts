import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRegex, regexTest } from './regex.js';
import { literalIn } from './regex-literal.js';

it.each<[string, '' | 'i', string | undefined]>([
  ['user9[0-9]{2} from', '', 'user9'],
  ['^Failed (password|key) for .* port', '', 'Failed '],
  ['fail(ed|ure)', '', 'fail'],
  ['abcd?', '', 'abc'],
  ['abcd*efgh', '', 'efgh'],
  ['abcd{0,3}x', '', 'abc'],
  ['abcd+ef', '', 'abcd'],
  ['a\\.b\\/c\\d', '', 'a.b/c'],
  ['abcd|efgh', '', undefined],
  ['(abcd|efgh)', '', undefined],
  ['(abcd)+xyz', '', 'xyz'],
  ['[abcd]xyz', '', 'xyz'],
  ['[]abc]x', '', undefined],
  ['[[:alpha:]]efg', '', 'efg'],
  ['password', 'i', 'word'],
  ['(?i)kernel', '', 'ernel'],
  ['\\Qabc|def\\E', '', undefined],
  ['\\x41bcd', '', undefined],
  ['\\p{Greek}abc', '', undefined],
  ['\\101bcd', '', undefined],
  ['ab', '', undefined],
  ['äöüabc', '', 'abc'],
])('what stands in every match of /%s/%s is %j', (pattern, flags, literal) =>
  expect(literalIn({ pattern, flags })).toBe(literal),
);

it('stands in every text that matches', () => {
  const piece = fc.constantFrom(
    'abc',
    'xyz',
    'k',
    's',
    'a',
    '|',
    '(',
    ')',
    '(?i)',
    '[',
    ']',
    '^',
    '$',
    '.',
    '*',
    '?',
    '+',
    '{2}',
    '{0,1}',
    '\\d',
    '\\x61',
    '\\pL',
    '\\p{Lu}',
    '\\bab',
    '(?P<n>abc)',
    '+?',
    '\\.',
    '\\|',
    '\\(',
    '[^a]',
    '[a-c]',
    '[]]',
    ' ',
  );
  const text = fc
    .array(fc.constantFrom('abc', 'xyz', 'k', 'K', 's', 'ſ', '\u212a', 'a', 'XYZ', '.', '|', '(', ' ', '1', ']'), {
      maxLength: 8,
    })
    .map((parts) => parts.join(''));
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
      fc.constantFrom('' as const, 'i' as const),
      fc.array(text, { minLength: 5, maxLength: 10 }),
      (pattern, flags, texts) => {
        if (checkRegex({ pattern, flags }).kind === 'invalid') return;
        const literal = literalIn({ pattern, flags })?.toLowerCase();
        if (literal === undefined) return;
        for (const each of texts.filter(regexTest({ pattern, flags }))) {
          matches += 1;
          expect(each.toLowerCase(), `${pattern} says ${literal}`).toContain(literal);
        }
      },
    ),
    { numRuns: 30_000 },
  );
  expect(matches).toBeGreaterThan(500);
});
