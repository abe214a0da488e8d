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
    const length = mostChars(record);
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

/** As JSON, at most; what needs no escape, nearly everything, is not written to be measured. */
function mostChars({
  rule,
  key,
  events,
  values = [],
  entity,
  source = '',
  summary = '',
  reasons = [],
}: MatchRecord): number {
  let chars = 300 + textChars(summary) + textChars(rule) + textChars(key) + textChars(source);
  for (const { id, message } of events) chars += 60 + textChars(id) + textChars(message);
  for (const value of values) chars += 60 + textChars(value);
  for (const { code = '', what, expected = '', actual = '' } of reasons)
    chars += 80 + textChars(code) + textChars(what) + textChars(expected) + textChars(actual);
  for (const value of Object.values(entity)) chars += 20 + textChars(value);
  return chars;
}

function textChars(text: string): number {
  return ESCAPED.test(text) ? JSON.stringify(text).length + 1 : text.length + 3;
}

/** What JSON.stringify writes longer than it is. */
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

const NOTHING = { overflow: {}, excepted: {} } as const;
