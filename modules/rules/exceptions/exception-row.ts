// One exception as lists show it.

import { visibleText } from '#src/portal/events/visible-text.js';
import { isExpired, type KnownException } from '../book/known-exception.js';
import type { KnownRule } from '../rule-book.js';

/** `rule`: that it is of; undefined where it is of all, or where the page says so already. */
export function exceptionRow(exception: KnownException, rule: KnownRule | undefined, now: number): object {
  const { id, ruleId, query, scope, reason, expiresAt, createdAt, createdBy, hits, lastHitAt } = exception;
  return {
    anchor: exceptionAnchor(id),
    id,
    ruleId,
    ruleName: rule?.rule.name ?? ruleId,
    expiresAt,
    createdAt,
    createdBy,
    hits,
    lastHitAt,
    scope: visibleText(scope, 300),
    query: visibleText(query, 1_000),
    reason: visibleText(reason, 1_000),
    isExpired: isExpired(exception, now),
  };
}

/** Of its row on the list. */
export function exceptionAnchor(id: string): string {
  return `exception-${id}`;
}
