// An exception as it is kept: what it keeps from counting, why, until when, and what it did.

import type { RuleException, RuleSet } from '../rule.js';

export interface KnownException extends RuleException {
  /** For people: `src_ip 10.0.0.7`. Holds log text. */
  readonly scope: string;
  readonly reason: string;
  /** ms since 1970 */
  readonly createdAt: number;
  readonly createdBy: string;
  /** Events that it kept from counting. */
  readonly hits: number;
  readonly lastHitAt: number | undefined;
}

export interface NewException {
  readonly ruleId: string | undefined;
  readonly query: string;
  /** Left out: the query. */
  readonly scope?: string;
  readonly reason: string;
  /** ms since 1970; undefined: for ever. */
  readonly expiresAt: number | undefined;
}

export function isExpired({ expiresAt }: Pick<RuleException, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** For who looks at the present, or at the past as it would be now: without the exceptions that are over at `now` (ms). */
export function inForceAt(ruleSet: RuleSet, now: number): RuleSet {
  return { ...ruleSet, exceptions: ruleSet.exceptions.filter((each) => !isExpired(each, now)) };
}
