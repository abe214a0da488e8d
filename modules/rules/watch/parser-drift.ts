// Sources of which less is understood than before: an update changed how they write, and rules are blind to them until a parser knows it.

import type { Rule } from '../rule.js';
import { sourceKey, type Verdict } from './verdict.js';

export interface Understood {
  readonly all: number;
  /** Claimed by a parser. */
  readonly parsed: number;
}

export interface SourceParsing {
  readonly source: string;
  readonly lastHour: Understood;
  /** The seven days before. */
  readonly before: Understood;
}

const DEFAULT_BOUND_POINTS = 30;
const LEAST_MESSAGES = 100;

/** `since`: ms, when the hour began. Sources that said too little get no verdict. */
export function parserVerdicts(rule: Rule, sources: readonly SourceParsing[], since: number): Verdict[] {
  const { detect } = rule;
  const bound = (detect.kind === 'watch' ? detect.bound : undefined) ?? DEFAULT_BOUND_POINTS;
  return sources.flatMap(({ source, lastHour, before }): Verdict[] => {
    if (lastHour.all < LEAST_MESSAGES || before.all < LEAST_MESSAGES) return [];
    const now = percent(lastHour);
    const usual = percent(before);
    const key = sourceKey(source);
    if (usual - now < bound || bound === 0) {
      const summary = `${round(now)} % of the messages of ${source} are understood (${round(usual)} % in the week before).`;
      return [{ kind: 'fine', rule: rule.id, key, summary: () => summary }];
    }
    return [
      {
        ...{ kind: 'wrong', rule: rule.id, key, since },
        title: `Messages of ${source} are no longer understood`,
        summary: `Parsers understood ${round(now)} % of the ${lastHour.all} messages of ${source} in the last hour; in the week before it was ${round(usual)} %.`,
        reasons: [
          {
            what: `share of the messages of ${source} that a parser claims`,
            expected: `${round(usual)} % (${before.parsed} of ${before.all} in seven days)`,
            actual: `${round(now)} % (${lastHour.parsed} of ${lastHour.all} in an hour)`,
          },
        ],
        entity: { source },
        source,
      },
    ];
  });
}

function percent({ all, parsed }: Understood): number {
  return (100 * parsed) / all;
}

function round(share: number): number {
  return Math.round(share);
}
