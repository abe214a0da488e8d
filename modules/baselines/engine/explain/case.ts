// What the words of a code are made from, and the little that all of them need.

import { visibleText } from '#src/portal/events/visible-text.js';
import type { Activity } from '../activity.js';
import type { Entity } from '../entity.js';
import type { Evidence, Facts } from '../evidence.js';

export interface Case {
  readonly entity: Entity;
  /** The entity’s name, harmless and short. */
  readonly who: string;
  readonly activity: Activity;
  readonly evidence: Evidence;
  readonly facts: Facts;
}

export interface Wording {
  /** `source country never seen for alice` */
  readonly what: string;
  /** `DE (58 of 60 days)` */
  readonly expected: string;
  /** `PL` */
  readonly actual: string;
  /** For the summary; the entity is its subject: `has never come from PL (2 countries in 60 days)`. */
  readonly says: string;
}

export type Words = (found: Case) => Wording;

const MAX_NAME_CHARS = 48;
const MAX_VALUE_CHARS = 64;

export const shortName = (name: string): string => visibleText(name, MAX_NAME_CHARS);

/** A value of a log: one line, harmless, and no longer than a sentence bears. The ends of domains and paths tell most. */
export function shortValue(value: string): string {
  if (value.length <= MAX_VALUE_CHARS) return visibleText(value);
  const head = visibleText(value.slice(0, MAX_VALUE_CHARS / 2).replace(/[\ud800-\udbff]$/, ''));
  return `${head}…${visibleText(value.slice(1 - MAX_VALUE_CHARS / 2).replace(/^[\udc00-\udfff]/, ''))}`;
}

/** `logged_in/Network/NTLM` -> `logged in (Network, NTLM)`; that a failure failed is said once. */
export function actionWords(action: string): string {
  const [verb = '', ...how] = action.split('/');
  const details = how.filter((each) => each !== 'failure' || !/fail|denied/.test(verb));
  return shortValue(`${verb.replaceAll('_', ' ')}${details.length === 0 ? '' : ` (${details.join(', ')})`}`);
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Of 0 (Monday 00h) .. 167. */
export const weekday = (hourOfWeek: number): string => WEEKDAYS[Math.floor(hourOfWeek / 24) % 7] ?? '';

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `in 60 days` */
export const inDays = (days: number): string => {
  const whole = Math.max(1, Math.round(days));
  return `in ${whole} ${whole === 1 ? 'day' : 'days'}`;
};
