// The hour of an entity that goes on: what was counted so far, and the most unusual of each component.

import { COMPONENTS, RATES } from '../components.js';
import type { ScoredState } from '../scored.js';
import { FIGURES, type HourRecord } from './day-stage.js';

/** What made a component rise, for the explanation. */
export interface Note {
  readonly value?: string;
  readonly seen?: number;
  readonly usual?: number;
  readonly from?: string;
  readonly km?: number;
  readonly minutes?: number;
  readonly source?: string;
}

/** Worked out once, not for each event of a loud hour. */
export interface About {
  readonly text: string;
  readonly isMuted: boolean;
  isTold: boolean;
}

/** By rate: the count from which it is looked at again. */
export const NEXT_AT = FIGURES;
/** By component: what calibration makes of the raw figure. */
export const LEVEL_AT = NEXT_AT + RATES.length;

export class HourState {
  hour = -1;
  hourOfWeek = 0;
  isActive = false;
  /** As in an HourRecord; behind those NEXT_AT, LEVEL_AT. One array: each one by itself would be a line of the cache more, and 200 bytes. */
  readonly figures = new Float64Array(LEVEL_AT + COMPONENTS);
  notes: (Note | undefined)[] = [];
  /** Of the strongest levels; -1: nothing was scored yet. */
  sum = -1;
  score = 0;
  /** When it was explained last, ms, and as what it was told then. */
  explainedAt = -Infinity;
  explainedAs: ScoredState | undefined;
  /** What its explanation is about (muting.ts), until something rises. */
  about: About | undefined;

  begin(hour: number, hourOfWeek: number): void {
    this.hour = hour;
    this.hourOfWeek = hourOfWeek;
    this.isActive = false;
    this.figures.fill(0);
    this.notes = [];
    this.sum = -1;
    this.score = 0;
    this.explainedAt = -Infinity;
    this.explainedAs = undefined;
    this.about = undefined;
  }

  record(): HourRecord {
    const figures = new Float32Array(this.figures.subarray(0, FIGURES));
    return { hour: this.hour, hourOfWeek: this.hourOfWeek, isActive: this.isActive, figures };
  }
}
