// A report as it crosses the link. Three rules and more name the same event, the same key, the same address: each text and each event is
// there once, and records are lists of numbers that point to them. A third of the characters, and of the time at both ends.

import type { AlertEntity, AlertEvent, EntityKind, Reason } from '#src/alerts/alert.js';
import type { MatchRecord, RuleReport } from './match-record.js';

export type PackedReport = Omit<RuleReport, 'records'> & { readonly packed: Packed };

interface Packed {
  readonly texts: readonly string[];
  readonly events: readonly (readonly [id: string, time: number, message: string])[];
  readonly records: readonly PackedRecord[];
}

/** Numbers of texts and events; `source` -1: several. */
type PackedRecord = readonly [
  rule: number,
  step: number,
  key: number,
  count: number,
  first: number,
  /** After `first`. */
  lastMs: number,
  byReceipt: number,
  source: number,
  events: readonly number[],
  /** Kind, text, kind, text ... */
  entity: readonly number[],
  more?: More,
];

type Writable<T> = { -readonly [name in keyof T]: T[name] };
type More = Pick<MatchRecord, 'values' | 'hasMoreValues' | 'valueTimes' | 'score' | 'summary'> & {
  readonly reasons?: readonly Reason[];
};

/** Their order is what the numbers mean: only ever add to it. */
const KINDS: readonly EntityKind[] = ['user', 'src_ip', 'dst_ip', 'host', 'domain', 'source'];

export function packedReport({ records, ...report }: RuleReport): PackedReport {
  return { ...report, packed: packed(records) };
}

/** Of a collector of an older version records come as they are. */
export function unpackedReport(report: PackedReport | RuleReport): RuleReport {
  if (!('packed' in report)) return report;
  const { packed: held, ...rest } = report;
  return { ...rest, records: unpacked(held) };
}

function packed(all: readonly MatchRecord[]): Packed {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const eventNumbers = new Map<AlertEvent, number>();
  const events: [string, number, string][] = [];
  const eventNumberOf = (event: AlertEvent): number => {
    const known = eventNumbers.get(event);
    if (known !== undefined) return known;
    eventNumbers.set(event, events.length);
    return events.push([event.id, event.time, event.message]) - 1;
  };
  const records = all.map((record): PackedRecord => {
    const { rule, step, key, count, first, last, byReceipt, source } = record;
    const entity: number[] = [];
    for (let kind = 0; kind < KINDS.length; kind++) {
      const value = record.entity[KINDS[kind] as EntityKind];
      if (value !== undefined) entity.push(kind, numberOf(value));
    }
    const named = record.events.map(eventNumberOf);
    const from = source === undefined ? -1 : numberOf(source);
    const more = moreOf(record);
    const [ruleNumber, keyNumber] = [numberOf(rule), numberOf(key)];
    return more === undefined
      ? [ruleNumber, step, keyNumber, count, first, last - first, byReceipt, from, named, entity]
      : [ruleNumber, step, keyNumber, count, first, last - first, byReceipt, from, named, entity, more];
  });
  return { texts, events, records };
}

function moreOf({ values, hasMoreValues, valueTimes, score, summary, reasons }: MatchRecord): More | undefined {
  if (values === undefined && score === undefined && summary === undefined && reasons === undefined) return undefined;
  return {
    ...(values !== undefined && { values, hasMoreValues: hasMoreValues === true }),
    ...(valueTimes !== undefined && { valueTimes }),
    ...(score !== undefined && { score }),
    ...(summary !== undefined && { summary }),
    ...(reasons !== undefined && { reasons }),
  };
}

function unpacked({ texts, events, records }: Packed): readonly MatchRecord[] {
  const named: AlertEvent[] = events.map(([id, time, message]) => ({ id, time, message }));
  const textOf = (number: number): string => texts[number] as string;
  return records.map(([rule, step, key, count, first, lastMs, byReceipt, source, eventNumbers, entity, more]) => {
    const record: Writable<MatchRecord> = {
      rule: textOf(rule),
      step,
      key: textOf(key),
      count,
      first,
      last: first + lastMs,
      events: eventNumbers.map((number) => named[number] as AlertEvent),
      entity: entityOf(entity, texts),
      byReceipt,
    };
    if (source !== -1) record.source = textOf(source);
    return more === undefined ? record : Object.assign(record, more);
  });
}

function entityOf(packedEntity: readonly number[], texts: readonly string[]): AlertEntity {
  const entity: { [kind in EntityKind]?: string } = {};
  for (let i = 0; i < packedEntity.length; i += 2) {
    const kind = KINDS[packedEntity[i] as number];
    if (kind !== undefined) entity[kind] = texts[packedEntity[i + 1] as number] as string;
  }
  return entity;
}
