// A report as it crosses the link, and as it waits in the portal: one list of numbers and a few of texts, whatever the number of records.
// Three rules and more name the same event, the same key, the same address: each is there once. Trees of objects would take ten times the
// memory while they wait, and twice the time at both ends. Made by report-packer.ts.

import type { AlertEntity, AlertEvent, EntityKind, Reason } from '#src/alerts/alert.js';
import type { MatchRecord, Origin, RuleReport, Writable } from './match-record.js';

export type PackedReport = Omit<RuleReport, 'records'> & { readonly packed: Packed };

export interface Packed {
  readonly count: number;
  /** ms: what all times are relative to. */
  readonly base: number;
  readonly texts: readonly string[];
  /** Of each event: its id and its message; its time is in `times`. */
  readonly events: readonly string[];
  readonly times: readonly number[];
  /**
   * One record after the other, numbers of texts and events:
   * rule, step, key, count, first, last after first (ms), by receipt, source (-1: several),
   * how many events, each of them, how many kinds of entity, each of them with its text.
   */
  readonly numbers: readonly number[];
  /** What few records have, by number of the record. */
  readonly more: readonly (readonly [record: number, more: More])[];
}

export type More = Pick<MatchRecord, 'values' | 'hasMoreValues' | 'valueTimes' | 'score' | 'summary'> & {
  readonly origins?: readonly PackedOrigin[];
  readonly reasons?: readonly Reason[];
};

/** By the number of its event. */
export type PackedOrigin = Omit<Origin, 'event'> & { readonly event: number };

/** Their order is what the numbers mean: only ever add to it. */
export const KINDS: readonly EntityKind[] = ['user', 'src_ip', 'dst_ip', 'host', 'domain', 'source'];

/** Of a collector of an older version records come as they are. */
export function unpackedReport(report: PackedReport | RuleReport): RuleReport {
  if (!('packed' in report)) return report;
  const { packed, ...rest } = report;
  return { ...rest, records: unpacked(packed) };
}

export function recordCount(report: PackedReport | RuleReport): number {
  return 'packed' in report ? report.packed.count : report.records.length;
}

function unpacked({ count, base, texts, events, times, numbers, more }: Packed): readonly MatchRecord[] {
  const named = times.map((time, i): AlertEvent => ({
    id: events[2 * i] as string,
    time: base + time,
    message: events[2 * i + 1] as string,
  }));
  let at = 0;
  const next = (): number => numbers[at++] as number;
  const text = (): string => texts[next()] as string;
  const records: Writable<MatchRecord>[] = [];
  for (let i = 0; i < count; i++) {
    const [rule, step, key, matches, first] = [text(), next(), text(), next(), base + next()];
    const [last, byReceipt, source] = [first + next(), next(), next()];
    const ofRecord: AlertEvent[] = [];
    for (let left = next(); left > 0; left--) ofRecord.push(named[next()] as AlertEvent);
    const entity: { [kind in EntityKind]?: string } = {};
    for (let left = next(); left > 0; left--) {
      const kind = KINDS[next()];
      const value = text();
      if (kind !== undefined) entity[kind] = value;
    }
    const record = recordOf(rule, step, key, matches, first, last, ofRecord, entity, byReceipt);
    if (source !== -1) record.source = texts[source] as string;
    records.push(record);
  }
  for (const [number, { origins, ...rest }] of more) {
    const record = Object.assign(records[number] as Writable<MatchRecord>, rest);
    if (origins === undefined) continue;
    record.origins = origins.map((each): Origin => ({ ...each, event: named[each.event] as AlertEvent }));
  }
  return records;
}

function recordOf(
  rule: string,
  step: number,
  key: string,
  count: number,
  first: number,
  last: number,
  events: readonly AlertEvent[],
  entity: AlertEntity,
  byReceipt: number,
): Writable<MatchRecord> {
  return { rule, step, key, count, first, last, events, entity, byReceipt };
}
