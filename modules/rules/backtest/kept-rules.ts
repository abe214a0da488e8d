// The rules and exceptions as they are kept, for a command that looks and changes nothing.

import type { Config } from '#config/schema.js';
import { readMetadata } from '#src/store/metadata/read.js';
import { readKeptRule } from '../book/known-rule.js';
import type { Rule, RuleException, RuleState } from '../rule.js';
import { shippedRules } from '../set/shipped.js';

export interface KeptRules {
  /** By id, whatever their state; those that this version cannot read are left out. */
  readonly rules: readonly Rule[];
  /** That have not expired. */
  readonly exceptions: readonly RuleException[];
  /** Nothing is kept yet: it is the set that the first start would put in. */
  readonly isShipped: boolean;
}

interface RuleRow {
  readonly id: string;
  readonly state: RuleState;
  readonly rule: string;
}

interface ExceptionRow {
  readonly id: number;
  readonly rule_id: string | null;
  readonly query: string;
  readonly expires_at: number | null;
}

/** @param now ms since 1970. @throws Fault DATABASE_CORRUPT, STORE_READ */
export async function readKeptRules(config: Pick<Config, 'data' | 'database'>, now: number): Promise<KeptRules> {
  const rows = await readMetadata<RuleRow>(config, 'SELECT id, state, rule FROM rules ORDER BY id');
  if (rows.length === 0) return { rules: shippedRules().map(({ rule }) => rule), exceptions: [], isShipped: true };
  const kept = rows.map(({ id, state, rule }) => readKeptRule(id, state, rule));
  const exceptions = await readMetadata<ExceptionRow>(
    config,
    'SELECT id, rule_id, query, expires_at FROM rule_exceptions ORDER BY id',
  );
  return {
    rules: kept.filter(({ problem }) => problem === undefined).map(({ rule }) => rule),
    exceptions: exceptions.map(readException).filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now),
    isShipped: false,
  };
}

function readException({ id, rule_id: ruleId, query, expires_at: expiresAt }: ExceptionRow): RuleException {
  return { id: String(id), ruleId: ruleId ?? undefined, query, expiresAt: expiresAt ?? undefined };
}
