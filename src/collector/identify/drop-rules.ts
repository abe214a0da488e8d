// A source's own drop rules: queries; an event that matches one is not stored.

import type { SourceConfig } from '#config/schema.js';
import type { LogEvent } from '../../event/event.js';
import { Fault } from '../../faults.js';
import { parseQuery } from '../../query/parse.js';
import { predicateOf } from '../../query/predicate.js';

/** Answers with the text of the first rule that matches. @throws Fault CONFIG_INVALID naming a rule that is no query */
export function dropRules({ name, drop }: SourceConfig, zone: string): (event: LogEvent) => string | undefined {
  if (drop.length === 0) return never;
  const rules = drop.map((text) => {
    const parsed = parseQuery(text, { zone });
    if (parsed.kind === 'query') return { text, matches: predicateOf(parsed.query) };
    throw new Fault(
      'CONFIG_INVALID',
      `Drop rule "${text}" of source "${name}": ${parsed.hint} (at character ${parsed.at + 1}).`,
    );
  });
  return (event) => {
    for (const { text, matches } of rules) if (matches(event)) return text;
    return undefined;
  };
}

const never = (): undefined => undefined;
