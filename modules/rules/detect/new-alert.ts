// The alert that a finding becomes: what was found, and the rule as it is at this moment.

import type { NewAlert } from '#src/alerts/alert.js';
import { parseQuery } from '#src/query/parse.js';
import { narrowed, termFor } from '#src/query/print.js';
import type { Finding } from '../findings.js';
import { expandLists } from '../lists.js';
import type { Rule, RuleSet } from '../rule.js';
import { alertSeverity } from '../severity.js';
import { keyTerm } from '../words/key-term.js';

export function newAlert(finding: Finding, rule: Rule, lists: RuleSet['lists']): NewAlert {
  const { key, title, summary, entity, reasons, count, first, last, events } = finding;
  return {
    rule: { id: rule.id, name: rule.name, kind: rule.detect.kind },
    key,
    title,
    summary,
    entity,
    reasons,
    count,
    first,
    last,
    events,
    severity: alertSeverity(rule, finding.score),
    tags: rule.tags,
    query: alertQuery(rule, finding, lists),
    isTest: rule.state === 'test',
    ...(rule.advice !== '' && { advice: rule.advice }),
    ...(isSilentSource(rule) && { messageType: 'source.silent' as const }),
    ...(finding.score !== undefined && { score: finding.score }),
    ...(finding.source !== undefined && { source: finding.source }),
  };
}

function isSilentSource({ detect }: Rule): boolean {
  return detect.kind === 'watch' && detect.watch === 'silent-source';
}

/** Finds the events of the rule and this key; '' for conditions that no event tells. */
function alertQuery({ detect }: Rule, { key, source }: Finding, lists: RuleSet['lists']): string {
  if (detect.kind === 'watch') return source === undefined ? '' : termFor('lanwarden.source', source);
  const asked = detect.kind === 'sequence' ? stepsOf(detect) : detect.query;
  const terms = keyTerms(key);
  if (detect.kind === 'anomaly') terms.push(`score>=${detect.score}`);
  const query = terms.reduce(narrowed, expandLists(asked, lists));
  // Long lists make it longer than a search may be: then it is all of the key's events, rather than a search that cannot be read.
  return parseQuery(query).kind === 'query' ? query : terms.join(' ') || '*';
}

function stepsOf({ steps }: Extract<Rule['detect'], { kind: 'sequence' }>): string {
  return [...new Set(steps.map(({ query }) => `(${query})`))].join(' OR ');
}

function keyTerms(key: string): string[] {
  return (JSON.parse(key) as readonly (readonly [string, string])[]).map(([field, value]) => keyTerm(field, value));
}
