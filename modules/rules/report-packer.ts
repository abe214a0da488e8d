// Makes reports that fit through the link of what was folded: parts with the same from and to, the last one without isPart.

import type { AlertEvent, EntityKind } from '#src/alerts/alert.js';
import type { Folded } from './engine/fold.js';
import type { MatchRecord, Origin, RuleReport, Writable } from './match-record.js';
import { KINDS, type More, type Packed, type PackedOrigin, type PackedReport } from './packed-report.js';

/** Stage.report allows 1,048,576. */
const MAX_REPORT_CHARS = 900_000;

type Head = Pick<RuleReport, 'version' | 'from' | 'to' | 'received'>;

/**
 * At least one; overflow and exceptions are in the last. Where matches had to be left out the records stay here: the portal reads all of
 * them from the store, so that a flood of keys hides nothing.
 */
export function packedReports(head: Head, folded: Folded): PackedReport[] {
  const parts: Packer[] = [new Packer()];
  const isWhole = Object.keys(folded.overflow).length === 0;
  for (const record of isWhole ? folded.records : [])
    if (parts.at(-1)?.add(record) === false) {
      const part = new Packer();
      part.add(record);
      parts.push(part);
    }
  return parts.map((part, index) => {
    const isPart = index < parts.length - 1;
    const { overflow, excepted } = isPart ? NOTHING : folded;
    return { ...head, isPart, overflow, excepted, packed: part.packed };
  });
}

const NOTHING = { overflow: {}, excepted: {} } as const;

class Packer {
  readonly #numbers: number[] = [];
  readonly #texts: string[] = [];
  readonly #events: string[] = [];
  readonly #times: number[] = [];
  readonly #more: (readonly [number, More])[] = [];
  readonly #textNumbers = new Map<string, number>();
  readonly #eventNumbers = new Map<AlertEvent, number>();
  #count = 0;
  #base = 0;
  /** As JSON, at most. */
  #chars = 0;

  /** False: it has no room; the packer is not to be given anything more. The first one is always taken. */
  add(record: MatchRecord): boolean {
    // A record names ten events and some texts: what it takes is known before it is put in only where all of it is new.
    const moreChars = moreCharsOf(record);
    if (this.#count > 0 && this.#chars + charsAtMost(record) + moreChars > MAX_REPORT_CHARS) return false;
    if (this.#count === 0) this.#base = record.first;
    const { rule, step, key, count, first, last, byReceipt, source, events, entity } = record;
    const numbers = this.#numbers;
    numbers.push(this.#text(rule), step, this.#text(key), count, first - this.#base, last - first, byReceipt);
    numbers.push(source === undefined ? -1 : this.#text(source), events.length);
    for (const event of events) numbers.push(this.#event(event));
    const at = numbers.push(0) - 1;
    let kinds = 0;
    for (let kind = 0; kind < KINDS.length; kind++) {
      const value = entity[KINDS[kind] as EntityKind];
      if (value === undefined) continue;
      kinds += 1;
      numbers.push(kind, this.#text(value));
    }
    numbers[at] = kinds;
    const more = moreOf(record, (each) => ({ ...each, event: this.#event(each.event) }));
    if (more !== undefined) {
      this.#more.push([this.#count, more]);
      this.#chars += moreChars;
    }
    this.#chars += RECORD_CHARS + 8 * events.length;
    this.#count += 1;
    return true;
  }

  get packed(): Packed {
    return {
      count: this.#count,
      base: this.#base,
      texts: this.#texts,
      events: this.#events,
      times: this.#times,
      numbers: this.#numbers,
      more: this.#more,
    };
  }

  #text(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    this.#textNumbers.set(text, this.#texts.length);
    this.#chars += textChars(text);
    return this.#texts.push(text) - 1;
  }

  #event(event: AlertEvent): number {
    const known = this.#eventNumbers.get(event);
    if (known !== undefined) return known;
    const { id, time, message } = event;
    this.#eventNumbers.set(event, this.#times.length);
    this.#chars += EVENT_CHARS + textChars(id) + textChars(message);
    this.#events.push(id, message);
    return this.#times.push(time - this.#base) - 1;
  }
}

/** Numbers of a record; of an event. */
const RECORD_CHARS = 140;
const EVENT_CHARS = 20;

/** Without what few records have, were nothing of it there yet. A character is six at most. */
function charsAtMost(record: MatchRecord): number {
  const { rule, key, events, source = '', entity } = record;
  let chars = rule.length + key.length + source.length;
  for (const kind in entity) chars += entity[kind as EntityKind]?.length ?? 0;
  for (const { id, message } of events) chars += id.length + message.length;
  return 6 * chars + RECORD_CHARS + (EVENT_CHARS + 16) * events.length + 50;
}

function moreOf(
  { values, hasMoreValues, origins, valueTimes, score, summary, reasons }: MatchRecord,
  packedOrigin: (origin: Origin) => PackedOrigin,
): More | undefined {
  if (values === undefined && score === undefined && summary === undefined && reasons === undefined) return undefined;
  const more: Writable<More> = {};
  if (values !== undefined) {
    more.values = values;
    more.hasMoreValues = hasMoreValues === true;
  }
  if (origins !== undefined) more.origins = origins.map(packedOrigin);
  if (valueTimes !== undefined) more.valueTimes = valueTimes;
  if (score !== undefined) more.score = score;
  if (summary !== undefined) more.summary = summary;
  if (reasons !== undefined) more.reasons = reasons;
  return more;
}

function moreCharsOf({ values = NONE, origins = NONE, reasons = NONE, summary = '', score }: MatchRecord): number {
  if (values.length === 0 && reasons.length === 0 && summary === '' && score === undefined) return 60;
  let chars = 150 + textChars(summary);
  for (const value of values) chars += 60 + textChars(value);
  for (const origin of origins) chars += JSON.stringify(origin).length + 1;
  for (const { code = '', what, expected = '', actual = '' } of reasons)
    chars += 80 + textChars(code) + textChars(what) + textChars(expected) + textChars(actual);
  return chars;
}

const NONE: readonly never[] = [];

function textChars(text: string): number {
  return ESCAPED.test(text) ? JSON.stringify(text).length + 1 : text.length + 3;
}

/** What JSON.stringify writes longer than it is. */
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;
