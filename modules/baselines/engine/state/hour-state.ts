// The hour of an entity that goes on: what was counted so far, and the most unusual of each component.

import { COMPONENTS, RATES } from '../components.js';
import { DIMENSIONS } from '../dimensions.js';
import type { ScoredState } from '../scored.js';
import { COUNT_AT, DISTINCT_AT, FIGURES, FRESH_AT, type HourRecord, RAW_AT } from './day-stage.js';

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

export class HourState {
  hour = -1;
  hourOfWeek = 0;
  isActive = false;
  readonly counts = new Float64Array(RATES.length);
  /** Count from which a rate is looked at again. */
  readonly next = new Float64Array(RATES.length);
  readonly distinct = new Float64Array(DIMENSIONS.length);
  readonly fresh = new Float64Array(DIMENSIONS.length);
  readonly raw = new Float64Array(COMPONENTS);
  readonly levels = new Float64Array(COMPONENTS);
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
    for (const figures of [this.counts, this.next, this.distinct, this.fresh, this.raw, this.levels]) figures.fill(0);
    this.notes = [];
    this.sum = -1;
    this.score = 0;
    this.explainedAt = -Infinity;
    this.explainedAs = undefined;
    this.about = undefined;
  }

  record(): HourRecord {
    const figures = new Float32Array(FIGURES);
    figures.set(this.counts, COUNT_AT);
    figures.set(this.distinct, DISTINCT_AT);
    figures.set(this.fresh, FRESH_AT);
    figures.set(this.raw, RAW_AT);
    return { hour: this.hour, hourOfWeek: this.hourOfWeek, isActive: this.isActive, figures };
  }
}
