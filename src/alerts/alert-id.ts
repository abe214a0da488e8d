// Ids of alerts: `al_`, nine characters of the time, ten of chance. They sort by time and stand in addresses as they are.

import { randomInt } from 'node:crypto';

const PREFIX = 'al_';
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const TIME_CHARS = 9;
const CHANCE_CHARS = 10;

/** @param atMs since 1970; sorts rightly until the year 5188 */
export function newAlertId(atMs: number): string {
  const time = Math.max(0, Math.floor(atMs)).toString(36).padStart(TIME_CHARS, '0');
  const chance = Array.from({ length: CHANCE_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${PREFIX}${time}${chance.join('')}`;
}

/** ms since 1970 */
export function raisedAtOf(id: string): number {
  return Number.parseInt(id.slice(PREFIX.length, PREFIX.length + TIME_CHARS), 36);
}

export function isAlertId(text: string): boolean {
  return /^al_[0-9a-z]{19}$/.test(text);
}
