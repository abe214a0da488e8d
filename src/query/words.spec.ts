import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phraseTest } from './phrase.js';
import { wordsOf } from './words.js';

/** The definition, with no thought of speed. */
const naive = (text: string): string[] =>
  (text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.toLowerCase().replaceAll('\u0307', '').replaceAll('ς', 'σ'),
  );

const logText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aA bB09-_.:/"é e\u0301ÄßΣςİıǅ中½²\u0130\ud83d\ude00\ud800') }),
  fc.string({ unit: 'binary' }),
  fc.string(),
);

describe('words', () => {
  it.each([
    ['Failed password for root from 10.0.0.1 port 22', 'failed password for root from 10 0 0 1 port 22'],
    ['user_name=ALICE;uid=0', 'user name alice uid 0'],
    ['Zażółć GĘŚLĄ', 'zażółć gęślą'],
    ['Cafe\u0301 CAFÉ', 'café café'],
    ['ΟΔΟΣ ΟΔΟΣ.Α', 'οδοσ οδοσ α'],
    ['İstanbul', 'istanbul'],
    ['用户 登录', '用户 登录'],
    [' -- ', ''],
    ['', ''],
  ])('of %j are %j', (text, words) => expect(wordsOf(text).join(' ')).toBe(words));

  it('agree with the definition on any text', () => {
    fc.assert(
      fc.property(logText, (text) => {
        expect(wordsOf(text)).toEqual(naive(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('agree with the definition on every character there is', () => {
    for (let start = 0; start < 0x110000; start += 0x400) {
      const text = Array.from({ length: 0x400 }, (_, i) => String.fromCodePoint(start + i)).join(' ');
      expect(wordsOf(text)).toEqual(naive(text));
    }
  });

  it('are the words of themselves', () => {
    fc.assert(
      fc.property(logText, (text) => {
        const words = wordsOf(text);
        expect(words.flatMap(wordsOf)).toEqual(words);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('phrases', () => {
  const naivePhrase = (text: string, words: readonly string[], prefix: boolean): boolean => {
    const all = naive(text);
    const fits = (word: string, i: number, at: number): boolean =>
      all[at + i] === word || (prefix && i === words.length - 1 && all[at + i]?.startsWith(word) === true);
    return words.length > 0 && all.some((_, at) => words.every((word, i) => fits(word, i, at)));
  };

  it('are found where cutting into words finds them', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aab b-cé\u0301Σ'), maxLength: 24 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (message, wanted, prefix) => {
        const words = wordsOf(wanted).slice(0, 3);
        expect(phraseTest(words, prefix)(message)).toBe(naivePhrase(message, words, prefix));
      }),
      { numRuns: 10_000 },
    );
  });

  it('read this very file', () => {
    expect(phraseTest(['cutting', 'into', 'wor'], true)(readFileSync(import.meta.filename, 'utf8'))).toBe(true);
  });
});
