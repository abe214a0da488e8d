// Rules and events for the tests of the rule engine.

import type { LogEvent } from '#src/event/event.js';
import { type Detection, type Rule, ruleSchema, type RuleException, type RuleSet } from '../../modules/rules/rule.js';

export function sampleRule(id: string, detect: object, more: object = {}): Rule {
  return ruleSchema.parse({ id, name: id, detect: detect as Detection, ...more });
}

export function sampleSet(rules: readonly Rule[], more: Partial<RuleSet> = {}): RuleSet {
  return { version: 'v1', rules, exceptions: [], lists: {}, zone: 'UTC', ...more };
}

export function sampleException(id: string, query: string, more: Partial<RuleException> = {}): RuleException {
  return { id, ruleId: undefined, query, expiresAt: undefined, ...more };
}

let ids = 0;

/** @param time ms; also of the receipt unless `more` says otherwise */
export function sampleEvent(time: number, more: Partial<LogEvent> = {}): LogEvent {
  const date = new Date(time);
  return {
    'event.id': `e${ids++}`,
    '@timestamp': time,
    'event.ingested': time,
    'lanwarden.source': 'gate',
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 2,
    'lanwarden.hour_of_week': ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours(),
    'event.original': 'Failed password for root from 203.0.113.7',
    message: 'Failed password for root from 203.0.113.7',
    ...more,
  };
}
