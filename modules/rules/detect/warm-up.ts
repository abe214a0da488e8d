// Windows after a restart: the last stretch before the position is read again for each rule that looks back. Rules with windows of about
// one length are read in one go, so that a rule of a day does not make all others read a day.

import type { Query } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import { isImported } from '#src/store/segments.js';
import { Fold } from '../engine/fold.js';
import { quickQuery } from '../engine/quick-query.js';
import type { ReaderBudgets } from '../engine/time-budget.js';
import { LATENESS_MS } from '../engine/windows/window.js';
import type { MatchRecord } from '../match-record.js';
import { Pace } from '../pace.js';
import type { Rule, RuleSet } from '../rule.js';
import { BEGINNING } from './end-of-store.js';
import type { Place } from './position.js';
import { sums } from './report-queue.js';
import { scanQuery } from './scan-query.js';

/** Upper ends of the lengths that are read together, in seconds. */
const LENGTHS = [900, 3_600, 21_600, 86_400] as const;
/** A device whose clock is wrong by a time zone or two counts by receipt: its events lie so far off by their own time. */
const SKEW_MS = 15 * 3_600_000;
const BATCH_EVENTS = 2_000;
/** Records that are taken before others may go first: one costs some 20 µs. */
const PIECE_RECORDS = 200;

export interface WarmUp {
  readonly ruleSet: RuleSet;
  /** Whose windows are to be filled. */
  readonly rules: readonly Rule[];
  readonly place: Place;
  readonly budgets: ReaderBudgets;
  /** Is given records by their time, piece by piece. */
  readonly take: (records: readonly MatchRecord[]) => void;
  /** As CatchUp.isPlain. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * @returns events that were passed over because a rule took too long, by rule
 * @throws Fault QUERY_DEADLINE when `signal` aborts, or what may match is not found in time
 */
export async function warmUp(store: EventReader, asked: WarmUp): Promise<Readonly<Record<string, number>>> {
  const { ruleSet, rules, place } = asked;
  if (place.position === BEGINNING) return {};
  const overflow: Readonly<Record<string, number>>[] = [];
  for (const [index, length] of LENGTHS.entries()) {
    const shorter = LENGTHS[index - 1] ?? 0;
    const alike = rules.filter((rule) => windowSeconds(rule) > shorter && windowSeconds(rule) <= length);
    if (alike.length === 0) continue;
    const spanMs = Math.max(...alike.map(windowSeconds)) * 1_000 + LATENESS_MS;
    overflow.push(await read(store, { ...asked, ruleSet: { ...ruleSet, rules: alike } }, spanMs));
  }
  return sums(overflow);
}

async function read(
  store: EventReader,
  { ruleSet, place: { position, ruleTime }, budgets, take, isPlain, signal }: WarmUp,
  spanMs: number,
): Promise<Readonly<Record<string, number>>> {
  const fold = new Fold(ruleSet, budgets);
  const query = scanQuery(ruleSet);
  if (query === undefined) return {};
  const from = ruleTime - spanMs;
  const recent: Query = { kind: 'range', field: 'event.ingested', from };
  const range = { from: from - SKEW_MS, to: ruleTime + spanMs + SKEW_MS };
  const request = {
    query: isPlain === true ? recent : ({ kind: 'and', of: [recent, quickQuery(query)] } as Query),
    range,
    order: 'time' as const,
    upTo: position,
    batchSize: BATCH_EVENTS,
    ...(signal !== undefined && { signal }),
  };
  const pace = new Pace();
  const overflow: Readonly<Record<string, number>>[] = [];
  const takeAll = async (): Promise<void> => {
    const folded = fold.take();
    overflow.push(folded.overflow);
    const records = folded.records.toSorted((a, b) => a.first - b.first);
    for (let at = 0; at < records.length; at += PIECE_RECORDS) {
      take(records.slice(at, at + PIECE_RECORDS));
      if (pace.isDue) await pace.pause();
    }
  };
  for await (const { events } of store.scan(request)) {
    for (const event of events) {
      if (!isImported(event)) fold.add(event, 'live');
      // Seldom: of a flood many batches lie within one second, and are one record a key.
      if (fold.isRich) await takeAll();
      if (pace.isDue) await pace.pause();
    }
    budgets.looked(events.length);
    await pace.pause();
  }
  await takeAll();
  return sums(overflow);
}

function windowSeconds({ detect }: Rule): number {
  if (detect.kind === 'threshold' || detect.kind === 'distinct' || detect.kind === 'sequence')
    return detect.windowSeconds;
  return 0;
}
