// What rules would have raised in the past: the same fold and detector as live, over the stored events in event time, imported ones
// too. Changes nothing. Before the range it reads what the rules need to know at its beginning: windows, and values seen.

import { withEither } from '#src/either-signal.js';
import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { Query } from '#src/query/ast.js';
import type { EventReader, SegmentInfo, TimeRange } from '#src/store/event-store.js';
import { scanQuery } from '../detect/scan-query.js';
import { Detector } from '../engine/detector.js';
import { Fold } from '../engine/fold.js';
import { Pace } from '../pace.js';
import type { Rule, RuleSet } from '../rule.js';
import { type BacktestAlert, FoundAlerts } from './found-alerts.js';
import { historicValues } from './historic-values.js';
import { slices } from './slices.js';
import { untestable, type Untested } from './untestable.js';

export type { BacktestAlert } from './found-alerts.js';
export type { Untested } from './untestable.js';

export interface BacktestRequest {
  /** Every rule in it is tried, whatever its state. */
  readonly ruleSet: Omit<RuleSet, 'version'>;
  readonly store: Pick<EventReader, 'scan' | 'segments'>;
  /** Event time; alerts are those that begin in it. */
  readonly range: TimeRange;
  readonly limits?: BacktestLimits;
  /** Ends it with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface BacktestLimits {
  /** Events that one of the rules may match. */
  readonly events?: number;
  /** Of the clock on the wall. */
  readonly ms?: number;
  /** That are listed; further ones are counted. */
  readonly alerts?: number;
}

/** For a person who waits in front of a form. */
export const FORM_LIMITS: BacktestLimits = { events: 500_000, ms: 20_000, alerts: 1_000 };

export interface BacktestResult {
  /** In the order in which they would have been raised. */
  readonly alerts: readonly BacktestAlert[];
  /** Also of those that are not listed. */
  readonly alertCount: number;
  /** Different keys, over all rules. */
  readonly keyCount: number;
  /** Alerts by rule; rules that raised none are left out. */
  readonly byRule: Readonly<Record<string, number>>;
  /** Events of the range that were looked at: those that a rule's query may match. */
  readonly events: number;
  /** Events that an exception kept from counting, by exception. */
  readonly excepted: Readonly<Record<string, number>>;
  /** What was covered. Shorter than what was asked for when it was cut. */
  readonly covered: TimeRange;
  /** Why it ended early. */
  readonly cut?: 'events' | 'time';
  readonly untested: readonly Untested[];
}

const BATCH_EVENTS = 2_000;
const DAY_MS = 86_400_000;

/** @throws whatever the store does, and the signal's reason */
export async function backtest(request: BacktestRequest): Promise<BacktestResult> {
  const rules = request.ruleSet.rules.filter((rule) => untestable(rule) === undefined);
  const untested = request.ruleSet.rules.flatMap((rule) => untestable(rule) ?? []);
  const run = new Run(request, rules, await request.store.segments());
  const ms = request.limits?.ms;
  const limit = ms === undefined ? undefined : AbortSignal.timeout(ms);
  await withEither([request.signal, limit], (either) => run.read(either));
  return { ...run.result(), untested: [...untested, ...run.broken()] };
}

class Run {
  readonly #ruleSet: RuleSet;
  readonly #fold: Fold;
  readonly #detector: Detector;
  readonly #found: FoundAlerts;
  readonly #excepted: Record<string, number> = {};
  #events = 0;
  #looked = 0;
  #upTo: number;
  #cut: 'events' | 'time' | undefined;

  constructor(
    private readonly request: BacktestRequest,
    rules: readonly Rule[],
    private readonly segments: readonly SegmentInfo[],
  ) {
    const { range, limits = {} } = request;
    this.#ruleSet = { ...request.ruleSet, version: 'backtest', rules };
    this.#fold = new Fold(this.#ruleSet);
    this.#detector = new Detector(this.#ruleSet, { seen: historicValues(rules, range.from, segments) });
    this.#found = new FoundAlerts(rules, limits.alerts);
    this.#upTo = range.from;
  }

  /** @param either is aborted when the time is over, and when nobody waits any more */
  async read(either: AbortSignal): Promise<void> {
    const query = scanQuery(this.#ruleSet);
    if (query === undefined) return;
    try {
      await this.#readAll(query, either);
    } catch (error) {
      this.request.signal?.throwIfAborted();
      // A scan that found little was stopped by the signal.
      if (!either.aborted || !(error instanceof Fault) || error.code !== 'QUERY_DEADLINE') throw error;
      this.#cut = 'time';
    }
  }

  async #readAll(query: Query, either: AbortSignal): Promise<void> {
    const { range } = this.request;
    const wanted = { from: range.from - lookBackMs(this.#ruleSet.rules), to: range.to };
    for (const slice of slices(wanted, this.segments)) {
      await this.#readSlice(query, slice, either);
      if (this.#cut !== undefined) return;
      this.#upTo = Math.max(this.#upTo, slice.to);
    }
    this.#upTo = range.to;
  }

  /** Rules whose query cannot be run. */
  broken(): readonly Untested[] {
    return this.#fold.problems.map(({ id, problem }) => ({ rule: id, why: problem }));
  }

  result(): Omit<BacktestResult, 'untested'> {
    const { from } = this.request.range;
    return {
      ...this.#found.result(),
      events: this.#events,
      excepted: this.#excepted,
      covered: { from, to: Math.max(from, this.#upTo) },
      ...(this.#cut === undefined ? {} : { cut: this.#cut }),
    };
  }

  async #readSlice(query: Query, range: TimeRange, either: AbortSignal): Promise<void> {
    const { store, limits = {}, signal } = this.request;
    const pace = new Pace();
    const request = { query, range, order: 'time', batchSize: BATCH_EVENTS, signal: either } as const;
    for await (const { events } of store.scan(request)) {
      signal?.throwIfAborted();
      let last: LogEvent | undefined;
      for (const event of events) {
        const isBefore = event['@timestamp'] < this.request.range.from;
        if (!isBefore && this.#events === 0) this.#flush(true);
        if (!isBefore) this.#events += 1;
        this.#fold.add(event, 'history');
        if (this.#fold.isFull) this.#flush(isBefore);
        last = event;
        if (!pace.isDue) continue;
        await pace.pause();
        signal?.throwIfAborted();
        if (either.aborted) break;
      }
      if (last === undefined) continue;
      this.#flush(last['@timestamp'] < this.request.range.from);
      this.#detector.tick(last['@timestamp']);
      this.#looked += events.length;
      this.#upTo = last['@timestamp'];
      if (this.#looked >= (limits.events ?? Infinity)) this.#cut = 'events';
      else if (either.aborted) this.#cut = 'time';
      if (this.#cut !== undefined) return;
      await pace.pause();
    }
    signal?.throwIfAborted();
    if (either.aborted) this.#cut = 'time';
  }

  /** @param isBefore what is folded lies before the range: it fills windows, and raises nothing */
  #flush(isBefore: boolean): void {
    const { records, excepted } = this.#fold.take();
    if (!isBefore)
      for (const [id, count] of Object.entries(excepted)) this.#excepted[id] = (this.#excepted[id] ?? 0) + count;
    if (isBefore) this.#detector.warm(records);
    else this.#found.add(this.#detector.take(records));
  }
}

/** How far before the range the rules must look. */
function lookBackMs(rules: readonly Rule[]): number {
  return Math.max(
    0,
    ...rules.map(({ detect }) => {
      if (detect.kind === 'first-seen') return detect.learnDays * DAY_MS;
      return 'windowSeconds' in detect ? detect.windowSeconds * 1_000 : 0;
    }),
  );
}
