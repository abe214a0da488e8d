// What an event did to the baseline of one entity.

import type { Entity } from './entity.js';
import type { BaselineReason } from './reason.js';

/** `learning`: too little is known to tell anybody; `muted`: the same explanation was told within the last days, or a verdict says so. */
export type ScoredState = 'ready' | 'learning' | 'muted';

export interface Scored {
  readonly entity: Entity;
  /** ms, event time. */
  readonly time: number;
  /**
   * 0..100, with fractions. 75: as unusual as what is found `budget` times a day in the whole installation; 85: ten times rarer. Where the
   * event adds to what is unusual about the entity’s hour it is the score of the hour so far, else that of the event by itself.
   */
  readonly score: number;
  /** The score of the entity’s hour rose with this event. */
  readonly raised: boolean;
  readonly state: ScoredState;
  /**
   * Strongest first, at most MAX_REASONS; only from REASONS_FROM on, else empty: to explain costs more than to score. Always where the
   * hour rose or its state changed; what says the same again is explained once a minute.
   */
  readonly reasons: readonly BaselineReason[];
  /** One sentence for people; '' without reasons. Log text. */
  readonly summary: string;
}

export const MAX_REASONS = 4;
/** Scores from which events carry score, reasons and summary, and from which findings are kept. */
export const REASONS_FROM = 50;
/** Meaning of `budget`: so unusual as what is found that often a day. */
export const FINDING_SCORE = 75;

/** The lowest score that is told as FINDING_SCORE; for SQL. */
export const LEAST_FINDING = FINDING_SCORE - 0.5;

/** Events carry whole scores, and rules read those: 74.6 is told as 75 and becomes an alert, so it is a finding for whatever asks. */
export function isFindingScore(score: number): boolean {
  return score >= LEAST_FINDING;
}
