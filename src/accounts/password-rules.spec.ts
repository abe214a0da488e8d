// Which passwords are refused, and why.

import { expect, it } from 'vitest';
import { PasswordRules } from './password-rules.js';

const rules = new PasswordRules();

it.each([
  ['short', 'has 5 characters'],
  ['😀'.repeat(11), 'has 11 characters'],
  ['x'.repeat(257), 'longer than 256'],
  ['aaaaaaaaaaaaaaaa', 'repeats'],
  ['ababababababab', 'repeats'],
  ['abcdabcdabcdab', 'repeats'],
  ['abcdefghijklmnop', 'row'],
  ['123456789012345', 'row'],
  ['098765432109', 'row'],
  ['qwertyuiopasd', 'row'],
  ['vera.lang2026', 'little more than your name'],
  ['lanwarden123', 'little more than your name'],
  ['Lanwarden!Lanwarden', 'little more than your name'],
  ['AdminPassword1', 'little more than your name'],
])('refuses %j: %s', async (password, reason) => {
  await expect(rules.check(password, 'vera.lang')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining(reason),
  });
});

it.each([
  'correct horse battery',
  'x'.repeat(2) + 'kq8z'.repeat(2) + 'pm',
  'fünf Äpfel am Baum',
  '😀🎉🐱🐶🦊🐻🐼🐨🐯🦁🐮🐷',
  'vera.lang trägt Hüte',
  'all lower case words',
])('takes %j', async (password) => {
  await expect(rules.check(password, 'vera.lang')).resolves.toBeUndefined();
});

it('does not mind a name of two letters within a password', async () => {
  await expect(rules.check('aliens in parliament', 'li')).resolves.toBeUndefined();
});
