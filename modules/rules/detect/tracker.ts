// Follows the store in the order of arrival: reports of the collector where they follow on one another, the store itself for everything
// else. What is found is written with the position it was found at, in one transaction, so that a killed program forgets nothing and
// raises nothing twice. Its methods must not overlap.

import type { Logger } from 'pino';
import type { OngoingAlert } from '#src/alerts/alert.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { Detector } from '../engine/detector.js';
import type { LogEvent } from '#src/event/event.js';
import { Fold, type Folded } from '../engine/fold.js';
import { ReaderBudgets } from '../engine/time-budget.js';
import type { SeenValues } from '../engine/seen-values.js';
import type { Findings } from '../findings.js';
import type { MatchRecord, RuleReport } from '../match-record.js';
import type { RuleSet } from '../rule.js';
import { catchUp, liesBehind } from './catch-up.js';
import { endOf } from './end-of-store.js';
import { HeldGrowth } from './held-growth.js';
import type { Place } from './position.js';
import type { SureWriter } from './sure-writer.js';
import { warmUp } from './warm-up.js';

export interface TrackerParts {
  readonly store: EventReader;
  readonly clock: Clock;
  readonly log: Logger;
  readonly seen: SeenValues;
  readonly writer: SureWriter;
  /** What was matched, whether it becomes an alert or not. */
  readonly note: (found: Found) => void;
  /** A rule that breaks: its matches are passed over. */
  readonly isLeftOut: (rule: string) => boolean;
  /** Ends a reading that is under way; it goes on from there at the next start. */
  readonly stopping: AbortSignal;
}

export type Found = Pick<Folded, 'records' | 'overflow' | 'excepted'>;

/** Reading the store, as people are told. */
export interface Progress {
  /** ms since 1970: when it began. */
  readonly since: number;
  /** Events that may have matched and were looked at. */
  readonly events: number;
  /** ms: receipt of the latest of them. */
  readonly received: number | undefined;
}

/** A place without findings is written so often: what is read again after a crash costs time, no alert. */
const SAVE_EVERY_MS = 5_000;
/** Between the receipt of an event and its being stored and told; windows are read again from that much earlier. */
const REPORT_DELAY_MS = 60_000;

export class Tracker {
  #saved: Place | undefined;
  #savedAt = -Infinity;
  /** False from the moment on that something was found until it is written. */
  #isWritten = true;
  #progress: Progress | undefined;
  /** Rules whose windows are not read yet. */
  readonly #cold = new Set<string>();
  /** Rules that whoever put them in force was not told of yet. */
  readonly #changed = new Set<string>();
  #isBroken = false;
  readonly #budgets = new ReaderBudgets();
  /** Rules for which events were left out of what was read, as far as it was said. */
  readonly #slow = new Set<string>();
  #heldGrowth = new HeldGrowth();

  private constructor(
    private readonly parts: TrackerParts,
    private readonly detector: Detector,
    private ruleSet: RuleSet,
    private place: Place,
  ) {}

  /** @param place where the last run came to; undefined: what is in the store now is history */
  static async open(
    parts: TrackerParts,
    ruleSet: RuleSet,
    { place, ongoing }: { readonly place: Place | undefined; readonly ongoing: readonly OngoingAlert[] },
  ): Promise<Tracker> {
    const begin = place ?? { position: await endOf(parts.store), ruleTime: parts.clock.now() };
    const tracker = new Tracker(parts, new Detector(ruleSet, { ongoing, seen: parts.seen }), ruleSet, begin);
    tracker.#saved = place;
    for (const { id } of ruleSet.rules) tracker.#cold.add(id);
    await tracker.#warm();
    // A very first start that is killed before anything came is remembered: what comes then is no history.
    if (place === undefined) await tracker.save();
    return tracker;
  }

  get rules(): RuleSet {
    return this.ruleSet;
  }

  /** Undefined while it follows the reports. */
  get progress(): Progress | undefined {
    return this.#progress;
  }

  limits(): ReturnType<Detector['limits']> {
    return this.detector.limits();
  }

  /** A rule failed in the middle of something: what was found and not written is lost. Open another one, where the last place was kept. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Puts other rules in force, from here on; answers with the ids of those that are new or changed. */
  async use(ruleSet: RuleSet): Promise<readonly string[]> {
    await this.flush();
    this.ruleSet = ruleSet;
    this.#slow.clear();
    this.#budgets.clear();
    for (const id of this.detector.configure(ruleSet)) {
      this.#cold.add(id);
      this.#changed.add(id);
    }
    await this.#warm();
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Some windows could not be read yet: put the rules in force again. */
  get isCold(): boolean {
    return this.#cold.size > 0;
  }

  /** Values for first-seen rules from the past; raises nothing. */
  learn(records: readonly MatchRecord[]): void {
    this.detector.warm(records);
  }

  /** Reports in order of arrival; what lies between them is read. */
  async take(reports: Iterable<RuleReport>): Promise<void> {
    for (const report of reports) {
      if (report.from === this.place.position && report.version === this.ruleSet.version && isWhole(report)) {
        this.#detect(report);
        this.place = { position: report.to, ruleTime: this.#ruleTimeOf(report) };
        continue;
      }
      await this.#write();
      if (report.from === report.to && report.from === this.place.position) continue;
      await this.#readTo(report.to);
    }
    await this.#write();
  }

  /** Events of the past that have a score now: only rules that ask for one have not seen them. They move no place. */
  async takeScored(events: readonly LogEvent[]): Promise<void> {
    const rules = this.ruleSet.rules.filter(({ detect }) => detect.kind === 'anomaly');
    if (events.length === 0 || rules.length === 0) return;
    const fold = new Fold({ ...this.ruleSet, rules }, this.#budgets);
    for (const event of events) fold.add(event, 'live');
    this.#budgets.looked(events.length);
    const found = fold.take();
    this.#tellSlow(found.overflow);
    this.#detect(found);
    // No place leads back to them.
    await this.flush();
  }

  /** Without waiting for a report: to the end of what is there. */
  readToEnd(): Promise<void> {
    return this.#read(undefined);
  }

  /** Each minute or so. What is quiet is so where it reads, which may be days behind. */
  tick(): void {
    this.detector.tick(this.place.ruleTime);
  }

  /** Where it is, for the next start. */
  async save(): Promise<void> {
    await this.flush();
    // What was found up to here is written nowhere: the next start finds it again.
    if (!this.#isWritten) return;
    if (this.place.position === this.#saved?.position) return;
    this.#savedAt = -Infinity;
    await this.#write();
  }

  /** ms until `flush` is to be called; undefined: nothing is held back. */
  get flushInMs(): number | undefined {
    return this.#heldGrowth.dueInMs(performance.now());
  }

  /** Writes what is held back, with the place. */
  async flush(): Promise<void> {
    if (this.#heldGrowth.isEmpty || this.#isBroken) return;
    await this.#commit();
  }

  async #readTo(upTo: string): Promise<void> {
    await this.#read(upTo);
    if (this.parts.stopping.aborted) return;
    // What was read without a report may have come further than this one.
    if (await liesBehind(this.parts.store, upTo, this.place.position)) return;
    this.place = { ...this.place, position: upTo };
  }

  async #read(upTo: string | undefined): Promise<void> {
    this.#progress = { since: this.parts.clock.now(), events: 0, received: undefined };
    try {
      const { store, stopping: signal } = this.parts;
      for (let isPlain = false; ; isPlain = true) {
        try {
          await this.#follow(
            catchUp(store, {
              after: this.place.position,
              upTo,
              ruleSet: this.ruleSet,
              budgets: this.#budgets,
              isPlain,
              signal,
            }),
          );
          return;
        } catch (error) {
          if (isOfAnotherStore(error)) return await this.#beginAnew(upTo);
          // A search over many rules may take too long; everything, in small pieces, does not.
          if (signal.aborted || isPlain || !isTooSlow(error)) throw error;
        }
      }
    } finally {
      this.#progress = undefined;
    }
  }

  async #follow(parts: ReturnType<typeof catchUp>): Promise<void> {
    for await (const part of parts) {
      this.#tellSlow(part.overflow);
      this.#detect(part);
      const before = this.#progress;
      const received = part.received ?? before?.received;
      this.place = { position: part.position, ruleTime: this.#behind(received) };
      if (before !== undefined) this.#progress = { ...before, events: before.events + part.events, received };
      await this.#write();
      if (this.parts.stopping.aborted) return;
    }
  }

  /** By receipt and not by the clock: after trouble of the store, events come that were received long ago. */
  #ruleTimeOf({ records, received }: RuleReport): number {
    return records.reduce((earliest, { first }) => Math.min(earliest, first), this.#behind(received));
  }

  #behind(received: number | undefined): number {
    return received === undefined ? this.place.ruleTime : received - REPORT_DELAY_MS;
  }

  /** The position means nothing here: another store, or an older copy of it. */
  async #beginAnew(upTo: string | undefined): Promise<void> {
    const position = upTo ?? (await endOf(this.parts.store));
    this.parts.log.warn(
      { position: this.place?.position },
      'rules begin at the end of the store: they were at another one',
    );
    this.place = { position, ruleTime: this.parts.clock.now() };
  }

  #detect(found: Found): void {
    const { note, isLeftOut } = this.parts;
    const wasWritten = this.#isWritten;
    this.#isWritten = false;
    try {
      note(found);
      const records = found.records.filter(({ rule }) => !isLeftOut(rule));
      this.detector.gather(records, this.#heldGrowth.drafts);
      if (this.#heldGrowth.isEmpty) this.#isWritten = wasWritten;
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }

  /** Windows of cold rules as they were at the place; what they would have raised has been raised or is past. */
  async #warm(): Promise<void> {
    const { ruleSet } = this;
    const { store, stopping: signal, isLeftOut } = this.parts;
    const rules = ruleSet.rules.filter(({ id }) => this.#cold.has(id) && !isLeftOut(id));
    const take = (records: readonly MatchRecord[]): void => this.detector.warm(records);
    for (let isPlain = false; rules.length > 0; isPlain = true) {
      try {
        const { place } = this;
        const warm = { ruleSet, rules, place, budgets: this.#budgets, take, isPlain, signal };
        this.#tellSlow(await warmUp(store, warm));
        break;
      } catch (error) {
        // What was read would be counted twice by the next try.
        this.detector.forgetWindows(rules.map(({ id }) => id));
        if (isOfAnotherStore(error)) {
          await this.#beginAnew(undefined);
          break;
        }
        if (signal.aborted || isPlain || !isTooSlow(error)) throw error;
      }
    }
    this.#cold.clear();
  }

  /** Once a rule, until rules change. */
  #tellSlow(overflow: Readonly<Record<string, number>>): void {
    for (const [rule, events] of Object.entries(overflow)) {
      if (this.#slow.has(rule)) continue;
      this.#slow.add(rule);
      this.parts.log.warn(
        { rule, events },
        'events read from the store are left out for a rule, so that the others go on: slow conditions of it or of its exceptions take too long, or too many keys came at once',
      );
    }
  }

  async #write(): Promise<void> {
    const dueInMs = this.#heldGrowth.dueInMs(performance.now());
    // The place is not written before what is held back: a killed program finds that again.
    if (dueInMs !== undefined && dueInMs > 0) {
      this.#isWritten = true;
      return;
    }
    const isDue =
      this.place.position !== this.#saved?.position && this.parts.clock.now() - this.#savedAt >= SAVE_EVERY_MS;
    if (dueInMs !== undefined || isDue) await this.#commit();
  }

  async #commit(): Promise<void> {
    const { place } = this;
    const now = this.parts.clock.now();
    const findings = this.#told();
    this.#isWritten = false;
    this.detector.forgetAlerts(await this.parts.writer.write(findings, place, this.ruleSet));
    this.#isWritten = true;
    this.#saved = place;
    this.#savedAt = now;
    if (findings.length > 0) this.#heldGrowth.written(performance.now());
  }

  /** A rule whose sentences cannot be made breaks all. */
  #told(): readonly Findings[] {
    if (this.#heldGrowth.isEmpty) return [];
    try {
      return [this.#heldGrowth.take()];
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }
}

function isOfAnotherStore(error: unknown): boolean {
  return error instanceof Fault && error.code === 'BAD_REQUEST';
}

function isTooSlow(error: unknown): boolean {
  return error instanceof Fault && error.code === 'QUERY_DEADLINE';
}

/** Of a flood of keys the collector's half leaves matches out; the store has them all. */
function isWhole({ overflow }: RuleReport): boolean {
  return Object.keys(overflow).length === 0;
}
