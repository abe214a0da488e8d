// An alert as it is kept and read back: what was raised, what came since, and what people did with it.

import {
  type AlertEntity,
  type AlertEvent,
  type AlertRule,
  type AlertState,
  type CloseReason,
  type Reason,
  SEVERITIES,
  type Severity,
} from './alert.js';

export interface KeptAlert {
  readonly id: string;
  readonly rule: AlertRule;
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  readonly advice: string | undefined;
  readonly entity: AlertEntity;
  readonly score: number | undefined;
  readonly reasons: readonly Reason[];
  readonly tags: readonly string[];
  readonly query: string;
  readonly source: string | undefined;
  readonly count: number;
  /** ms since 1970 */
  readonly first: number;
  readonly last: number;
  readonly isTest: boolean;
  readonly messageType: 'source.silent' | undefined;
  /** When it was found, by our clock, ms since 1970. */
  readonly raisedAt: number;
  readonly state: AlertState;
  /** Of a closed one. */
  readonly reason: CloseReason | undefined;
  readonly note: string;
  /** When and by whom the state was last changed; nobody: it was raised, or ended by itself. */
  readonly stateAt: number;
  readonly stateBy: string | undefined;
  readonly assignee: string | undefined;
  /** Closed, and events have come since. */
  readonly hasContinued: boolean;
  /** Grows with each change that a person could decide by, and when it ends by itself: who changes may send back the one they read. */
  readonly version: number;
}

export const HISTORY_ACTIONS = [
  'raised',
  'grew',
  'rose',
  'continued',
  'worsened',
  'recovered',
  'unwatched',
  'opened',
  'acknowledged',
  'closed',
  'assigned',
  'commented',
] as const;
export type HistoryAction = (typeof HISTORY_ACTIONS)[number];

export interface HistoryEntry {
  readonly id: number;
  /** ms since 1970 */
  readonly at: number;
  /** Undefined: the program itself. */
  readonly who: string | undefined;
  readonly action: HistoryAction;
  /**
   * The count it grew to, the severity it rose to, the alert that was raised in place of a closed one, the close reason and note (`false: a
   * scanner of ours`), the assignee ('' for nobody), the comment.
   */
  readonly text: string;
}

/** With what stands only on its own page. */
export interface WholeAlert extends KeptAlert {
  /** The first and the newest ones, oldest first; may be fewer than `count`. */
  readonly events: readonly AlertEvent[];
  /** Oldest first, at most MAX_HISTORY: the newest of them. */
  readonly history: readonly HistoryEntry[];
}

export const MAX_HISTORY = 500;

/** A row of the table; BIGINT may come as text. */
export type AlertRow = Readonly<Record<string, string | number | boolean | null>>;

export function toAlert(row: AlertRow): KeptAlert {
  const text = (column: string): string => String(row[column] ?? '');
  const optional = (column: string): string | undefined => (row[column] === null ? undefined : text(column));
  const number = (column: string): number => Number(row[column]);
  return {
    id: text('id'),
    rule: { id: text('rule_id'), name: text('rule_name'), kind: text('rule_kind') },
    key: text('rule_key'),
    severity: severityOf(number('severity')),
    title: text('title'),
    summary: text('summary'),
    advice: optional('advice'),
    entity: JSON.parse(text('entity')) as AlertEntity,
    score: row['score'] === null ? undefined : number('score'),
    reasons: JSON.parse(text('reasons')) as Reason[],
    tags: JSON.parse(text('tags')) as string[],
    query: text('query'),
    source: optional('source'),
    count: number('count'),
    first: number('first'),
    last: number('last'),
    isTest: Boolean(row['is_test']),
    messageType: optional('message_type') as KeptAlert['messageType'],
    raisedAt: number('raised_at'),
    state: text('state') as AlertState,
    reason: optional('reason') as CloseReason | undefined,
    note: text('note'),
    stateAt: number('state_at'),
    stateBy: optional('state_by'),
    assignee: optional('assignee'),
    hasContinued: Boolean(row['has_continued']),
    version: number('version'),
  };
}

/** 1..5, as `event.severity`. */
export function severityLevel(severity: Severity): number {
  return SEVERITIES.indexOf(severity) + 1;
}

export function severityOf(level: number): Severity {
  return SEVERITIES[level - 1] ?? 'informational';
}
