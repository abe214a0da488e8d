// What crosses the link: matches of one rule (and step) and key within one second of rule time, folded. A million matching events are
// a few records.

import type { AlertEntity, AlertEvent, Reason } from '#src/alerts/alert.js';

/** Of the events of a record that are named; the others are only counted. */
export const MAX_RECORD_EVENTS = 10;

export interface MatchRecord {
  readonly rule: string;
  /** Index of the step in a sequence; else 0. */
  readonly step: number;
  /** JSON text of [field, value] pairs in the order of `groupBy`, `[]` without; values are lower case where the field ignores case. */
  readonly key: string;
  readonly count: number;
  /** ms, rule time: the event's where it is within 10 minutes of the receipt, else the receipt's; in history always the event's. */
  readonly first: number;
  readonly last: number;
  /** The first MAX_RECORD_EVENTS, with rule time. */
  readonly events: readonly AlertEvent[];
  /** Different values of the rule's `field`, as many as the rule can need; absent for rules without. */
  readonly values?: readonly string[];
  /** More values than are named. */
  readonly hasMoreValues?: boolean;
  /** The first event with each of `values`, in their order. For first-seen rules, where there are several values. */
  readonly origins?: readonly Origin[];
  /** Rule time (ms) of the first and the last event with each of `values`, in their order. */
  readonly valueTimes?: readonly (readonly [first: number, last: number])[];
  /** What all of its events share, for the alert; never `source`. */
  readonly entity: AlertEntity;
  /** Absent: events of several sources. */
  readonly source?: string;
  /** Events whose receive time was taken, because their own was too far from it. */
  readonly byReceipt: number;
  /** For anomaly rules: the highest `event.risk_score`, with what its event says of it (engine/score-reasons.ts). */
  readonly score?: number;
  readonly summary?: string;
  readonly reasons?: readonly Reason[];
}

/** An event, and who is behind it: as of a record that it is alone in. */
export interface Origin extends Pick<MatchRecord, 'entity' | 'source' | 'byReceipt'> {
  readonly event: AlertEvent;
}

/** While it is being made. */
export type Writable<T> = { -readonly [name in keyof T]: T[name] };

/** What happened, without whose it is. */
export type Matches = Omit<MatchRecord, 'rule' | 'key'>;

/** From the collector to the portal; contiguous reports of one version chain: `from` is the `to` of the one before. */
export interface RuleReport {
  /** RuleSet.version that these were found with. */
  readonly version: string;
  /** Positions of the store: everything committed behind `from` and up to `to` is in here. */
  readonly from: string;
  readonly to: string;
  readonly records: readonly MatchRecord[];
  /** ms: when the earliest of its live events was received; absent without any. After trouble of the store that may be long ago. */
  readonly received?: number;
  /** The rest of the same from..to follows: apply all parts or none. */
  readonly isPart: boolean;
  /** Events that were left out because too many keys came at once, or regular expressions took too long, by rule: read them from the store. */
  readonly overflow: Readonly<Record<string, number>>;
  /** Events that an exception kept from counting, by exception. */
  readonly excepted: Readonly<Record<string, number>>;
}
