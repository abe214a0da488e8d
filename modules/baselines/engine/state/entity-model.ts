// What the model knows about one entity: everything through a day. Changed only when a day is closed. What decays is decayed when it is
// touched, by the days since then.

import { DIMENSIONS } from '../dimensions.js';
import { RATES } from '../components.js';

/** One value of a dimension. */
export interface KnownValue {
  /** Decayed number of days on which it was seen, as of `last`. */
  days: number;
  /** Days since 1970. */
  first: number;
  last: number;
}

export class KnownDimension {
  readonly values = new Map<string, KnownValue>();
  /** First uses, and different values by day, decayed as of `at`. */
  fresh = 0;
  total = 0;
  at = 0;
  /** Hours with a value, and different values in them: decayed as the two above. */
  hours = 0;
  distinct = 0;
}

export class EntityModel {
  /** Day it was active last, as learned. */
  last: number;
  /** The same with days on which only its device was heard. */
  lastSeen: number;
  /** Days with activity. */
  activeDays = 0;
  /** Decayed. */
  events = 0;
  /** To which the decayed figures below are decayed. */
  at: number;
  readonly dimensions: (KnownDimension | undefined)[] = DIMENSIONS.map(() => undefined);
  /** Active hours by hour of week. */
  hours: Float64Array = new Float64Array(168);
  /** By rate: hours, sum, sum of squares. */
  rates: Float64Array = new Float64Array(RATES.length * 3);
  /** Of the last FIRSTS_DAYS active days: day, hosts and programs for the first time. */
  firsts: number[] = [];
  /** Evidence of slow creep so far. */
  creep = 0;
  /** Gaps between active days, and days in them beyond one. */
  gaps = 0;
  gapDays = 0;
  /** Of the features of an hour: hours, then mean and mean square by feature. */
  features: Float64Array | undefined;
  /** Others that are alike; -1: none. */
  group = -1;
  /** What was found lately: day and explanation. */
  found: (readonly [day: number, about: string])[] = [];
  /** Of a source address: days on which accounts failed from it, and how many different ones. */
  sprayDays = 0;
  sprayed = 0;

  /** @param first day it was seen first */
  constructor(public first: number) {
    this.last = first;
    this.lastSeen = first;
    this.at = first;
  }

  dimension(d: number): KnownDimension {
    return (this.dimensions[d] ??= new KnownDimension());
  }
}

/** Half-life of a value that is not used any more. */
const VALUE_HALF_LIFE_DAYS = 30;

/** What `KnownValue.days` is of a value that was seen on each of so many days, the last one today. */
function decayedDays(days: number): number {
  return (1 - 2 ** (-days / VALUE_HALF_LIFE_DAYS)) / (1 - 2 ** (-1 / VALUE_HALF_LIFE_DAYS));
}

/** On about how many days it was seen, as a person would count them: between the first and the last one. */
export function plainDays({ days, first, last }: KnownValue): number {
  const span = last - first + 1;
  return Math.min(span, Math.max(1, Math.round((days * span) / decayedDays(span))));
}

/** Decayed days of a value as of `day`. */
export function daysOf(value: KnownValue, day: number): number {
  return day > value.last ? value.days * 2 ** ((value.last - day) / VALUE_HALF_LIFE_DAYS) : value.days;
}

/** Half-life of counts and hours. */
export const DAILY = 2 ** (-1 / 30);

/** Active hours at an hour of the week, decayed to `day`. */
export function hoursAs({ hours, at }: EntityModel, hourOfWeek: number, day: number): number {
  return hours[hourOfWeek]! * DAILY ** Math.max(0, day - at);
}

/** What `hoursAs` is of one that was active at it in each of so many weeks, last a week ago. */
export function decayedWeeks(weeks: number): number {
  const weekly = DAILY ** 7;
  return (weekly * (1 - weekly ** weeks)) / (1 - weekly);
}
