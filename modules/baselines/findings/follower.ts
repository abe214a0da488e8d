// Follows what the stage finds in live events: report after report, each from where the one before ended. What no report told is read
// from the store. Position and findings are written together, so that nothing is missed, and twice makes no difference. While this portal has
// the duties: of what other collectors stored (FoundEvent.isUnmarked) only these reports tell, and alerts need to be told of it (Untold).

import { setTimeout } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { ScoredEvents } from '#src/alerts/scored-events.js';
import type { Duties } from '#src/cluster/duties.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { Query } from '#src/query/ast.js';
import { EVER } from '#src/store/end-of-store.js';
import type { EventReader } from '#src/store/event-store.js';
import { REASONS_FROM } from '../engine/scored.js';
import type { Kept } from '../kept.js';
import type { FoundEvent, StageReport, StageStatus } from '../stage-report.js';
import type { BaselinesSettings } from '../settings.js';
import type { FindingWriter } from './finding-writer.js';
import { foundIn } from './stored-found.js';
import { Untold } from './untold.js';

export interface FollowerParts {
  readonly db: Sequelize;
  readonly writer: FindingWriter;
  readonly kept: Kept;
  readonly store: EventReader;
  readonly collector: CollectorLink;
  readonly clock: Clock;
  readonly log: Logger;
  readonly zone: () => string;
  readonly settings: () => Pick<BaselinesSettings, 'mode'>;
  readonly duties: Pick<Duties, 'add' | 'fence'>;
  readonly scored: Pick<ScoredEvents, 'tell'>;
}

/** Where nothing was found, the position is written at most so often; and how the stage is doing. */
const SAVE_EVERY_MS = 30_000;
/**
 * In a flood hundreds of findings rise with each report: behind a write it rests so many times as long as that took, and takes what came
 * meanwhile at once. A finding by itself is there within a fraction of a second.
 */
const REST = 20;
const MAX_REST_MS = 4_000;
/** More that wait are let go, and read from the store. */
const MAX_WAITING = 20_000;
const FOUND: Query = { kind: 'range', field: 'event.risk_score', from: REASONS_FROM };

export class FindingFollower implements OnApplicationBootstrap, OnModuleDestroy {
  #stopping = new AbortController();
  #untold: Untold;
  #waiting: StageReport[] = [];
  #running: Promise<void> | undefined;
  #position: string | undefined;
  /** Taken of what comes behind the position. */
  #parts = 0;
  #isLoaded = false;
  #savedAt = 0;
  #toldAt = -Infinity;
  #found = 0;
  #status: { readonly status: StageStatus; readonly at: number } | undefined;
  #trouble: string | undefined;
  #undo: (() => void)[] = [];
  #leave: (() => Promise<void>) | undefined;

  constructor(private readonly parts: FollowerParts) {
    this.#untold = new Untold(parts, this.#stopping.signal);
  }

  onApplicationBootstrap(): void {
    const duty = { name: 'findings', begin: () => this.#begin(), end: () => this.#end() };
    this.#leave = this.parts.duties.add(duty);
  }

  async onModuleDestroy(): Promise<void> {
    await this.#leave?.();
  }

  #begin(): void {
    const { collector } = this.parts;
    // Another portal may have gone on from where this one was.
    [this.#stopping, this.#waiting, this.#isLoaded, this.#parts] = [new AbortController(), [], false, 0];
    this.#untold = new Untold(this.parts, this.#stopping.signal);
    this.#untold.tell();
    this.#undo = [
      collector.onStageReport('baselines', (report) => this.#add(report as StageReport)),
      collector.onHealth((health) => {
        if (health === undefined) this.#status = undefined;
      }),
    ];
  }

  async #end(): Promise<void> {
    for (const undo of this.#undo) undo();
    this.#stopping.abort();
    await this.#running;
    this.#status = this.#trouble = undefined;
  }

  /** As the stage said last; undefined while the collector is away. */
  get stage(): { readonly status: StageStatus; readonly at: number } | undefined {
    return this.#status;
  }

  /** Events with a finding since the start. One that is read again after a gap counts again. */
  get found(): number {
    return this.#found;
  }

  /** Why findings are not written at this moment, as a sentence. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  #add(report: StageReport): void {
    this.#status = { status: report.status, at: this.parts.clock.now() };
    this.#waiting.push(report);
    const count = this.#waiting.reduce((sum, { found }) => sum + found.length, 0);
    // The last one tells how far there is to go; what was found is read with the rest.
    if (count > MAX_WAITING) {
      const found = this.#waiting.flatMap((each) => each.found.filter(isUnmarked)).slice(-MAX_WAITING / 2);
      this.#waiting = [{ ...report, found, isCut: true }];
    }
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopping.signal.aborted) {
      const reports = [...inOne(this.#waiting)];
      this.#waiting = [];
      try {
        await this.#untold.load();
        if (!this.#isLoaded) this.#position = await this.parts.kept.get('position');
        this.#isLoaded = true;
        const started = performance.now();
        for (; reports[0] !== undefined; reports.shift()) await this.#take(reports[0]);
        this.#trouble = undefined;
        await this.#rest(Math.min(MAX_REST_MS, REST * (performance.now() - started)));
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#trouble = 'Findings could not be written; they are read from the store with the next report.';
        this.parts.log.error(
          { err: error },
          'findings could not be written; the next report reads them from the store',
        );
        const hasMore = this.#waiting.length > 0;
        this.#putBack(reports);
        if (!hasMore) return;
      }
    }
  }

  /** Of reports that failed: what the store does not say waits for the next try. */
  #putBack(failed: readonly StageReport[]): void {
    const found = failed.flatMap((each) => each.found.filter(isUnmarked)).slice(-MAX_WAITING / 2);
    const last = failed.at(-1);
    if (last !== undefined && found.length > 0) this.#waiting.unshift({ ...last, found, isCut: true });
  }

  async #rest(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined); // being stopped is no failure
  }

  async #take({ from, to, found, isCut, part }: StageReport): Promise<void> {
    this.#position ??= from;
    const isNext = this.#position === from && this.#parts === (part ?? 0) && !isCut;
    if (isNext) await this.#write(found, to);
    else await this.#catchUp(this.#position, to, found.filter(isUnmarked));
    // Where a part was missed, the last one goes further than it, and is then read from the store whole.
    this.#parts = isNext && to === from && part !== undefined ? part + 1 : 0;
  }

  async #catchUp(after: string, upTo: string, unmarked: readonly FoundEvent[]): Promise<void> {
    const { store, log, zone } = this.parts;
    if (upTo === '') return this.#write(unmarked, upTo);
    const request = { query: FOUND, range: EVER, order: 'arrival', upTo, signal: this.#stopping.signal } as const;
    try {
      for await (const { events, position } of store.scan({ ...request, ...(after !== '' && { after }) }))
        await this.#write(events.flatMap((event) => foundIn(event, zone()) ?? []), position); // prettier-ignore
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'BAD_REQUEST') throw error;
      log.warn({ position: after }, 'findings begin at the end of the store: they were at another one');
    }
    await this.#write(unmarked, upTo);
  }

  /** For other portals. */
  async #keepStatus(): Promise<void> {
    const { clock, kept, log } = this.parts;
    if (this.#status === undefined || clock.now() - this.#toldAt < SAVE_EVERY_MS) return;
    this.#toldAt = clock.now();
    try {
      await kept.set('stage', JSON.stringify(this.#status));
    } catch (error) {
      log.warn({ err: error }, 'how the baselines are doing could not be kept for other portals');
    }
  }

  async #write(found: readonly FoundEvent[], position: string): Promise<void> {
    const { db, duties, writer, kept, clock } = this.parts;
    const untold = this.#untold;
    if (found.length > 0 || untold.isChanged || clock.now() - this.#savedAt >= SAVE_EVERY_MS) {
      const isKept = await db.transaction(async (transaction) => {
        await duties.fence.hold(db, transaction);
        await writer.writeLive(found, transaction);
        await kept.set('position', position, transaction);
        return untold.keep(found.filter(isUnmarked), transaction);
      });
      isKept();
      this.#savedAt = clock.now();
    }
    this.#found += found.length;
    this.#position = position;
    untold.tell();
    await this.#keepStatus();
  }
}

const isUnmarked = (found: FoundEvent): boolean => found.isUnmarked === true;

/** Reports that follow on each other are one: a transaction each would cost more than what is in them. */
function inOne(reports: readonly StageReport[]): readonly StageReport[] {
  const joined: StageReport[] = [];
  for (const report of reports) {
    const last = joined.at(-1);
    const isWhole = last?.to === report.from && ![last, report].some(({ isCut, part }) => isCut || part !== undefined);
    if (!isWhole) joined.push(report);
    else joined[joined.length - 1] = { ...report, from: last.from, found: [...last.found, ...report.found] };
  }
  return joined;
}
