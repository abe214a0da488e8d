// What crosses the link. To the portal: what was found in stored events, between two positions of the store, and how the stage is doing.
// To the collector: settings, verdicts, and which model is published.

import type { BaselinesCounts } from './baselines.js';
import type { Entity } from './engine/entity.js';
import type { Learning } from './engine/profile.js';
import type { BaselineReason } from './engine/reason.js';
import type { ScoredState } from './engine/scored.js';
import type { Verdict } from './engine/verdict.js';
import type { BaselinesSettings } from './settings.js';

/** A stored event with a score from REASONS_FROM on that raised its entity’s hour. */
export interface FoundEvent {
  readonly entity: Entity;
  /** Since 1970, installation’s zone. */
  readonly day: number;
  readonly hour: number;
  /** ms, event time */
  readonly time: number;
  readonly score: number;
  readonly state: ScoredState;
  /** Empty, like the summary, where an event of the same report says it better: one that is higher, and of unmarked ones the first to be told of. */
  readonly reasons: readonly BaselineReason[];
  readonly summary: string;
  readonly eventId: string;
  /** The stored event does not say so: another collector stored it, or nobody scored when it came. Only this report tells of it. */
  readonly isUnmarked?: true;
}

export interface StageReport {
  /** Positions of the store: everything found in live events committed behind `from` and up to `to` is in `found`. */
  readonly from: string;
  readonly to: string;
  readonly found: readonly FoundEvent[];
  /** More was found than could wait: read it from the store. `found` then has unmarked ones alone, as many as could wait. */
  readonly isCut: boolean;
  /** How many reports about what comes behind `from` came before: one commit may need several. All but the last go no further than `from`. */
  readonly part?: number;
  readonly status: StageStatus;
}

export interface StageStatus {
  /** File of the model that is in use, and the day through which it goes. */
  readonly model: string | undefined;
  readonly through: number | undefined;
  readonly learning: Learning;
  readonly sizes: { readonly users: number; readonly ips: number; readonly hosts: number };
  readonly counts: BaselinesCounts;
  /** Entities whose record was damaged: they start anew. */
  readonly damaged: readonly string[];
  /** Microseconds an event, of the last events. */
  readonly costUs: number;
}

/** From the portal’s half, through StageSettings; before it is up the stage has its section of the configuration alone. */
export interface StageOrders {
  readonly settings: BaselinesSettings;
  readonly verdicts: readonly Verdict[];
  /** File name in `<data.dir>/baselines`; undefined: nothing is published. */
  readonly model: string | undefined;
  /** Where collectors share a store one of them scores, also what the others store: the one whose portal has the duties. Else null. */
  readonly scores: Term | null;
}

/** For as long as a portal has the duties. */
export interface Term {
  readonly id: string;
  /** Whose journal is up to date: of the one who scored last. */
  readonly before: string | undefined;
  /** Position of the store up to which findings were told; undefined: nobody ever did. */
  readonly judgedTo: string | undefined;
}
