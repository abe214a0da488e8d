// One fold's records as reports that fit through the link: parts with the same from and to, the last one without isPart.

import type { AlertEvent, EntityKind } from '#src/alerts/alert.js';
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
  let measure = new Measure();
  const isWhole = Object.keys(folded.overflow).length === 0;
  for (const record of isWhole ? folded.records : []) {
    let length = measure.add(record);
    if (chars + length > MAX_REPORT_CHARS && chars > 0) {
      parts.push([]);
      chars = 0;
      measure = new Measure();
      length = measure.add(record);
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

/** As it crosses the link, at most; what the report holds already (packed-report.ts) is counted once. */
class Measure {
  readonly #texts = new Set<string>();
  readonly #events = new Set<AlertEvent>();

  add(record: MatchRecord): number {
    const { rule, key, events, values = [], entity, source, summary = '', reasons = [] } = record;
    let chars = 120 + this.#text(rule) + this.#text(key) + textChars(summary);
    if (source !== undefined) chars += this.#text(source);
    for (const event of events) chars += 8 + this.#event(event);
    for (const value of values) chars += 60 + textChars(value);
    for (const { code = '', what, expected = '', actual = '' } of reasons)
      chars += 80 + textChars(code) + textChars(what) + textChars(expected) + textChars(actual);
    for (const kind in entity) chars += 16 + this.#text(entity[kind as EntityKind] ?? '');
    return chars;
  }

  #text(text: string): number {
    if (this.#texts.has(text)) return 0;
    this.#texts.add(text);
    return textChars(text);
  }

  #event(event: AlertEvent): number {
    if (this.#events.has(event)) return 0;
    this.#events.add(event);
    return 30 + textChars(event.id) + textChars(event.message);
  }
}

function textChars(text: string): number {
  return ESCAPED.test(text) ? JSON.stringify(text).length + 1 : text.length + 3;
}

/** What JSON.stringify writes longer than it is. */
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

const NOTHING = { overflow: {}, excepted: {} } as const;
