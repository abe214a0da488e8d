// The components of a score, by number. Each gives, for an hour of an entity, one raw figure; calibration makes them comparable.

import { DIMENSIONS } from './dimensions.js';
import type { ReasonCode } from './reason.js';

/** Counts by hour; their order is that of arrays by rate, saved models rely on it. */
export const RATES = [
  { code: 'many-logons', title: 'Logons an hour' },
  { code: 'many-failures', title: 'Failures an hour' },
  { code: 'many-privileged', title: 'Privileged actions an hour' },
  { code: 'many-hosts', title: 'Different machines an hour' },
  { code: 'many-dns', title: 'DNS questions an hour' },
  { code: 'many-files', title: 'Files an hour' },
  { code: 'many-programs', title: 'Different programs an hour' },
  { code: 'many-files', title: 'Files in half a day' },
] as const satisfies readonly { code: ReasonCode; title: string }[];

export const LOGONS = 0;
export const FAILURES = 1;
export const PRIVILEGED = 2;
export const HOSTS = 3;
export const QUESTIONS = 4;
export const FILES = 5;
export const PROGRAMS = 6;
/** Decayed over 12 hours, not by hour. */
export const FILES_HALF_DAY = 7;

/** Of the first one of each family. Novelties come first, in the order of DIMENSIONS. */
export const NOVELTY = 0;
export const UNUSUAL_HOUR = DIMENSIONS.length;
export const RATE = UNUSUAL_HOUR + 1;
export const NEW_HOSTS = RATE + RATES.length;
export const NEW_PROGRAMS = NEW_HOSTS + 1;
export const CREEP = NEW_HOSTS + 2;
export const FAILURES_THEN_SUCCESS = NEW_HOSTS + 3;
export const SPRAYING = NEW_HOSTS + 4;
export const SPRAYING_SUCCESS = NEW_HOSTS + 5;
export const TRAVEL = NEW_HOSTS + 6;
export const DORMANT = NEW_HOSTS + 7;
export const TUNNEL = NEW_HOSTS + 8;
export const PATTERN = NEW_HOSTS + 9;

export const COMPONENT_CODES: readonly ReasonCode[] = [
  ...DIMENSIONS.map(({ code }) => code),
  'unusual-hour',
  ...RATES.map(({ code }) => code),
  'many-new-hosts',
  'many-new-programs',
  'slow-creep',
  'failures-then-success',
  'spraying',
  'spraying-success',
  'impossible-travel',
  'dormant',
  'dns-tunnel',
  'unusual-pattern',
];

export const COMPONENTS = COMPONENT_CODES.length;
