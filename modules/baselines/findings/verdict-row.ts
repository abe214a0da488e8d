// A verdict as it stands in baselines_verdicts.

import type { Verdict, VerdictKind } from '../engine/verdict.js';
import { localDay } from '../local-day.js';

/** As people read it: the verdict, who gave it, and whether it was taken back. */
export interface GivenVerdict extends Verdict {
  readonly finding: number | undefined;
  /** Who gave it, and when (ms). */
  readonly by: string;
  readonly givenAt: number;
  readonly revokedAt: number | undefined;
}

type Ms = number | string;

export interface VerdictRow {
  readonly id: string;
  readonly kind: string;
  readonly entity: string | null;
  readonly about: string;
  readonly day: number;
  readonly hour: number | null;
  readonly from_at: Ms;
  readonly until_at: Ms | null;
  readonly finding_id: number | null;
  readonly given_by: string;
  readonly given_at: Ms;
  readonly revoked_at: Ms | null;
}

export function verdictOf(row: VerdictRow): GivenVerdict {
  return {
    id: row.id,
    kind: row.kind as VerdictKind,
    entity: row.entity ?? undefined,
    about: JSON.parse(row.about) as Verdict['about'],
    day: row.day,
    ...(row.hour !== null && { hour: row.hour }),
    from: Number(row.from_at),
    ...(row.until_at !== null && { until: Number(row.until_at) }),
    finding: row.finding_id ?? undefined,
    by: row.given_by,
    givenAt: Number(row.given_at),
    revokedAt: row.revoked_at === null ? undefined : Number(row.revoked_at),
  };
}

/** What the stage and the training need of it. @param zone IANA: of the installation */
export function plainVerdict(given: GivenVerdict, zone: string): Verdict {
  const { id, kind, entity, about, day, hour, from, until } = given;
  return {
    id,
    kind,
    entity,
    about,
    day,
    from,
    ...(hour !== undefined && { hour }),
    ...(until !== undefined && { until, lastDay: localDay(until - 1, zone) }),
  };
}
