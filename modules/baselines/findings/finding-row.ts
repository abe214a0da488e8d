// A finding as it stands in baselines_findings.

import type { EntityKind } from '../engine/entity.js';
import type { BaselineReason } from '../engine/reason.js';
import type { ScoredState } from '../engine/scored.js';
import type { VerdictKind } from '../engine/verdict.js';
import type { Finding, FindingOrigin } from './finding.js';

/** BIGINT comes as a number from SQLite and as a string from PostgreSQL. */
type Ms = number | string;

export interface FindingRow {
  readonly id: number;
  readonly entity_kind: string;
  readonly entity_name: string;
  readonly day: number;
  readonly score: number;
  readonly time: Ms;
  readonly state: string;
  readonly origin: string;
  readonly summary: string;
  readonly reasons: string;
  readonly events: string;
  readonly hours: string;
  readonly first_at: Ms;
  readonly last_at: Ms;
  readonly verdict_id: string | null;
  readonly verdict_kind: string | null;
  readonly updated_at: Ms;
}

/** Id and score of an event; kept so that the strongest of two sets can be told. */
export type ScoredEvent = readonly [id: string, score: number];

export function findingOf(row: FindingRow): Finding {
  return {
    id: row.id,
    entity: { kind: row.entity_kind as EntityKind, name: row.entity_name },
    day: row.day,
    score: row.score,
    time: Number(row.time),
    state: row.state as ScoredState,
    origin: row.origin as FindingOrigin,
    summary: row.summary,
    reasons: JSON.parse(row.reasons) as BaselineReason[],
    events: scoredEvents(row).map(([id]) => id),
    hours: JSON.parse(row.hours) as number[],
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    verdict: row.verdict_id === null ? undefined : { id: row.verdict_id, kind: row.verdict_kind as VerdictKind },
    updatedAt: Number(row.updated_at),
  };
}

export function scoredEvents({ events }: Pick<FindingRow, 'events'>): readonly ScoredEvent[] {
  return JSON.parse(events) as ScoredEvent[];
}

/** `,new-country,unusual-hour,`: one LIKE finds a code. */
export function codesText(reasons: readonly BaselineReason[]): string {
  return `,${reasons.map(({ code }) => code).join(',')},`;
}
