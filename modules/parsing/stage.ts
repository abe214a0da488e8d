// The half in the collector: counts events by source and parser, and how many of them have each of the main fields. It keeps at most
// MAX_PAIRS counters an hour and MAX_HOURS hours, while nobody asks. Of a flood it looks into each eighth event, which counts for eight:
// 0.05 µs an event on average.

import type { LogEvent } from '#src/event/event.js';
import type { EventKind, Stage } from '#src/plugin/module.js';
import { FIELDS, HOUR_MS, type HourReport, MAX_TAGS, type PairReport, type ParseReport } from './parse-report.js';

const MAX_PAIRS = 2_000;
const MAX_HOURS = 24;
const MAX_NAME_CHARS = 200;
/** Longer reports are not sent (see StageRunner): what gathered while nobody asked goes in several. */
const MAX_REPORT_CHARS = 500_000;
/** Events of a source and parser between two reports (a second) that are all looked into. */
const ALL_OF = 64;
/** A power of two. */
const ONE_IN = 8;

interface Pair {
  readonly source: string;
  readonly parser: string;
  readonly counts: Float64Array;
  /** Events that were looked into. */
  looked: number;
  tags: Map<string, number> | undefined;
}

interface Hour {
  readonly bySource: Map<string, Map<string, Pair>>;
  pairs: number;
}

export function createParsingStage(): Stage {
  return new ParsingStage();
}

class ParsingStage implements Stage {
  readonly #hours = new Map<number, Hour>();
  /** The hour of the last event. */
  #number = -1;
  #hour: Hour | undefined;
  /** Of the last event, while it is in #hour: the next one is mostly of the same. */
  #pair: Pair | undefined;
  #uncounted = 0;

  /** History says nothing of how a device writes now. */
  process(event: LogEvent, kind: EventKind): void {
    if (kind === 'import') return;
    const number = Math.floor(event['event.ingested'] / HOUR_MS);
    if (number !== this.#number || this.#hour === undefined) this.#turnTo(number);
    const source = event['lanwarden.source'];
    const parser = event['event.dataset'] ?? 'none';
    let pair = this.#pair;
    if (pair === undefined || pair.source !== source || pair.parser !== parser)
      this.#pair = pair = this.#pairOf(this.#hour!, source, parser);
    if (pair === undefined) {
      this.#uncounted += 1;
      return;
    }
    const { counts } = pair;
    const before = counts[0]!;
    counts[0] = before + 1;
    if (before < ALL_OF || before % ONE_IN === 0) look(pair, event, before < ALL_OF ? 1 : ONE_IN);
    if (event.tags !== undefined) countTags((pair.tags ??= new Map<string, number>()), event.tags);
  }

  report(): ParseReport | undefined {
    if (this.#hours.size === 0 && this.#uncounted === 0) return undefined;
    const hours: HourReport[] = [];
    let room = MAX_REPORT_CHARS;
    for (const [number, hour] of this.#hours) {
      const { pairs, chars } = takePairs(hour, room);
      if (pairs.length > 0) hours.push({ hour: number, pairs });
      room -= chars;
      if (hour.pairs > 0) break;
      this.#hours.delete(number);
    }
    const report = { hours, uncounted: this.#uncounted };
    this.#hour = this.#pair = undefined;
    this.#uncounted = 0;
    return report;
  }

  #turnTo(number: number): void {
    this.#number = number;
    this.#pair = undefined;
    this.#hour = this.#hours.get(number);
    if (this.#hour !== undefined) return;
    this.#hour = { bySource: new Map(), pairs: 0 };
    this.#hours.set(number, this.#hour);
    if (this.#hours.size <= MAX_HOURS) return;
    const oldest = Math.min(...this.#hours.keys());
    for (const pairs of this.#hours.get(oldest)!.bySource.values())
      for (const { counts } of pairs.values()) this.#uncounted += counts[0]!;
    this.#hours.delete(oldest);
  }

  #pairOf(hour: Hour, source: string, parser: string): Pair | undefined {
    let pairs = hour.bySource.get(source);
    const known = pairs?.get(parser);
    if (known !== undefined) return known;
    if (hour.pairs >= MAX_PAIRS) return undefined;
    hour.pairs += 1;
    if (pairs === undefined) hour.bySource.set(source, (pairs = new Map<string, Pair>()));
    const pair = { source, parser, counts: new Float64Array(FIELDS.length + 1), looked: 0, tags: undefined };
    pairs.set(parser, pair);
    return pair;
  }
}

/** Out of the hour, until `room` is used up. */
function takePairs(hour: Hour, room: number): { readonly pairs: readonly PairReport[]; readonly chars: number } {
  const taken: PairReport[] = [];
  let chars = 0;
  for (const [source, pairs] of hour.bySource) {
    for (const [parser, pair] of pairs) {
      if (chars >= room) return { pairs: taken, chars };
      const report = toReport(pair);
      chars += JSON.stringify(report).length;
      taken.push(report);
      pairs.delete(parser);
      hour.pairs -= 1;
    }
    hour.bySource.delete(source);
  }
  return { pairs: taken, chars };
}

function look(pair: Pair, event: LogEvent, weight: number): void {
  const { counts } = pair;
  pair.looked += weight;
  for (let i = 0; i < FIELDS.length; i += 1) if (event[FIELDS[i]!] !== undefined) counts[i + 1]! += weight;
}

function countTags(counted: Map<string, number>, tags: readonly string[]): void {
  for (const tag of tags) {
    const count = counted.get(tag);
    if (count !== undefined) counted.set(tag, count + 1);
    else if (counted.size < MAX_TAGS) counted.set(tag.slice(0, MAX_NAME_CHARS), 1);
  }
}

function toReport({ source, parser, counts, looked, tags }: Pair): PairReport {
  const [events = 0, ...filled] = counts;
  return {
    source: source.slice(0, MAX_NAME_CHARS),
    parser: parser.slice(0, MAX_NAME_CHARS),
    counts: [events, ...filled.map((count) => Math.round((count * events) / looked))],
    tags: Object.fromEntries(tags ?? []),
  };
}
