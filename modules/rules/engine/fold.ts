// The fold: events in, one record out for each (rule, step, key, second of rule time). Synchronous; an event that matches nothing leaves
// nothing behind. Bounded: MAX_RECORDS between two calls of `take`; matches of further keys are counted as overflow, by rule.
// The collector runs it on what was committed, the portal on what it reads again from the store, back-tests on history.

import { MAX_MESSAGE_CHARS } from '#src/alerts/alert.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import type { LogEvent } from '#src/event/event.js';
import { MAX_RECORD_EVENTS, type MatchRecord } from '../match-record.js';
import type { Rule, RuleException, RuleSet } from '../rule.js';
import { compileRules, type CompiledRules, type CompiledStep, type CompileProblem } from './compiled.js';
import { keyValue } from './key.js';
import { MatchedEvent } from './matched-event.js';
import { type OpenKey, OpenRecords } from './open-records.js';
import { PendingRecord } from './pending-record.js';
import type { Budgets } from './time-budget.js';

/** `live`: rule time is the event's where it is near the receipt; exceptions end. `history`: always the event's; exceptions hold. */
export type FoldMode = 'live' | 'history';

export interface Folded {
  readonly records: readonly MatchRecord[];
  /** Events that were left out because too many keys came at once, or slow conditions of the rule or of its exceptions took too long, by rule. */
  readonly overflow: Readonly<Record<string, number>>;
  /** Events that an exception kept from counting, by exception. */
  readonly excepted: Readonly<Record<string, number>>;
}

/** A commit of 20,000 events in a flood of keys has a record and a half of each; a record is about half a kilobyte. */
export const MAX_RECORDS = 40_000;
/** An event's own time counts when it is so close to its receipt. */
export const MAX_CLOCK_GAP_MS = 600_000;
/** Of messages in all records; beyond it they are kept shorter. */
const ROOMY_CHARS = 8_000_000;
const SHORT_MESSAGE_CHARS = 80;
/** In a flood of keys a record names fewer of its events: nobody reads so many, and they are most of what crosses the link. */
const MANY_RECORDS = 500;
const FEW_EVENTS = 3;

export class Fold {
  readonly #rules: CompiledRules;
  readonly #zone: string;
  readonly #keysOpen = new OpenRecords();
  /** By step, in the order in which they began. */
  #records: (PendingRecord[] | undefined)[] = [];
  #recordCount = 0;
  #overflow: Record<string, number> = {};
  #excepted: Record<string, number> = {};
  #messageChars = 0;

  /** The event that is being looked at; read once something matches. */
  #event!: LogEvent;
  readonly #matched = new MatchedEvent();
  #isRead = false;
  #second = 0;
  /** Its keys, as far as they were asked for: rules often share them. `null`: it lacks a field. */
  #keys: (OpenKey | null | undefined)[] = [];
  #mode: FoldMode = 'live';
  /** Exceptions that it falls under; asked for once something matches. */
  #exempt: RuleException[] | undefined;
  readonly #counted = new Set<RuleException>();
  /** Exceptions that were not tried on the event, because the time is spent. */
  readonly #untried: RuleException[] = [];

  /** @param budgets of slow queries; what is not tried counts as overflow of the rules it concerns. Left out: each takes its time */
  constructor(ruleSet: RuleSet, budgets?: Budgets) {
    this.#zone = ruleSet.zone;
    this.#rules = compileRules(
      ruleSet,
      budgets && {
        steps: { budgetOf: ({ rule }) => budgets.of(rule.id), passedOver: ({ rule }) => this.#leaveOut(rule) },
        exceptions: {
          budgetOf: ({ id }) => budgets.of(`exception ${id}`),
          passedOver: (exception) => this.#holds(exception) && this.#untried.push(exception),
        },
      },
    );
  }

  /** Rules and exceptions whose query cannot be read; they match nothing. */
  get problems(): readonly CompileProblem[] {
    return this.#rules.problems;
  }

  add(event: LogEvent, mode: FoldMode): void {
    this.#event = event;
    this.#isRead = false;
    this.#mode = mode;
    this.#rules.steps.match(event, this.#onMatch);
  }

  /** No room for more keys until `take`. */
  get isFull(): boolean {
    return this.#recordCount >= MAX_RECORDS;
  }

  /** There is so much that it should be taken, where one may choose when: the fewer times, the fewer records. */
  get isRich(): boolean {
    return this.#recordCount >= MAX_RECORDS / 4;
  }

  /** Records that `take` gives now. */
  get size(): number {
    return this.#recordCount;
  }

  get isEmpty(): boolean {
    return this.#recordCount === 0 && !hasAny(this.#overflow) && !hasAny(this.#excepted);
  }

  /** All since the last call. */
  take(): Folded {
    const records: MatchRecord[] = [];
    for (const pending of this.#records)
      if (pending !== undefined) for (const each of pending) records.push(each.toRecord());
    const folded = { records, overflow: this.#overflow, excepted: this.#excepted };
    this.#keysOpen.clear();
    this.#keys = [];
    this.#records = [];
    this.#recordCount = 0;
    this.#overflow = {};
    this.#excepted = {};
    this.#messageChars = 0;
    return folded;
  }

  readonly #onMatch = (step: CompiledStep): void => {
    const event = this.#event;
    if (step.isInForce !== undefined && !step.isInForce(this.#hourOfWeek())) return;
    if (step.minScore !== undefined && !(Number(event['event.risk_score']) >= step.minScore)) return;
    const values = step.field === undefined ? undefined : event[step.field];
    if (step.field !== undefined && (values === undefined || (typeof values === 'object' && values.length === 0)))
      return;
    if (!this.#isRead) this.#read(event);
    const key = this.#keyOf(step);
    if (key === null || this.#isExcepted(step)) return;
    const record = this.#recordOf(step, key);
    if (record === undefined) return;
    const room = this.#messageRoom();
    this.#messageChars += record.add(this.#matched, room, this.#eventRoom());
    if (step.field === undefined || values === undefined) return;
    if (typeof values !== 'object')
      this.#messageChars += record.addValue(keyValue(step.field, values), this.#matched, room);
    else
      for (const value of values)
        this.#messageChars += record.addValue(keyValue(step.field, value), this.#matched, room);
  };

  /** Of the rule time. */
  #hourOfWeek(): number | undefined {
    const time = ruleTime(this.#event, this.#mode);
    return time === this.#event['@timestamp'] ? this.#event['lanwarden.hour_of_week'] : hourOfWeek(time, this.#zone);
  }

  #read(event: LogEvent): void {
    this.#isRead = true;
    const time = ruleTime(event, this.#mode);
    this.#matched.begin(event, time);
    this.#second = Math.floor(time / 1_000);
    for (let i = 0; i < this.#keys.length; i++) this.#keys[i] = undefined;
    this.#exempt = undefined;
  }

  #keyOf({ keyNumber, groupBy }: CompiledStep): OpenKey | null {
    const known = this.#keys[keyNumber];
    if (known !== undefined) return known;
    const key = this.#keysOpen.keyOf(this.#event, this.#second, keyNumber, groupBy) ?? null;
    this.#keys[keyNumber] = key;
    return key;
  }

  #recordOf(step: CompiledStep, key: OpenKey): PendingRecord | undefined {
    const open = key.records[step.number];
    if (open !== undefined && !open.isFull) return open;
    if (this.isFull) {
      this.#leaveOut(step.rule);
      return undefined;
    }
    const record = new PendingRecord(step, key.text);
    key.records[step.number] = record;
    (this.#records[step.number] ??= []).push(record);
    this.#recordCount += 1;
    return record;
  }

  #messageRoom(): number {
    return this.#messageChars < ROOMY_CHARS ? MAX_MESSAGE_CHARS : SHORT_MESSAGE_CHARS;
  }

  #eventRoom(): number {
    return this.#recordCount < MANY_RECORDS ? MAX_RECORD_EVENTS : FEW_EVENTS;
  }

  #isExcepted({ rule }: CompiledStep): boolean {
    const { exceptions } = this.#rules;
    if (exceptions === undefined) return false;
    if (this.#exempt === undefined) {
      this.#exempt = [];
      this.#counted.clear();
      this.#untried.length = 0;
      exceptions.match(this.#event, this.#onException);
    }
    const isOfRule = ({ ruleId }: RuleException): boolean => ruleId === undefined || ruleId === rule.id;
    const holding = this.#exempt.find(isOfRule);
    if (holding === undefined) {
      const isUndecided = this.#untried.some(isOfRule);
      if (isUndecided) this.#leaveOut(rule);
      return isUndecided;
    }
    if (!this.#counted.has(holding)) this.#excepted[holding.id] = (this.#excepted[holding.id] ?? 0) + 1;
    this.#counted.add(holding);
    return true;
  }

  #leaveOut({ id }: Rule): void {
    this.#overflow[id] = (this.#overflow[id] ?? 0) + 1;
  }

  readonly #onException = (exception: RuleException): void => {
    if (this.#holds(exception)) this.#exempt?.push(exception);
  };

  #holds({ expiresAt }: RuleException): boolean {
    return this.#mode === 'history' || expiresAt === undefined || this.#event['event.ingested'] < expiresAt;
  }
}

/** ms; when an event happened, for the rules. */
function ruleTime(event: LogEvent, mode: FoldMode): number {
  const { '@timestamp': time, 'event.ingested': received } = event;
  return mode === 'history' || Math.abs(time - received) <= MAX_CLOCK_GAP_MS ? time : received;
}

function hasAny(counts: Readonly<Record<string, number>>): boolean {
  for (const _ in counts) return true;
  return false;
}
