// A record in the making: the matches of one rule (and step) and key within one second.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
import type { MatchRecord, Origin, Writable } from '../match-record.js';
import type { CompiledStep } from './compiled.js';
import { SharedEntity } from './entity.js';
import type { MatchedEvent } from './matched-event.js';
import { ownText } from './own-text.js';
import { type ScoreWords, scoreWords } from './score-reasons.js';

/** A report has about 900,000 characters at most; a record whose values (and their origins) take so many as JSON is closed and another one begun. */
const MAX_VALUES_CHARS = 200_000;

export class PendingRecord {
  #count = 0;
  #first = Infinity;
  #last = -Infinity;
  #byReceipt = 0;
  readonly #events: AlertEvent[] = [];
  readonly #entity = new SharedEntity();
  readonly #values: Map<string, [first: number, last: number]> | undefined;
  /** Of first-seen rules: only some of its values may be new. */
  readonly #origins: Origin[] | undefined;
  #valuesChars = 0;
  #hasMoreValues = false;
  #score: number | undefined;
  #words: ScoreWords | undefined;

  constructor(
    private readonly step: CompiledStep,
    private readonly key: string,
  ) {
    if (step.field !== undefined) this.#values = new Map();
    if (step.rule.detect.kind === 'first-seen') this.#origins = [];
  }

  /** No further values have room; another record goes on. */
  get isFull(): boolean {
    return this.#valuesChars > MAX_VALUES_CHARS;
  }

  /**
   * @param messageChars how much of a message may be kept
   * @param maxEvents that are named; further ones are counted
   * @returns characters of messages that it now holds more
   */
  add(matched: MatchedEvent, messageChars: number, maxEvents: number): number {
    const { time } = matched;
    this.#count += 1;
    if (time < this.#first) this.#first = time;
    if (time > this.#last) this.#last = time;
    if (matched.isByReceipt) this.#byReceipt += 1;
    this.#entity.add(matched);
    if (this.step.minScore !== undefined) this.#addScore(matched.event);
    if (this.#events.length >= maxEvents) return 0;
    const named = matched.named(messageChars);
    this.#events.push(named);
    return named.message.length;
  }

  /** @param messageChars, returns as `add` */
  addValue(value: string, matched: MatchedEvent, messageChars: number): number {
    if (this.#values === undefined) return 0;
    const { time } = matched;
    const known = this.#values.get(value);
    if (known !== undefined) {
      if (time < known[0]) known[0] = time;
      if (time > known[1]) known[1] = time;
    } else if (this.#values.size >= this.step.maxValues) {
      this.#hasMoreValues = true;
    } else {
      const own = ownText(value, value.length);
      this.#values.set(own, [time, time]);
      this.#valuesChars += JSON.stringify(own).length + 32;
      if (this.#origins !== undefined) return this.#addOrigin(this.#origins, matched.origin(messageChars));
    }
    return 0;
  }

  toRecord(): MatchRecord {
    const { entity, source } = this.#entity;
    const record: Writable<MatchRecord> = {
      rule: this.step.rule.id,
      step: this.step.step,
      key: this.key,
      count: this.#count,
      first: this.#first,
      last: this.#last,
      events: this.#events,
      entity,
      byReceipt: this.#byReceipt,
    };
    if (this.#values !== undefined) {
      record.values = [...this.#values.keys()];
      record.valueTimes = [...this.#values.values()];
      record.hasMoreValues = this.#hasMoreValues;
      if (this.#origins !== undefined && this.#values.size > 1) record.origins = this.#origins;
    }
    if (source !== undefined) record.source = source;
    if (this.#score !== undefined) record.score = this.#score;
    if (this.#words === undefined) return record;
    if (this.#words.summary !== undefined) record.summary = this.#words.summary;
    record.reasons = this.#words.reasons;
    return record;
  }

  #addOrigin(origins: Origin[], origin: Origin): number {
    // The first one crosses only with others.
    if (origins.push(origin) > 1) this.#valuesChars += JSON.stringify(origin).length;
    return origin.event.message.length;
  }

  #addScore(event: LogEvent): void {
    const score = event['event.risk_score'];
    if (typeof score !== 'number' || score <= (this.#score ?? -1)) return;
    this.#score = score;
    this.#words = scoreWords(event);
  }
}
