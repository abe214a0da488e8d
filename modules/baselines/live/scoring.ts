// The stage at work: scores live events before they are stored, history while it is imported, and what other collectors stored. What goes
// wrong in here costs a score, never a message.

import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import type { Commit, EventKind } from '#src/plugin/module.js';
import type { Baselines, BaselinesOptions } from '../baselines.js';
import { LATENESS_MS } from '../clock.js';
import { type Engine, MAX_WAITING_DAYS } from '../engine/engine.js';
import type { Verdict } from '../engine/verdict.js';
import type { ModelFiles } from '../model/model-file.js';
import type { BaselinesSettings } from '../settings.js';
import type { StageReport, StageStatus } from '../stage-report.js';
import { Adoption } from './adoption.js';
import type { FoundEvents } from './found-events.js';
import { ImportBaselines } from './import-baselines.js';
import { highestOf, markEvent } from './mark-event.js';
import type { Orders } from './orders.js';
import { Snapshots } from './snapshots.js';
import { StageHealth } from './stage-health.js';
import type { Started, UsedModel } from './start.js';

/** How it is doing is said so often when events come, and so often when none do. */
const STATUS_MS = 1_000;
const IDLE_STATUS_MS = 10_000;
const MAX_DAMAGED = 100;

export interface ScoringParts {
  readonly files: ModelFiles;
  readonly started: Started;
  /** Has what was found in stored events that nobody scored when they came. */
  readonly found: FoundEvents;
  readonly journalPath: string;
  readonly zone: string;
  readonly geoip: GeoIp | undefined;
  readonly orders: Orders;
  /** See StageOrders.scores. */
  readonly term: () => string | undefined;
  /** ms since 1970 */
  readonly now: () => number;
}

export class Scoring {
  readonly #live: Baselines;
  readonly #imports: ImportBaselines;
  readonly #found: FoundEvents;
  readonly #snapshots: Snapshots;
  readonly #adoption: Adoption;
  readonly #health = new StageHealth();
  #settings: BaselinesSettings;
  #verdicts: readonly Verdict[];
  #model: UsedModel | undefined;
  #damaged: readonly string[];
  #othersAfter: string;
  #saidAt = -Infinity;
  /** Event time. To begin anew leads no further back. */
  readonly #begunAt: number;

  constructor(private readonly parts: ScoringParts) {
    const { started, found, orders, files, journalPath, zone, geoip, term, now } = parts;
    const { position } = started;
    this.#live = started.baselines;
    this.#begunAt = started.baselines.newest ?? -Infinity;
    this.#model = started.model;
    this.#damaged = started.damaged;
    this.#settings = orders.settings;
    this.#verdicts = started.verdicts;
    this.#othersAfter = position;
    const options = (): BaselinesOptions => optionsOf(this.#settings, zone, geoip);
    this.#found = found;
    found.standAt(position);
    this.#snapshots = new Snapshots(position, {
      path: journalPath,
      baselines: this.#live,
      term,
      now,
      model: () => this.#model?.file,
    });
    this.#imports = new ImportBaselines({
      options,
      files,
      model: () => this.#model,
      verdicts: () => this.#verdicts,
    });
    this.#adoption = new Adoption(this.#model?.file, {
      files,
      options,
      whenIdle: () => this.#snapshots.whenIdle(),
      adopt: (published, model, damaged) => {
        this.#live.engine.adopt(published);
        this.#model = model;
        this.#damaged = damaged;
        this.#snapshots.hurry();
      },
    });
  }

  /** What was published while it did not run is taken over; resolves when that is done. */
  async begin(): Promise<void> {
    const published = this.parts.orders.model ?? (await this.parts.files.current());
    if (published !== undefined) this.#adoption.want(published);
    await this.#adoption.settled();
  }

  /** From now on what is known is kept. */
  keep(): void {
    this.#snapshots.begin();
  }

  process(event: LogEvent, kind: EventKind): void {
    const startedMs = this.#health.begin();
    try {
      if (kind === 'live') this.#score(event);
      else this.#scoreImport(event);
    } catch (error) {
      this.#health.failed(messageOf(error));
    }
    this.#health.end(startedMs);
  }

  /** Of other collectors: what is found is told of, and their rows stay as they are. */
  others(events: readonly LogEvent[], position: string): void {
    this.#othersAfter = position;
    for (const event of events) {
      const startedMs = this.#health.begin();
      try {
        this.#found.stored(event, this.#live.judge(event, 'live'));
      } catch (error) {
        this.#health.failed(messageOf(error));
      }
      this.#health.end(startedMs);
    }
    this.#snapshots.others(position, events.length);
  }

  /** This machine’s date was wrong for a while: whatever comes is late for what came then. */
  get isAhead(): boolean {
    const { newest = -Infinity } = this.#live;
    return newest > Math.max(this.parts.now() + LATENESS_MS, this.#begunAt);
  }

  get othersAfter(): string {
    return this.#othersAfter;
  }

  committed(commit: Commit): void {
    this.#found.committed(commit);
    this.#snapshots.committed(commit);
    this.#health.watch(this.#live.counts.late);
  }

  configure({ settings, verdicts, model }: Orders): void {
    this.#settings = settings;
    const act = (baselines: Baselines): void => {
      baselines.engine.setBudget(settings.budget);
      baselines.observer.configure(settings.identity, this.parts.geoip);
      if (verdicts !== undefined) baselines.setVerdicts(verdicts);
    };
    act(this.#live);
    this.#imports.configure(act);
    if (model !== undefined) this.#adoption.want(model);
    if (verdicts !== undefined) this.#verdicts = verdicts;
  }

  report(): StageReport | undefined {
    const now = this.parts.now();
    const restMs = this.#found.hasMoved ? STATUS_MS : IDLE_STATUS_MS;
    if (this.#found.isEmpty && now - this.#saidAt < restMs) return undefined;
    this.#saidAt = now;
    return { ...this.#found.take(), status: this.#status };
  }

  problems(): readonly string[] {
    const { trouble } = this.#snapshots;
    return [
      ...this.parts.started.problems,
      ...damagedSentence(this.#damaged),
      ...(this.#adoption.trouble === undefined ? [] : [this.#adoption.trouble]),
      ...(trouble === undefined
        ? []
        : [`What the baselines learned since the last training cannot be kept: ${trouble}. A restart would cost it.`]),
      ...waitingSentence(this.#live.engine),
      ...this.#health.problems(),
    ];
  }

  /** At the end of the collector. */
  stop(): void {
    this.#adoption.stop();
    this.#imports.stop();
    this.#snapshots.stop();
  }

  /** The collector goes on without it. */
  rest(): void {
    this.#adoption.stop();
    this.#imports.stop();
    this.#snapshots.rest();
  }

  #score(event: LogEvent): void {
    this.#snapshots.passed();
    const scored = this.#live.judge(event, 'live');
    const highest = highestOf(scored);
    if (highest === undefined) return;
    markEvent(event, highest, this.#settings.mode);
    this.#found.scored(event, scored);
  }

  #scoreImport(event: LogEvent): void {
    const highest = highestOf(this.#imports.take(event, this.parts.now()));
    if (highest !== undefined) markEvent(event, highest, this.#settings.mode);
  }

  get #status(): StageStatus {
    const { engine, counts } = this.#live;
    return {
      model: this.#model?.file,
      through: engine.through,
      learning: engine.learning,
      sizes: engine.sizes,
      counts,
      damaged: this.#damaged.slice(0, MAX_DAMAGED),
      costUs: this.#health.costUs,
    };
  }
}

export function optionsOf(
  { budget, identity, maxUsers }: BaselinesSettings,
  zone: string,
  geoip?: GeoIp,
): BaselinesOptions {
  return { zone, budget, identity, geoip, limits: { users: maxUsers } };
}

function waitingSentence({ closedDays }: Engine): readonly string[] {
  if (closedDays.length < MAX_WAITING_DAYS) return [];
  return [
    `${closedDays.length} days wait to be learned, and with each further one the oldest is forgotten: no training has ended for so long. See under Baselines, Training, why.`,
  ];
}

function damagedSentence(damaged: readonly string[]): readonly string[] {
  if (damaged.length === 0) return [];
  const names = damaged.slice(0, 5).map((key) => JSON.stringify(key));
  const more = damaged.length > names.length ? ` and ${damaged.length - names.length} more` : '';
  return [
    `What was learned about ${names.join(', ')}${more} was damaged on disk: there it starts anew. Check the disk, and train again.`,
  ];
}
