// The fold: events in, one record out for each (rule, step, key, second of rule time). Synchronous; an event that matches nothing leaves
// nothing behind. Bounded: MAX_RECORDS between two calls of `take`; matches of further keys are counted as overflow, by rule.
// The collector runs it on what was committed, the portal on what it reads again from the store, back-tests on history.

import { MAX_MESSAGE_CHARS } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
import type { MatchRecord } from '../match-record.js';
import type { RuleException, RuleSet } from '../rule.js';
import { compileRules, type CompiledRules, type CompiledStep, type CompileProblem } from './compiled.js';
import { eventKey, keyValue } from './key.js';
import { PendingRecord } from './pending-record.js';

/** `live`: rule time is the event's where it is near the receipt; exceptions end. `history`: always the event's; exceptions hold. */
export type FoldMode = 'live' | 'history';

export interface Folded {
  readonly records: readonly MatchRecord[];
  /** Matching events that were left out because too many keys came at once, by rule. */
  readonly overflow: Readonly<Record<string, number>>;
  /** Events that an exception kept from counting, by exception. */
  readonly excepted: Readonly<Record<string, number>>;
}

export const MAX_RECORDS = 20_000;
/** An event's own time counts when it is so close to its receipt. */
export const MAX_CLOCK_GAP_MS = 600_000;
/** Of messages in all records; beyond it they are kept shorter. */
const ROOMY_CHARS = 8_000_000;
const SHORT_MESSAGE_CHARS = 80;

export class Fold {
  readonly #rules: CompiledRules;
  #open = new Map<string, PendingRecord>();
  #closed: PendingRecord[] = [];
  #overflow: Record<string, number> = {};
  #excepted: Record<string, number> = {};
  #messageChars = 0;

  /** The event that is being looked at. */
  #event!: LogEvent;
  #mode: FoldMode = 'live';
  /** Exceptions that it falls under; asked for once something matches. */
  #exempt: RuleException[] | undefined;
  readonly #counted = new Set<RuleException>();

  constructor(ruleSet: RuleSet) {
    this.#rules = compileRules(ruleSet);
  }

  /** Rules and exceptions whose query cannot be read; they match nothing. */
  get problems(): readonly CompileProblem[] {
    return this.#rules.problems;
  }

  add(event: LogEvent, mode: FoldMode): void {
    this.#event = event;
    this.#mode = mode;
    this.#exempt = undefined;
    this.#rules.steps.match(event, this.#onMatch);
  }

  /** No room for more keys until `take`. */
  get isFull(): boolean {
    return this.#open.size + this.#closed.length >= MAX_RECORDS;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#closed.length === 0 && !hasAny(this.#overflow) && !hasAny(this.#excepted);
  }

  /** All since the last call. */
  take(): Folded {
    const pending = [...this.#closed, ...this.#open.values()];
    const folded = {
      records: pending.map((each) => each.toRecord()),
      overflow: this.#overflow,
      excepted: this.#excepted,
    };
    this.#open = new Map();
    this.#closed = [];
    this.#overflow = {};
    this.#excepted = {};
    this.#messageChars = 0;
    return folded;
  }

  readonly #onMatch = (step: CompiledStep): void => {
    const event = this.#event;
    if (!step.isInForce(event['lanwarden.hour_of_week'])) return;
    if (step.minScore !== undefined && !(Number(event['event.risk_score']) >= step.minScore)) return;
    const values = step.field === undefined ? undefined : event[step.field];
    if (step.field !== undefined && (values === undefined || (typeof values === 'object' && values.length === 0)))
      return;
    const key = eventKey(event, step.groupBy);
    if (key === undefined || this.#isExcepted(step)) return;
    const time = ruleTime(event, this.#mode);
    const record = this.#recordOf(step, time, key);
    if (record === undefined) return;
    this.#messageChars += record.add(event, time, this.#messageRoom());
    if (step.field === undefined || values === undefined) return;
    if (typeof values !== 'object') record.addValue(keyValue(step.field, values), time);
    else for (const value of values) record.addValue(keyValue(step.field, value), time);
  };

  #recordOf(step: CompiledStep, time: number, key: string): PendingRecord | undefined {
    const name = `${step.number} ${Math.floor(time / 1_000)} ${key}`;
    let record = this.#open.get(name);
    if (record?.isFull) {
      this.#closed.push(record);
      this.#open.delete(name);
      record = undefined;
    }
    if (record !== undefined) return record;
    if (this.isFull) {
      this.#overflow[step.rule.id] = (this.#overflow[step.rule.id] ?? 0) + 1;
      return undefined;
    }
    record = new PendingRecord(step, key);
    this.#open.set(name, record);
    return record;
  }

  #messageRoom(): number {
    return this.#messageChars < ROOMY_CHARS ? MAX_MESSAGE_CHARS : SHORT_MESSAGE_CHARS;
  }

  #isExcepted({ rule }: CompiledStep): boolean {
    const { exceptions } = this.#rules;
    if (exceptions === undefined) return false;
    if (this.#exempt === undefined) {
      this.#exempt = [];
      this.#counted.clear();
      exceptions.match(this.#event, this.#onException);
    }
    const holding = this.#exempt.find(({ ruleId }) => ruleId === undefined || ruleId === rule.id);
    if (holding === undefined) return false;
    if (!this.#counted.has(holding)) this.#excepted[holding.id] = (this.#excepted[holding.id] ?? 0) + 1;
    this.#counted.add(holding);
    return true;
  }

  readonly #onException = (exception: RuleException): void => {
    const { expiresAt } = exception;
    const holds = this.#mode === 'history' || expiresAt === undefined || this.#event['event.ingested'] < expiresAt;
    if (holds) this.#exempt?.push(exception);
  };
}

/** ms; when an event happened, for the rules. */
export function ruleTime(event: LogEvent, mode: FoldMode): number {
  const { '@timestamp': time, 'event.ingested': received } = event;
  return mode === 'history' || Math.abs(time - received) <= MAX_CLOCK_GAP_MS ? time : received;
}

function hasAny(counts: Readonly<Record<string, number>>): boolean {
  for (const _ in counts) return true;
  return false;
}
