// What a person said about a finding.

import type { EntityKey } from './entity.js';
import type { ReasonCode } from './reason.js';

/**
 * `benign`: this is normal: taught at once, and not found again. `expected`: normal until `until`; teaches nothing.
 * `malicious`: an attack: its day teaches nothing, and its values never become normal.
 */
export const VERDICT_KINDS = ['benign', 'expected', 'malicious'] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

export interface Verdict {
  readonly id: string;
  readonly kind: VerdictKind;
  /** Undefined: for everybody. */
  readonly entity: EntityKey | undefined;
  /** What it speaks of; empty: everything of that day. Without `value`: the code as a whole (counts, hours). */
  readonly about: readonly { readonly code: ReasonCode; readonly value?: string }[];
  /** Of the finding: day since 1970 in the installation’s zone. */
  readonly day: number;
  /** Hour of the day, 0..23, at which it was, where it is about the hour. */
  readonly hour?: number;
  /** ms since 1970: in force from then on; until `until`, else for good. */
  readonly from: number;
  readonly until?: number;
  /** With `until`: the last day (as `day`) that it reaches into. Learning goes by days of the installation’s zone, not by instants. */
  readonly lastDay?: number;
}
