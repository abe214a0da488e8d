// Predicates that ask one field (`-src_ip:10.0.0.0/8`), with the answers for the values that came last: an address is read once and not
// with each event. Bounded; shared by all queries that hold the same condition.

import type { LogEvent } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import type { Query } from '#src/query/ast.js';
import { type Predicate, predicateOf } from '#src/query/predicate.js';
import { ownText } from './own-text.js';
import { fieldsOf, residueText } from './partial.js';
import { isSlow } from './time-budget.js';

/** Of each condition. */
const MAX_VALUES = 4_096;
const MAX_VALUE_CHARS = 64;
/** Texts differ from event to event; hours are no field of an event. */
const NEVER = new Set(['message', 'event.original', 'hour', 'weekday']);

export class RememberedPredicates {
  readonly #byText = new Map<string, Predicate>();

  /** Answers as predicateOf(query). */
  of(query: Query): Predicate {
    if (query.kind === 'and') {
      const parts = query.of.map((part) => this.of(part));
      return (event) => {
        for (const part of parts) if (!part(event)) return false;
        return true;
      };
    }
    if (isSlow(query)) return predicateOf(query);
    const [field, ...others] = fieldsOf(query);
    if (field === undefined || others.length > 0 || NEVER.has(field)) return predicateOf(query);
    const text = residueText(query);
    let known = this.#byText.get(text);
    if (known === undefined) this.#byText.set(text, (known = remembered(predicateOf(query), field as FieldName)));
    return known;
  }
}

function remembered(test: Predicate, field: FieldName): Predicate {
  const known = new Map<string, Remembered>();
  // Several rules ask the same of one event.
  let latest: Remembered | undefined;
  return (event: LogEvent) => {
    const value = event[field];
    if (typeof value !== 'string' || value.length > MAX_VALUE_CHARS) return test(event);
    if (latest?.value === value) return latest.answer;
    latest = known.get(value);
    if (latest === undefined) {
      latest = { value: ownText(value, value.length), answer: test(event) };
      if (known.size >= MAX_VALUES) known.clear();
      known.set(latest.value, latest);
    }
    return latest.answer;
  };
}

interface Remembered {
  /** A copy of its own. */
  readonly value: string;
  readonly answer: boolean;
}
