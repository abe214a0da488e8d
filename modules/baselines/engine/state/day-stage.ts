// What an entity did on a day that is not in the model yet.

import type { DistinctBytes } from '../math/distinct-bytes.js';
import { COMPONENTS, RATES } from '../components.js';
import { DIMENSIONS } from '../dimensions.js';

export class StagedValue {
  /** Hour in which it was counted last. */
  hour = -1;
  /** How unusual it is, raw and calibrated; NaN: to be worked out (the model changed). */
  surprisal = Number.NaN;
  level = 0;
  /** Worked out, and not unusual. A figure lies elsewhere in memory; this does not, and most values of an hour are asked for no more. */
  isUsual = false;
  /** Popularity among others at its first use (organisation.ts); -1: it was known. */
  cell = -1;
  /** Just met, and not yet counted among those that are used. */
  isFirst = false;
  /** Of a domain: what was said in names below it. */
  tunnel: DistinctBytes | undefined;

  /** What it was appraised by changed. */
  toBeAppraised(): void {
    this.surprisal = Number.NaN;
    this.isUsual = false;
  }
}

export class DayStage {
  readonly values: (Map<string, StagedValue> | undefined)[] = DIMENSIONS.map(() => undefined);
  readonly hours: HourRecord[] = [];
  events = 0;
  /** Of its hours: the highest sum of levels, and score as it was given. */
  highestSum = 0;
  highestScore = 0;
  /** Something that a person or service does, not only names its device asks for. */
  isActive = false;
  /** Days without activity before this one. */
  quietDays = 0;
  /** Hosts and programs for the first time. */
  newHosts = 0;
  newPrograms = 0;
  /** Explanations of findings (muting.ts). */
  found: string[] = [];
  /** Of a source address: different accounts that failed. */
  sprayed = 0;

  constructor(readonly day: number) {}

  valuesOf(d: number): Map<string, StagedValue> {
    return (this.values[d] ??= new Map<string, StagedValue>());
  }
}

/** An hour that is over. */
export interface HourRecord {
  readonly hour: number;
  readonly hourOfWeek: number;
  readonly isActive: boolean;
  /** Counts by rate, different values and new values by dimension, raw figures by component, one after the other. */
  readonly figures: Float32Array;
}

export const COUNT_AT = 0;
export const DISTINCT_AT = COUNT_AT + RATES.length;
export const FRESH_AT = DISTINCT_AT + DIMENSIONS.length;
export const RAW_AT = FRESH_AT + DIMENSIONS.length;
export const FIGURES = RAW_AT + COMPONENTS;
