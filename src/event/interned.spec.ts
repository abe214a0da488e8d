import { expect, it } from 'vitest';
import { interned, keptText } from './interned.js';

it.each([
  'alice',
  '',
  'web-01.dmz.lab.example.net',
  'Zoë',
  'Ω-server',
  '管理者',
  'half a pair \ud83d',
  'x'.repeat(200),
  'x'.repeat(10_000),
])('is the text that was given: %j', (text) => {
  const line = `<38>${text}|`;
  expect([interned(line.slice(4, -1)), interned(line.slice(4, -1))]).toEqual([text, text]);
});

it('stays the text that was given when a flood of others has emptied the memory', () => {
  const names = Array.from({ length: 150_000 }, (_, i) => `203.0.113.${i}`);
  expect(names.every((name) => interned(name) === name)).toBe(true);
  expect(interned('203.0.113.7')).toBe('203.0.113.7');
});

it('says which copy it keeps, and of others nothing', () => {
  const copy = interned('somebody.that.comes.again');
  expect(keptText('somebody.that.comes.again')).toBe(copy);
  expect(keptText('somebody.that.never.came')).toBeUndefined();
});
