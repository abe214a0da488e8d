// Looks, several times a minute, at what no single event tells: silent sources and keys, clocks, parsers, the disk, and how much is usual.
// What it finds goes through the same door as what detection finds.

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import type { Duties } from '#src/cluster/duties.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import { messageOf } from '#src/faults.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { Detection } from '../detect/detection.js';
import { inForceAt } from '../book/known-exception.js';
import type { Raiser } from '../detect/raiser.js';
import { scheduleTest } from '../engine/schedule.js';
import type { RuleBook } from '../rule-book.js';
import { quietMs, type Rule, type RuleSet } from '../rule.js';
import type { AbsenceWatch } from './absence-watch.js';
import { conditionName, settle, type Settled, type Standing } from './settle.js';
import type { Verdict } from './verdict.js';
import type { WatchMemory } from './watch-memory.js';
import type { Watches } from './watches.js';

export interface WatchServiceParts {
  readonly rules: Pick<RuleBook, 'active'>;
  readonly raiser: Pick<Raiser, 'open' | 'commit' | 'forget' | 'alertOf'>;
  readonly detection: Pick<Detection, 'onRecords' | 'state'>;
  readonly collector: Pick<CollectorLink, 'health' | 'onHealth'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly watches: Watches;
  readonly duties: Pick<Duties, 'add'>;
  /** @param stopping ends what it reads */
  readonly newMemory: (stopping: AbortSignal) => WatchMemory;
}

interface OnDuty extends WatchMemory {
  readonly stopping: AbortController;
}

const LOOK_EVERY_MS = 15_000;

export class WatchService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #undo: (() => void)[] = [];
  #onDuty: OnDuty | undefined;
  #leave = (): Promise<void> => Promise.resolve();
  /** ms, by conditionName: when something was last over. */
  readonly #endedAt = new Map<string, number>();
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  #judging: Promise<void> | undefined;
  /** What fails is logged once, until it works again. */
  readonly #failing = new Set<string>();

  constructor(private readonly parts: WatchServiceParts) {}

  onApplicationBootstrap(): void {
    const { collector, detection, clock, duties } = this.parts;
    this.#undo.push(
      collector.onHealth(() => this.tick()),
      detection.onRecords((records) => {
        const isLive = detection.state().activity === 'following';
        this.#onDuty?.heard.heard(records, isLive ? clock.now() : undefined);
      }),
    );
    this.#leave = duties.add({ name: 'watches', begin: () => this.#begin(), end: () => this.#end() });
  }

  async onModuleDestroy(): Promise<void> {
    for (const undo of this.#undo) undo();
    await this.#leave();
  }

  #begin(): void {
    const stopping = new AbortController();
    this.#endedAt.clear();
    this.parts.raiser.forget();
    this.parts.watches.forget();
    this.#onDuty = { ...this.parts.newMemory(stopping.signal), stopping };
  }

  async #end(): Promise<void> {
    this.#onDuty?.stopping.abort();
    await this.idle();
    this.#onDuty = undefined;
  }

  /** Until the look that is under way has ended. */
  async idle(): Promise<void> {
    await Promise.all([this.#looking, this.#judging]);
    await this.#onDuty?.absence.settled();
  }

  @Interval(LOOK_EVERY_MS)
  tick(): void {
    const now = this.parts.clock.now();
    const onDuty = this.#onDuty;
    if (onDuty === undefined || onDuty.stopping.signal.aborted || Math.abs(now - this.#lookedAt) < LOOK_EVERY_MS)
      return;
    this.#lookedAt = now;
    this.#looking ??= this.#trying('conditions', () => this.#look(onDuty, now)).finally(
      () => (this.#looking = undefined),
    );
    this.#judging ??= this.#trying('rates', () => this.#judge(onDuty, now)).finally(() => (this.#judging = undefined));
  }

  async #look({ book, absence }: OnDuty, now: number): Promise<void> {
    const { rules, raiser } = this.parts;
    const ruleSet = inForceAt(rules.active(), now);
    const standing = await book.standing();
    const own = ruleSet.rules.filter(({ detect: { kind } }) => kind === 'watch' || kind === 'absence');
    absence.follow(ruleSet, now);
    if (own.length === 0 && standing.size === 0) return;
    await raiser.open();
    const verdicts: Verdict[] = [];
    for (const rule of own)
      await this.#trying(
        rule.id,
        async () => void verdicts.push(...(await this.#verdicts(absence, rule, ruleSet, standing, now))),
      );
    const isInForce = ({ schedule }: Rule): boolean => scheduleTest(schedule)(hourOfWeek(now, ruleSet.zone));
    const byId = new Map(own.map((rule) => [rule.id, rule]));
    const isTest = ({ rule, key }: Standing): boolean => raiser.alertOf(rule, key)?.isTest === true;
    const settled = settle({ verdicts, standing, rules: byId, endedAt: this.#endedAt, isTest, isInForce, now });
    if (settled.kept.length + settled.ended.length === 0) return;
    const { gone } = await raiser.commit(
      [settled.findings],
      (transaction) => book.write(settled, transaction),
      ruleSet,
    );
    book.committed(settled);
    this.#forgetEnded(settled, byId, now);
    if (gone.length > 0) await book.forget(gone);
  }

  async #verdicts(
    absence: AbsenceWatch,
    rule: Rule,
    ruleSet: RuleSet,
    standing: ReadonlyMap<string, Standing>,
    now: number,
  ): Promise<readonly Verdict[]> {
    const { watches, collector, detection } = this.parts;
    const own = [...standing.values()].filter((each) => each.rule === rule.id);
    if (rule.detect.kind === 'watch')
      return watches.verdicts(
        rule,
        ruleSet,
        own.map(({ key }) => key),
        now,
      );
    // What detection has not read yet may be the sign of life.
    const isBehind = detection.state().activity !== 'following';
    const listeningSince = isBehind ? undefined : collector.health()?.startedAt;
    return absence.verdicts(rule, { listeningSince, zone: ruleSet.zone, now }, own);
  }

  async #judge({ rates }: OnDuty, now: number): Promise<void> {
    const { rules, raiser, collector } = this.parts;
    const ruleSet = inForceAt(rules.active(), now);
    await raiser.open();
    for await (const findings of rates.due(ruleSet, collector.health()?.startedAt, now))
      if (findings.raised.length + findings.grown.length > 0) await raiser.commit([findings], undefined, ruleSet);
  }

  #forgetEnded(settled: Settled, rules: ReadonlyMap<string, Rule>, now: number): void {
    for (const each of settled.ended) this.#endedAt.set(conditionName(each), now);
    for (const [name, at] of this.#endedAt) {
      const rule = rules.get(name.slice(0, name.indexOf(' ')));
      if (rule === undefined || now - at > quietMs(rule)) this.#endedAt.delete(name);
    }
  }

  async #trying(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failing.delete(what);
    } catch (error) {
      if (!this.#failing.has(what))
        this.parts.log.warn({ watch: what, error: messageOf(error) }, 'a watch could not look');
      this.#failing.add(what);
    }
  }
}
