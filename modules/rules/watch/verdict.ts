// What a look at a condition says: it is wrong now, or it is fine. Pure evaluations answer with verdicts; settle.ts makes findings of them.

import type { AlertEntity, Reason } from '#src/alerts/alert.js';

export type Verdict = Wrong | Fine;

export interface Wrong {
  readonly kind: 'wrong';
  readonly rule: string;
  readonly key: string;
  /** ms: since when. */
  readonly since: number;
  readonly title: string;
  readonly summary: string;
  readonly reasons: readonly Reason[];
  readonly entity: AlertEntity;
  readonly source?: string;
  /** An alert that goes on says so again after so long; left out: six hours. */
  readonly tellEveryMs?: number;
}

/** Of no consequence where it was not wrong before. */
export interface Fine {
  readonly kind: 'fine';
  readonly rule: string;
  readonly key: string;
  /** ms: only what was heard after the condition began ends it; left out: it is over. */
  readonly heardAt?: number;
  /** Nobody looks any more (its source is gone, an exception keeps it away): whether it is over is not known. */
  readonly isUnwatched?: true;
  /** A sentence for the alert that ends. `since`: ms, when it began. */
  readonly summary: (since: number) => string;
}

/** Same form as the keys of detection; sources by the name of their field. */
export function sourceKey(source: string): string {
  return JSON.stringify([['lanwarden.source', source]]);
}
