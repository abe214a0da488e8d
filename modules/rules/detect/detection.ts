// Detection while the portal runs: follows the collector's reports through a Tracker, keeps its rules current, and tries again until what
// it found is written. One thing after the other; commits are gathered when reports come faster than the database writes.

import type { OnApplicationBootstrap, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import type { Duties } from '#src/cluster/duties.js';
import { OvertakenFault } from '#src/cluster/fence.js';
import { messageOf } from '#src/faults.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { EventReader } from '#src/store/event-store.js';
import type { ScoredEvents } from '#src/alerts/scored-events.js';
import type { LogEvent } from '#src/event/event.js';
import type { MatchRecord } from '../match-record.js';
import type { PackedReport } from '../packed-report.js';
import type { Rule } from '../rule.js';
import type { RuleBook } from '../rule-book.js';
import { BrokenRules } from './broken-rules.js';
import type { DetectionState, RuleActivity } from './detection-state.js';
import { learners } from './learning.js';
import type { Memory } from './memory.js';
import type { Raiser } from './raiser.js';
import { ReportQueue, sums } from './report-queue.js';
import { dayNames } from './rule-stats.js';
import { type Found, Tracker } from './tracker.js';
import { Turn } from './turn.js';
import { retryDelayMs, SureWriter } from './sure-writer.js';

export interface DetectionParts {
  readonly rules: Pick<RuleBook, 'active' | 'onChange' | 'countHits' | 'get'>;
  readonly raiser: Raiser;
  /** Nothing is in it; read it with `load`. */
  readonly newMemory: () => Memory;
  readonly store: EventReader;
  readonly collector: CollectorLink;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of events that got their score only after they were stored. */
  readonly scored: Pick<ScoredEvents, 'onScored'>;
  readonly duties: Pick<Duties, 'add' | 'areOurs'>;
  /** Other collectors write to the store, too: what they stored no report tells of. */
  readonly isShared: boolean;
}

/** At most five commits a second, however many reports come. */
const COMMIT_EVERY_MS = 200;
/** Without any report for so long it looks into the store itself, whatever the collector's half does. */
const LOOK_EVERY_MS = 30_000;
/** Where others store events. */
const LOOK_AT_OTHERS_MS = 1_000;

interface ToldScored {
  readonly events: readonly LogEvent[];
  /** See ScoredListener. */
  readonly answer: (isWritten: boolean) => void;
}

export class Detection implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #queue = new ReportQueue();
  readonly #scored: ToldScored[] = [];
  readonly #undo: (() => void)[] = [];
  #undoDuty: readonly (() => void)[] = [];
  #leave = (): Promise<void> => Promise.resolve();
  readonly #listeners = new Set<(records: readonly MatchRecord[]) => void>();
  #stopping = new AbortController();
  #turn = new Turn(this.#stopping.signal);
  #overflow: Readonly<Record<string, number>> = {};
  readonly #broken = new BrokenRules();
  #trouble: string | undefined;
  /** One after the other. */
  #failures = 0;
  #memory: Memory;
  #writer: SureWriter;
  #tracker: Tracker | undefined;
  #running: Promise<void> = Promise.resolve();
  #learning: Promise<void> = Promise.resolve();
  #isLearning = false;
  #day: (ms: number) => string = dayNames('UTC');

  constructor(private readonly parts: DetectionParts) {
    this.#memory = parts.newMemory();
    this.#writer = this.#newWriter();
  }

  /** Before anybody tells. */
  onModuleInit(): void {
    this.parts.scored.onScored((events) => this.#addScored(events));
  }

  onApplicationBootstrap(): void {
    const { collector, rules, duties } = this.parts;
    this.#undo.push(rules.onChange(() => collector.reconfigure()));
    collector.reconfigure();
    if (!duties.areOurs) void this.#readOthers();
    this.#leave = duties.add({ name: 'rules', begin: () => this.#begin(), end: () => this.#end() });
  }

  async onModuleDestroy(): Promise<void> {
    for (const undo of this.#undo) undo();
    await this.#leave();
  }

  #begin(): void {
    const { collector, rules, raiser } = this.parts;
    this.#stopping = new AbortController();
    this.#turn = new Turn(this.#stopping.signal);
    this.#remember();
    raiser.forget();
    this.#undoDuty = [
      collector.onStageReport('rules', (report) => {
        if (this.#queue.add(report as PackedReport)) this.#turn.call();
      }),
      collector.onHealth((health) => {
        if (health === undefined) this.#queue.tear();
      }),
      rules.onChange(() => this.#turn.call()),
    ];
    collector.reconfigure();
    this.#running = this.#run();
  }

  async #end(): Promise<void> {
    for (const undo of this.#undoDuty) undo();
    this.#stopping.abort();
    await this.#running;
    for (const { answer } of this.#scored.splice(0)) answer(false);
    await this.#learning;
    await this.#tracker?.save().catch(() => undefined); // what is not saved is read again
    await this.#memory.stats.write(() => true).catch(() => undefined);
    this.#tracker = undefined;
    if (!this.parts.duties.areOurs) this.parts.collector.reconfigure();
  }

  /** Matches of all rules, also of kinds that are evaluated elsewhere (absence). Returns how to stop that. */
  onRecords(listener: (records: readonly MatchRecord[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  state(): DetectionState {
    const tracker = this.#tracker;
    const progress = tracker?.progress;
    const isAway = this.parts.collector.health() === undefined;
    const isFollowing = progress === undefined && tracker !== undefined;
    const received = progress?.received;
    return {
      activity: !this.parts.duties.areOurs
        ? 'elsewhere'
        : tracker === undefined
          ? 'starting'
          : progress !== undefined
            ? 'catching-up'
            : isAway && !this.parts.isShared
              ? 'waiting'
              : 'following',
      lagMs: isFollowing ? 0 : received === undefined ? undefined : Math.max(0, this.parts.clock.now() - received),
      progress,
      trouble: this.#trouble ?? this.#writer.trouble,
      leftOut: this.#broken.leftOut,
    };
  }

  activityOf(rule: string): RuleActivity {
    const memory = this.#memory;
    const { clock } = this.parts;
    return {
      counts: memory.stats.of(rule, this.#day(clock.now())),
      overflow: this.#overflow[rule] ?? 0,
      evicted: this.#tracker?.limits().evicted[rule] ?? 0,
      forgotten: memory.seen.forgottenOf(rule),
      learning: memory.learning.of(rule),
    };
  }

  @Interval(60_000)
  async tidy(): Promise<void> {
    if (!this.parts.duties.areOurs) return this.#readOthers();
    this.#tracker?.tick();
    // What could not be read then.
    if (this.#tracker !== undefined && !this.#isLearning) this.#learnPast(this.#tracker);
    const isThere = (rule: string): boolean => this.parts.rules.get(rule) !== undefined;
    try {
      await this.#memory.tidy(isThere);
    } catch (error) {
      this.parts.log.warn({ error: messageOf(error) }, 'counts of rules could not be kept; they will be with the next');
    }
  }

  /** What another portal counts and learns, for the pages of this one. */
  async #readOthers(): Promise<void> {
    const memory = this.parts.newMemory();
    try {
      await memory.load();
    } catch {
      return; // with the next
    }
    if (this.parts.duties.areOurs) return;
    this.#memory = memory;
    this.#day = dayNames(this.parts.rules.active().zone);
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        this.#tracker ??= await this.#open();
        await this.#follow(this.#tracker);
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  async #open(): Promise<Tracker> {
    const { raiser, store, clock, log, rules } = this.parts;
    const memory = this.#memory;
    const ruleSet = rules.active();
    // Anew: what an earlier tracker raised goes on, and was not there at the start of the program.
    const [place, ongoing] = [await memory.load(), await raiser.reopen()];
    this.#day = dayNames(ruleSet.zone);
    await memory.begin(ruleSet.rules, clock.now());
    const parts = {
      store,
      clock,
      log,
      seen: memory.seen,
      writer: this.#writer,
      stopping: this.#stopping.signal,
      note: (found: Found) => this.#note(found),
      isLeftOut: (rule: string) => this.#broken.isLeftOut(rule),
    };
    const tracker = await Tracker.open(parts, ruleSet, { place, ongoing });
    this.#learnPast(tracker);
    return tracker;
  }

  /** Until the program stops. */
  async #follow(tracker: Tracker): Promise<void> {
    // What came while nobody looked: nothing may come for hours that would lead there.
    await tracker.readToEnd();
    while (!this.#isStopping) {
      if (this.#queue.isEmpty && this.#scored.length === 0 && tracker.rules === this.parts.rules.active()) {
        const flushInMs = tracker.flushInMs;
        const isCalled = await this.#turn.wait(flushInMs ?? (this.parts.isShared ? LOOK_AT_OTHERS_MS : LOOK_EVERY_MS));
        if (!isCalled && flushInMs !== undefined) await tracker.flush();
        else if (!isCalled) await tracker.readToEnd();
      }
      const { commits } = this.#writer;
      const began = performance.now();
      // First, so that they are in force for what comes after the change, and also for what was told with those before.
      await this.#useRules(tracker);
      await tracker.take(this.#queue.take());
      await this.#takeScored(tracker);
      [this.#trouble, this.#failures] = [undefined, 0];
      if (this.#writer.commits > commits) await this.#turn.pause(began + COMMIT_EVERY_MS - performance.now());
    }
  }

  async #useRules(tracker: Tracker): Promise<void> {
    const ruleSet = this.parts.rules.active();
    if (ruleSet === tracker.rules && !tracker.isCold) return;
    if (ruleSet !== tracker.rules) this.#broken.forgive();
    this.#day = dayNames(ruleSet.zone);
    await this.#memory.begin(ruleSet.rules, this.parts.clock.now());
    const changed = await tracker.use(ruleSet);
    await this.#readAgain(ruleSet.rules.filter(({ id }) => changed.includes(id)));
    this.#learnPast(tracker);
  }

  async #readAgain(rules: readonly Rule[]): Promise<void> {
    try {
      await this.#memory.learning.readAgain(rules);
    } catch (error) {
      this.parts.log.warn({ error: messageOf(error) }, 'that rules read the past again is not kept; they do it now');
    }
  }

  /** In the background, one rule after the other: the past may be long, and alerts do not wait for it. */
  #learnPast(tracker: Tracker): void {
    const { store, clock, log } = this.parts;
    const memory = this.#memory;
    const past = {
      take: (records: readonly MatchRecord[]): void => memory.seen.teach(() => tracker.learn(records)),
      keep: () => this.#writer.write([], undefined, tracker.rules).then(() => undefined),
      signal: this.#stopping.signal,
    };
    this.#isLearning = true;
    const learning = this.#learning.then(async () => {
      for (const rule of memory.learning.unread(learners(tracker.rules.rules))) {
        try {
          const isCut = await memory.learning.readPast(store, tracker.rules, rule, { now: clock.now(), ...past });
          if (isCut)
            log.warn({ rule: rule.id }, 'there is more of the past than a rule reads: it learns on for all its days');
        } catch (error) {
          if (this.#isStopping) return;
          log.error(
            { rule: rule.id, err: error },
            'the past of a rule could not be read: it says nothing until then, and tries again in a minute',
          );
        }
      }
      if (this.#learning === learning) this.#isLearning = false;
    });
    this.#learning = learning;
  }

  #addScored(events: readonly LogEvent[]): Promise<boolean> {
    if (this.#isStopping) return Promise.resolve(false);
    return new Promise((answer) => {
      this.#scored.push({ events, answer });
      this.#turn.call();
    });
  }

  async #takeScored(tracker: Tracker): Promise<void> {
    const told = [...this.#scored];
    await tracker.takeScored(told.flatMap(({ events }) => events));
    this.#scored.splice(0, told.length);
    for (const { answer } of told) answer(true);
  }

  #note({ records, overflow, excepted }: Found): void {
    this.#memory.stats.note(records, this.#day(this.parts.clock.now()));
    this.parts.rules.countHits(excepted);
    if (Object.keys(overflow).length > 0) this.#overflow = sums([this.#overflow, overflow]);
    for (const listener of this.#listeners) listener(records);
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#isStopping) return;
    this.#trouble = messageOf(error);
    this.#failures += 1;
    const isBroken = this.#tracker?.isBroken === true;
    this.parts.log.error(
      { err: error },
      `${isBroken ? 'BUG: ' : ''}detection failed and is tried again; nothing is lost`,
    );
    const rule = this.#broken.note(error);
    if (rule !== undefined)
      this.parts.log.error({ rule }, 'BUG: a rule breaks detection each time: it is left out until rules change');
    if (error instanceof OvertakenFault) this.#remember();
    if (isBroken || error instanceof OvertakenFault) this.#beginAgain();
    await this.#turn.pause(retryDelayMs(this.#failures));
  }

  /** As another portal left it. */
  #remember(): void {
    this.#memory = this.parts.newMemory();
    this.#writer = this.#newWriter();
  }

  #newWriter(): SureWriter {
    const { raiser, log } = this.parts;
    return new SureWriter({ raiser, memory: this.#memory, log, stopping: this.#stopping.signal });
  }

  /** Where the last place was kept, with what was kept with it. */
  #beginAgain(): void {
    this.#tracker = undefined;
    this.#memory.seen.forgetUnwritten();
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}
