// Many queries over one event: which of them match. Each costs an event nothing unless one of its anchors (anchors.ts) is there: one map
// lookup a field that any query is anchored on, one pass over the message if any is anchored on words, and the predicates of the
// candidates. Equal texts are one query. Queries without an anchor are tried on every event.

import type { LogEvent } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { lowerAscii } from '#src/query/ascii.js';
import type { Query } from '#src/query/ast.js';
import { predicateOf, type Predicate } from '#src/query/predicate.js';
import { anchorsOf } from './anchors.js';
import { GuardedPredicates } from './guarded-predicates.js';
import { isSlow, type TimeBudget } from './time-budget.js';
import { WordIndex } from './word-index.js';

/** A query and who asks it. */
interface Asked<T> {
  readonly matches: Predicate;
  readonly by: T[];
  /** Undefined: it takes no time, or all that it needs. */
  readonly budget: TimeBudget | undefined;
  /** The event that it was tried on last: two anchors may lead to it. */
  triedOn: number;
}

/** Of slow queries, for an index that may not hold up others. */
export interface Patience<T> {
  readonly budgetOf: (entry: T) => TimeBudget;
  /** An entry whose query was not tried on an event, because the time is spent. */
  readonly passedOver: (entry: T) => void;
}

/** Makes predicates of queries. */
export interface Predicates {
  of(query: Query): Predicate;
}

const PLAIN: Predicates = { of: predicateOf };

type ByValue<T> = Map<string, Asked<T>[]>;

export class QueryIndex<T> {
  readonly #byText = new Map<string, Asked<T>>();
  readonly #always: Asked<T>[] = [];
  readonly #fields: FieldName[] = [];
  readonly #byField: ByValue<T>[] = [];
  readonly #words = new WordIndex<Asked<T>>();
  #event = 0;
  #current: LogEvent | undefined;
  #visit: (entry: T) => void = () => {};
  /** Held, so that an event that matches nothing costs no memory. */
  readonly #onWord = (asked: Asked<T>): void => {
    if (this.#current !== undefined) this.#try(asked, this.#current, this.#visit);
  };

  constructor(private readonly patience?: Patience<T>) {}

  /**
   * @param text names the query: what has the same text is the same query
   * @param predicates that make its predicate; default: predicateOf
   */
  add(text: string, query: Query, entry: T, predicates: Predicates = PLAIN): void {
    const known = this.#byText.get(text);
    if (known !== undefined) {
      known.by.push(entry);
      return;
    }
    const budget = isSlow(query) ? this.patience?.budgetOf(entry) : undefined;
    const made = budget === undefined ? predicates : new GuardedPredicates(budget, predicates);
    const asked = { matches: made.of(query), by: [entry], budget, triedOn: 0 };
    this.#byText.set(text, asked);
    this.#place(query, asked);
  }

  /** Calls `visit` with each entry whose query matches, in no particular order. */
  match(event: LogEvent, visit: (entry: T) => void): void {
    this.#event += 1;
    for (const asked of this.#always) this.#test(asked, event, visit);
    for (let i = 0; i < this.#fields.length; i++) {
      const value = event[this.#fields[i] as FieldName];
      if (value === undefined) continue;
      const byValue = this.#byField[i] as ByValue<T>;
      if (typeof value === 'object') for (const each of value) this.#tryAll(byValue.get(textOf(each)), event, visit);
      else this.#tryAll(byValue.get(textOf(value)), event, visit);
    }
    if (!this.#words.isEmpty && event.message !== undefined) this.#visitWords(event.message, event, visit);
  }

  #visitWords(message: string, event: LogEvent, visit: (entry: T) => void): void {
    this.#current = event;
    this.#visit = visit;
    this.#words.visit(message, this.#onWord);
    this.#current = undefined;
  }

  #place(query: Query, asked: Asked<T>): void {
    const anchors = anchorsOf(query);
    if (anchors === undefined) {
      this.#always.push(asked);
      return;
    }
    for (const anchor of anchors) {
      if (anchor.kind === 'word') this.#words.add(anchor.word, asked);
      else this.#addValue(anchor.field, anchor.value, asked);
    }
  }

  #addValue(field: FieldName, value: string, asked: Asked<T>): void {
    let at = this.#fields.indexOf(field);
    if (at === -1) {
      at = this.#fields.push(field) - 1;
      this.#byField.push(new Map());
    }
    const byValue = this.#byField[at] as ByValue<T>;
    const there = byValue.get(value);
    if (there === undefined) byValue.set(value, [asked]);
    else if (!there.includes(asked)) there.push(asked);
  }

  #tryAll(all: readonly Asked<T>[] | undefined, event: LogEvent, visit: (entry: T) => void): void {
    if (all !== undefined) for (const asked of all) this.#try(asked, event, visit);
  }

  #try(asked: Asked<T>, event: LogEvent, visit: (entry: T) => void): void {
    if (asked.triedOn === this.#event) return;
    asked.triedOn = this.#event;
    this.#test(asked, event, visit);
  }

  #test(asked: Asked<T>, event: LogEvent, visit: (entry: T) => void): void {
    const { budget } = asked;
    const isMatch = budget === undefined ? asked.matches(event) : budget.try(asked.matches, event);
    if (isMatch) for (const entry of asked.by) visit(entry);
    if (isMatch === undefined) for (const entry of asked.by) this.patience?.passedOver(entry);
  }
}

function textOf(value: string | number | boolean): string {
  return typeof value === 'string' ? lowerAscii(value) : String(value);
}
