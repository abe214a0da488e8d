// A rule set made ready for events: what each rule (and step of a sequence) asks, in one index, and the exceptions in another.

import { fieldOf, type FieldName } from '#src/event/fields.js';
import { parseRuleQuery } from '../lists.js';
import type { Detection, Rule, RuleException, RuleSet } from '../rule.js';
import { type Patience, QueryIndex } from './query-index.js';
import { QueryTree } from './query-tree.js';
import { isAlways, scheduleTest, type ScheduleTest } from './schedule.js';

/** What an event can match: a rule, or one step of a sequence. */
export interface CompiledStep {
  /** Counts up over the whole set. */
  readonly number: number;
  readonly rule: Rule;
  /** In a sequence; else 0. */
  readonly step: number;
  readonly groupBy: readonly FieldName[];
  /** Steps with the same groupBy have the same. */
  readonly keyNumber: number;
  /** Whose values are told apart (distinct, first-seen). */
  readonly field: FieldName | undefined;
  /** Most values that a record needs to name; see MatchRecord.values. */
  readonly maxValues: number;
  /** Anomaly rules: at least so much. */
  readonly minScore: number | undefined;
  /** Undefined: always. */
  readonly isInForce: ScheduleTest | undefined;
}

export interface CompiledRules {
  readonly steps: QueryTree<CompiledStep>;
  /** Undefined: there are none. */
  readonly exceptions: QueryIndex<RuleException> | undefined;
  readonly problems: readonly CompileProblem[];
}

/** A rule or exception that matches nothing because its query cannot be read (any more). */
export interface CompileProblem {
  readonly id: string;
  readonly problem: string;
}

/** Of a first-seen rule in one second. */
const MAX_FIRST_SEEN_VALUES = 1_000;

export interface Waits {
  readonly steps: Patience<CompiledStep>;
  readonly exceptions: Patience<RuleException>;
}

/** @param patience with slow queries; left out: each takes its time */
export function compileRules({ rules, exceptions, lists, zone }: RuleSet, patience?: Waits): CompiledRules {
  const problems: CompileProblem[] = [];
  const steps = new QueryTree<CompiledStep>(patience?.steps);
  const keyNumbers = new Map<string, number>();
  let number = 0;
  for (const rule of rules) {
    for (const [step, text] of queriesOf(rule.detect).entries()) {
      const parsed = parseRuleQuery(text, lists, zone);
      if (parsed.kind === 'invalid') problems.push({ id: rule.id, problem: parsed.hint });
      else steps.add(text, parsed.query, compiledStep(number++, rule, step, keyNumbers));
    }
  }
  const index = new QueryIndex<RuleException>(patience?.exceptions);
  for (const exception of exceptions) {
    const parsed = parseRuleQuery(exception.query, lists, zone);
    if (parsed.kind === 'invalid') problems.push({ id: exception.id, problem: parsed.hint });
    else index.add(exception.query, parsed.query, exception);
  }
  return { steps, exceptions: exceptions.length === 0 ? undefined : index, problems };
}

/** The queries that events are folded for; none for kinds that ask the store or the installation (rate, watch). */
export function queriesOf(detect: Detection): readonly string[] {
  if (detect.kind === 'sequence') return detect.steps.map(({ query }) => query);
  return detect.kind === 'rate' || detect.kind === 'watch' ? [] : [detect.query];
}

/** The ECS name behind an alias; what parsers bring along as it is written. */
export function ecsName(field: string): FieldName {
  return (fieldOf(field)?.name ?? field) as FieldName;
}

function compiledStep(number: number, rule: Rule, step: number, keyNumbers: Map<string, number>): CompiledStep {
  const { detect } = rule;
  const groupBy = rule.groupBy.map(ecsName);
  const keyName = groupBy.join('\n');
  const keyNumber = keyNumbers.get(keyName) ?? keyNumbers.size;
  keyNumbers.set(keyName, keyNumber);
  return {
    number,
    rule,
    step,
    groupBy,
    keyNumber,
    field: 'field' in detect ? ecsName(detect.field) : undefined,
    maxValues: detect.kind === 'distinct' ? detect.count : MAX_FIRST_SEEN_VALUES,
    minScore: detect.kind === 'anomaly' ? detect.score : undefined,
    isInForce: isAlways(rule.schedule) ? undefined : scheduleTest(rule.schedule),
  };
}
