// One fold's records as reports that fit through the link: parts with the same from and to, the last one without isPart.

import type { MatchRecord, RuleReport } from '../match-record.js';
import type { Folded } from './fold.js';

/** Stage.report allows 1,048,576. */
const MAX_REPORT_CHARS = 900_000;

/**
 * At least one; overflow and exceptions are in the last. Where matches had to be left out the records stay here: the portal reads all of
 * them from the store, so that a flood of keys hides nothing.
 */
export function reportsOf(version: string, from: string, to: string, folded: Folded): RuleReport[] {
  const parts: MatchRecord[][] = [[]];
  let chars = 0;
  const isWhole = Object.keys(folded.overflow).length === 0;
  for (const record of isWhole ? folded.records : []) {
    const { length } = JSON.stringify(record);
    if (chars + length > MAX_REPORT_CHARS && chars > 0) {
      parts.push([]);
      chars = 0;
    }
    parts.at(-1)?.push(record);
    chars += length + 1;
  }
  return parts.map((records, index) => {
    const isPart = index < parts.length - 1;
    const { overflow, excepted } = isPart ? NOTHING : folded;
    return { version, from, to, records, isPart, overflow, excepted };
  });
}

const NOTHING = { overflow: {}, excepted: {} } as const;
