// What an alert is: one a rule and key, grown while it goes on. Rules and baselines raise them, people triage them, channels tell of them.

/** Sigma's levels, in order; `event.severity` 1..5. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_STATES = ['open', 'acknowledged', 'closed'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/**
 * Why it was closed: a real attack, real but harmless, a mistake of the rule. Or nobody closed it: what was wrong is over, or nobody looks any
 * more (its rule is off, its source is gone).
 */
export const CLOSE_REASONS = ['true', 'benign', 'false', 'recovered', 'unwatched'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Who and what it is about, by which alerts are related. Values as in the events. */
export const ENTITY_KINDS = ['user', 'src_ip', 'dst_ip', 'host', 'domain', 'source'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];
export type AlertEntity = { readonly [kind in EntityKind]?: string };

/** One reason, as in the webhook: what, what was expected, what was seen. */
export interface Reason {
  /** Of the baselines, for programs: `new-country`; see docs/baselines.md. */
  readonly code?: string;
  readonly what: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Of the score. */
  readonly points?: number;
}

export interface AlertEvent {
  readonly id: string;
  /** ms since 1970 */
  readonly time: number;
  /** Log text, cut to MAX_MESSAGE_CHARS. */
  readonly message: string;
}

export const MAX_MESSAGE_CHARS = 500;
/** Of the events an alert keeps by id: the first ones, and the newest. The others are found with its query. */
export const MAX_FIRST_EVENTS = 50;
export const MAX_LAST_EVENTS = 50;

/** The rule as it was when it raised: it may be changed or deleted later. */
export interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

export interface NewAlert {
  readonly rule: AlertRule;
  /** Same rule and same key = the same alert while it goes on. JSON text of [field, value] pairs; `[]` without. */
  readonly key: string;
  readonly severity: Severity;
  /** One line: what, and who. Holds log text. */
  readonly title: string;
  /** One sentence that a person understands: what was expected, what was seen. */
  readonly summary: string;
  readonly entity: AlertEntity;
  /** 0..100 */
  readonly score?: number;
  readonly reasons: readonly Reason[];
  /** Events that it stands for; 0 where it stands for none (a silent source). */
  readonly count: number;
  /** ms since 1970, of the events as the rule takes their time. */
  readonly first: number;
  readonly last: number;
  /** At most MAX_FIRST_EVENTS. */
  readonly events: readonly AlertEvent[];
  /** Search that finds all of its events, without the time; '' for none. */
  readonly query: string;
  /** ATT&CK, as in Sigma: attack.t1110.001 */
  readonly tags: readonly string[];
  /** Raised by a rule in test mode: shown, never sent. */
  readonly isTest: boolean;
  /** The source (device) whose events these are, for routing; undefined for several. */
  readonly source?: string;
  /** What to look at and do, as the rule says it. */
  readonly advice?: string;
  /** Told as this in place of `alert.raised`; its end is then `source.back`. */
  readonly messageType?: 'source.silent';
}

/** What came to an alert since: added to what is there. */
export interface AlertGrowth {
  readonly id: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly events: readonly AlertEvent[];
  /** At least this from now on: an alert never becomes less severe. One that does become more so is told of. */
  readonly severity?: Severity;
  /** In place of what was said before. */
  readonly score?: number;
  readonly title?: string;
  readonly summary?: string;
  readonly reasons?: readonly Reason[];
  /** Who did that, and where it came from: for an alert that is raised in place of a closed one. */
  readonly entity?: AlertEntity;
  readonly source?: string;
  /** Whether the rule is in test mode by now: then nobody is told, and an alert in place of a closed one is a test, too. */
  readonly isTest?: boolean;
}

/** What whoever raises needs to know again after a restart. */
export interface OngoingAlert {
  readonly id: string;
  readonly ruleId: string;
  readonly key: string;
  readonly state: AlertState;
  readonly isTest: boolean;
  readonly score?: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}
