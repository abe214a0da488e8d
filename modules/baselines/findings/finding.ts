// A finding: what was unusual about one entity on one day. One row of baselines_findings, updated while the day's score rises.

import type { Entity } from '../engine/entity.js';
import type { BaselineReason } from '../engine/reason.js';
import type { ScoredState } from '../engine/scored.js';
import type { VerdictKind } from '../engine/verdict.js';

/** `live`: scored as it came; `history`: found by the training in imported events, or in those stored before there was a stage. Never alerts. */
export type FindingOrigin = 'live' | 'history';

/** What was found about an entity on a day, and where: the figures of its highest score. */
export interface FindingFacts {
  readonly entity: Entity;
  /** Since 1970, installation’s zone. */
  readonly day: number;
  /** 0..100, with fractions: the highest of the day. */
  readonly score: number;
  /** ms, event time: when that was. */
  readonly time: number;
  readonly state: ScoredState;
  readonly origin: FindingOrigin;
  /** Log text. */
  readonly summary: string;
  readonly reasons: readonly BaselineReason[];
  /** Of the store, strongest first, at most MAX_FINDING_EVENTS. */
  readonly events: readonly string[];
  /** 24 numbers: the highest score by hour of the day; 0 where none was from REASONS_FROM on. */
  readonly hours: readonly number[];
  /** ms, event time: the first and the last event that raised it. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface Finding extends FindingFacts {
  /** Stable; part of addresses: `/baselines/findings/<id>`. */
  readonly id: number;
  /** The verdict that was given on it and stands. */
  readonly verdict: { readonly id: string; readonly kind: VerdictKind } | undefined;
  /** ms since 1970 */
  readonly updatedAt: number;
}

export const MAX_FINDING_EVENTS = 20;

/** `open`: to be told and nobody judged it; `learning` and `muted`: nobody judged it either. */
export const FINDING_SHOWS = ['open', 'learning', 'muted', 'judged'] as const;
export type FindingShow = (typeof FINDING_SHOWS)[number];

export interface FindingFilter {
  readonly kind?: Entity['kind'] | undefined;
  /** The whole canonical name. */
  readonly name?: string | undefined;
  /** Part of a name. */
  readonly text?: string | undefined;
  /** Days since 1970, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly minScore?: number | undefined;
  readonly show?: FindingShow | undefined;
  readonly origin?: FindingOrigin | undefined;
  readonly verdict?: VerdictKind | undefined;
  /** A reason of it. */
  readonly code?: BaselineReason['code'] | undefined;
}

/** `newest`: by day, then score; `score`: by score. */
export type FindingOrder = 'newest' | 'score';

export interface FindingPage {
  readonly findings: readonly Finding[];
  /** Cursor of the next page; undefined on the last. */
  readonly next: string | undefined;
}

export interface RiskyEntity {
  readonly entity: Entity;
  /** 0..100: its highest score of the last 30 days, halved each 3 days, and a little for each further finding. Benign and expected ones do not count. */
  readonly risk: number;
  /** From FINDING_SCORE on, within those 30 days. */
  readonly findings: number;
  /** The newest of them, of any score. */
  readonly newest: Finding;
  /** 14 numbers, oldest first: the highest score of each day; 0 where nothing was found. */
  readonly days: readonly number[];
}

export interface RiskPage {
  readonly entities: readonly RiskyEntity[];
  /** Entities with a finding within those 30 days (and of this filter). */
  readonly total: number;
  /** The day that risk is reckoned from: today, or the newest finding’s day where nothing was found for 30 days. Undefined: no findings at all. */
  readonly asOf: number | undefined;
}
