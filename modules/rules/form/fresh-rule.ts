// What the form of a new rule begins with: sensible numbers for its kind, and a search where one is brought along.

import { type Rule, type RuleKind, ruleSchema } from '../rule.js';

export function freshRule(kind: RuleKind, query: string): Rule {
  // A name is wanted of a rule, and not yet there.
  const rule = ruleSchema.parse({
    id: 'new',
    name: '-',
    detect: detection(kind, query),
    groupBy: GROUPS[kind] ?? [],
    // As the shipped one: one alert for what goes on all day.
    ...(kind === 'anomaly' && { suppressMinutes: 720 }),
  });
  return { ...rule, name: '' };
}

const GROUPS: Partial<Record<RuleKind, readonly string[]>> = {
  threshold: ['src_ip'],
  distinct: ['src_ip'],
  sequence: ['src_ip'],
  'first-seen': ['host'],
  absence: ['host'],
  rate: ['host'],
  anomaly: ['lanwarden.entity'],
};

function detection(kind: RuleKind, query: string): unknown {
  switch (kind) {
    case 'match':
    case 'rate':
      return { kind, query };
    case 'anomaly':
      return { kind, query: query === '' ? 'lanwarden.baseline:ready' : query, score: 75 };
    case 'threshold':
      return { kind, query, count: 5, windowSeconds: 600 };
    case 'distinct':
      return { kind, query, field: 'user', count: 5, windowSeconds: 600 };
    case 'sequence':
      return { kind, steps: [{ query, count: 5 }, { query: '' }], windowSeconds: 600 };
    case 'first-seen':
      return { kind, query, field: 'user' };
    case 'absence':
      return { kind, query, silentMinutes: 1_560 };
    case 'watch':
      return { kind, watch: 'silent-source' };
  }
}
