// What the watch “parser-drift” says of sources, as it looks at them.

import type { FieldHistory } from '#src/portal/parsing/parsing-history.js';
import type { Rule } from '../../modules/rules/rule.js';
import { driftsOf, driftVerdict, type SourceParsing } from '../../modules/rules/watch/parser-drift.js';
import type { Verdict } from '../../modules/rules/watch/verdict.js';

/** Without examples. Sources that said too little get no verdict. */
export function parserVerdicts(
  rule: Rule,
  sources: readonly SourceParsing[],
  since: number,
  histories: readonly FieldHistory[] = [],
): Verdict[] {
  return driftsOf(rule, sources, histories).map((drift) => driftVerdict(rule, drift, since));
}
