// How severe an alert of a rule is: as the rule says, and one level more where a score is far beyond what an anomaly rule asks for.

import { SEVERITIES, type Severity } from '#src/alerts/alert.js';
import type { Rule } from './rule.js';

/** A finding with such a score comes once for some thirty that reach 75. */
const SEVERE_SCORE = 90;

export function alertSeverity({ detect, severity }: Pick<Rule, 'detect' | 'severity'>, score?: number): Severity {
  if (detect.kind !== 'anomaly' || score === undefined || score < SEVERE_SCORE) return severity;
  return SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? severity;
}
