// Which passwords are taken: long ones (NIST SP 800-63B: length and a list of known ones, no rules of composition). Says why not.

import { Fault } from '#src/faults.js';
import type { BreachedPasswords } from './breached-passwords.js';

/** Characters. */
export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;

/** What is left of a password without these and the person's own name must be something. */
const KNOWN_WORDS = ['lanwarden', 'password', 'passwort', 'admin'];
const LEAST_OF_ONES_OWN = 6;
const LONGEST_UNIT = 4;
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '1234567890', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm'];

export class PasswordRules {
  /** `breached`: none, when nobody configured a list. */
  constructor(private readonly breached?: BreachedPasswords) {}

  /** `name`: of the account. @throws Fault BAD_REQUEST with a sentence for the person; CONFIG_INVALID when the list cannot be read */
  async check(password: string, name: string): Promise<void> {
    const reason = lengthMistake(password) ?? plainMistake(password, name);
    if (reason !== undefined) throw new Fault('BAD_REQUEST', reason);
    if (await this.breached?.has(password))
      throw new Fault(
        'BAD_REQUEST',
        'This password is in a list of stolen ones, so it is among the first that are tried. Take another.',
      );
  }
}

/** Counted as people see them: an emoji is one. */
function lengthMistake(password: string): string | undefined {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH)
    return `The password has ${length} characters; take at least ${MIN_PASSWORD_LENGTH}. A few words in a row are easy to remember.`;
  if (length > MAX_PASSWORD_LENGTH) return `The password is longer than ${MAX_PASSWORD_LENGTH} characters.`;
  return undefined;
}

function plainMistake(password: string, name: string): string | undefined {
  const text = password.normalize('NFC').toLowerCase();
  if (isRepetition(text)) return 'The password repeats the same few characters. Take a few words instead.';
  if (isRow(text)) return 'The password is a row of the alphabet or of the keyboard. Take a few words instead.';
  let left = text;
  for (const word of [name.toLowerCase(), ...KNOWN_WORDS]) if (word.length > 2) left = left.replaceAll(word, '');
  if (left !== text && [...left].length < LEAST_OF_ONES_OWN)
    return 'The password is little more than your name or a word that everybody tries first. Take a few words instead.';
  return undefined;
}

function isRepetition(text: string): boolean {
  if (new Set(text).size <= 2) return true;
  for (let size = 1; size <= LONGEST_UNIT; size++)
    if (
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .startsWith(text)
    )
      return true;
  return false;
}

/** Also backwards, and from the end to the beginning again. */
function isRow(text: string): boolean {
  const backwards = [...text].toReversed().join('');
  return ROWS.some((row) => {
    const rounds = row.repeat(Math.ceil(text.length / row.length) + 1);
    return rounds.includes(text) || rounds.includes(backwards);
  });
}
