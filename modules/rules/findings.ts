// What detection says, and detection only: no database, no clock of its own. The runtime makes alerts of it; a back-test lists it.

import type { AlertEntity, AlertEvent, AlertGrowth, Reason } from '#src/alerts/alert.js';

/** A rule and key for which something begins. */
export interface Finding {
  readonly rule: string;
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  readonly reasons: readonly Reason[];
  readonly entity: AlertEntity;
  readonly source?: string;
  readonly score?: number;
  readonly count: number;
  /** ms, rule time */
  readonly first: number;
  readonly last: number;
  readonly events: readonly AlertEvent[];
}

/** It goes on. */
export interface Growth extends Omit<AlertGrowth, 'id'> {
  readonly rule: string;
  readonly key: string;
}

/** What was wrong is not any more (absence, watch), or is no longer looked for. */
export interface Recovery {
  readonly rule: string;
  readonly key: string;
  readonly at: number;
  /** A sentence. */
  readonly summary: string;
  /** Nobody looks any more (the rule is off, the source is gone): whether it is over is not known. */
  readonly isUnwatched?: true;
}

export interface Findings {
  readonly raised: readonly Finding[];
  readonly grown: readonly Growth[];
  readonly recovered: readonly Recovery[];
}
