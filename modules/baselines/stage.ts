// The half in the collector: scores every live event before it is stored, and history while it is imported. See docs/baselines.md. What
// goes wrong in here costs a score, never a message.

import { join } from 'node:path';
import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import { openGeoIp } from '#src/geoip/open.js';
import type { Commit, EventKind, Stage, StagePlace } from '#src/plugin/module.js';
import type { Baselines, BaselinesOptions } from './baselines.js';
import type { Verdict } from './engine/verdict.js';
import { Adoption } from './live/adoption.js';
import { FoundEvents } from './live/found-events.js';
import { ImportBaselines } from './live/import-baselines.js';
import { highestOf, markEvent, unmarkEvent } from './live/mark-event.js';
import { KeptVerdicts, type Orders, ordersOf } from './live/orders.js';
import { Snapshots } from './live/snapshots.js';
import { startBaselines, type Started, type UsedModel } from './live/start.js';
import { StageHealth } from './live/stage-health.js';
import { ModelFiles } from './model/model-file.js';
import type { BaselinesSettings } from './settings.js';
import type { StageReport, StageStatus } from './stage-report.js';

/** In `<data.dir>/baselines`. */
const JOURNAL = 'live.journal';
const VERDICTS = 'live-verdicts.json';
/** How it is doing is said so often when events come, and so often when none do. */
const STATUS_MS = 1_000;
const IDLE_STATUS_MS = 10_000;
const MAX_DAMAGED = 100;

/** @throws ZodError for settings that are none */
export async function createBaselinesStage(
  settings: unknown,
  position: string,
  place: StagePlace,
  now: () => number = Date.now,
): Promise<Stage> {
  const dir = join(place.dir, 'baselines');
  const files = new ModelFiles(dir);
  const orders = ordersOf(settings);
  const verdicts = new KeptVerdicts(join(dir, VERDICTS));
  const { geoip, problem } = await geoipOf(place.config.geoip.path);
  const { zone } = place.config.time;
  const options = optionsOf(orders.settings, zone, geoip);
  const journalPath = join(dir, JOURNAL);
  const started = await startBaselines({
    ...{ options, files, journalPath, store: place.store, position },
    ...{ published: orders.model, verdicts: orders.verdicts ?? inForce(verdicts.read(), now()), now: now() },
  });
  const stage = new BaselinesStage({
    ...{ files, verdicts, started, position, journalPath, zone, geoip, orders, now },
    problems: [...(problem === undefined ? [] : [problem]), ...started.problems],
  });
  await stage.begin();
  return stage;
}

interface Parts {
  readonly files: ModelFiles;
  readonly verdicts: KeptVerdicts;
  readonly started: Started;
  readonly position: string;
  readonly journalPath: string;
  readonly zone: string;
  readonly geoip: GeoIp | undefined;
  readonly orders: Orders;
  /** ms since 1970 */
  readonly now: () => number;
  /** Sentences that stay true until the next start. */
  readonly problems: readonly string[];
}

class BaselinesStage implements Stage {
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
  #saidAt = -Infinity;

  constructor(private readonly parts: Parts) {
    const { started, orders, position, files, journalPath, zone, geoip, now } = parts;
    this.#live = started.baselines;
    this.#model = started.model;
    this.#damaged = started.damaged;
    this.#settings = orders.settings;
    this.#verdicts = started.verdicts;
    const options = (): BaselinesOptions => optionsOf(this.#settings, zone, geoip);
    this.#found = new FoundEvents(position, zone);
    this.#snapshots = new Snapshots(position, {
      ...{ path: journalPath, baselines: this.#live, now },
      model: () => this.#model?.file,
    });
    this.#imports = new ImportBaselines({
      ...{ options, files },
      ...{ model: () => this.#model, verdicts: () => this.#verdicts },
    });
    this.#adoption = new Adoption(this.#model?.file, {
      ...{ files, options },
      whenIdle: () => this.#snapshots.whenIdle(),
      adopt: (published, model, damaged) => {
        this.#live.engine.adopt(published);
        this.#model = model;
        this.#damaged = damaged;
        this.#snapshots.hurry();
      },
    });
  }

  /** What was published while it did not run is taken over before the first message comes. */
  async begin(): Promise<void> {
    const published = this.parts.orders.model ?? (await this.parts.files.current());
    if (published !== undefined) this.#adoption.want(published);
    await this.#adoption.settled();
    this.#snapshots.begin();
  }

  process(event: LogEvent, kind: EventKind): void {
    unmarkEvent(event);
    const startedMs = this.#health.begin();
    try {
      if (kind === 'live') this.#score(event);
      else this.#scoreImport(event);
    } catch (error) {
      this.#health.failed(messageOf(error));
    }
    this.#health.end(startedMs);
  }

  committed(commit: Commit): void {
    this.#found.committed(commit);
    this.#snapshots.committed(commit);
    this.#health.watch(this.#live.counts.late);
  }

  configure(settings: unknown): void {
    const orders = ordersOf(settings);
    this.#settings = orders.settings;
    const act = ({ engine, observer }: Baselines): void => {
      engine.setBudget(orders.settings.budget);
      observer.configure(orders.settings.identity, this.parts.geoip);
      if (orders.verdicts !== undefined) engine.setVerdicts(orders.verdicts);
    };
    act(this.#live);
    this.#imports.configure(act);
    if (orders.model !== undefined) this.#adoption.want(orders.model);
    if (orders.verdicts === undefined) return;
    this.#verdicts = orders.verdicts;
    this.parts.verdicts.write(orders.verdicts);
  }

  report(): StageReport | undefined {
    const now = this.parts.now();
    const restMs = this.#found.hasMoved ? STATUS_MS : IDLE_STATUS_MS;
    if (this.#found.isEmpty && now - this.#saidAt < restMs) return undefined;
    this.#saidAt = now;
    return { ...this.#found.take(), status: this.#status };
  }

  problems(): readonly string[] {
    const { problems } = this.parts;
    const { trouble } = this.#snapshots;
    return [
      ...problems,
      ...damagedSentence(this.#damaged),
      ...(this.#adoption.trouble === undefined ? [] : [this.#adoption.trouble]),
      ...(trouble === undefined
        ? []
        : [`What the baselines learned since the last training cannot be kept: ${trouble}. A restart would cost it.`]),
      ...this.#health.problems(),
    ];
  }

  stop(): void {
    this.#adoption.stop();
    this.#imports.stop();
    this.#snapshots.stop();
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
      ...{ model: this.#model?.file, through: engine.through, learning: engine.learning, sizes: engine.sizes, counts },
      ...{ damaged: this.#damaged.slice(0, MAX_DAMAGED), costUs: this.#health.costUs },
    };
  }
}

function optionsOf({ budget, identity, maxUsers }: BaselinesSettings, zone: string, geoip?: GeoIp): BaselinesOptions {
  return { zone, budget, identity, geoip, limits: { users: maxUsers } };
}

/** What was told to the last one, without what has expired since. */
function inForce(verdicts: readonly Verdict[], now: number): readonly Verdict[] {
  return verdicts.filter(({ until }) => until === undefined || until > now);
}

async function geoipOf(path: string | undefined): Promise<{ readonly geoip?: GeoIp; readonly problem?: string }> {
  if (path === undefined || path === '') return {};
  try {
    return { geoip: await openGeoIp(path) };
  } catch (error) {
    return { problem: `Countries and travel are not judged: ${messageOf(error)}` };
  }
}

function damagedSentence(damaged: readonly string[]): readonly string[] {
  if (damaged.length === 0) return [];
  const names = damaged.slice(0, 5).map((key) => JSON.stringify(key));
  const more = damaged.length > names.length ? ` and ${damaged.length - names.length} more` : '';
  return [
    `What was learned about ${names.join(', ')}${more} was damaged on disk: there it starts anew. Check the disk, and train again.`,
  ];
}
