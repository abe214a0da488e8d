// The services of the portal's half for Nest: Findings, Verdicts, Baseline, Trainer, and what they are made of.

import { join } from 'node:path';
import type { FactoryProvider, Provider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import { ScoredEvents } from '#src/alerts/scored-events.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { nodeNameOf } from '#src/cluster/node-name.js';
import { Notices } from '#src/cluster/notices.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, CONFIG, DB, LOG, STORE } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { StageSettings } from '#src/settings/stage-settings.js';
import type { EventReader } from '#src/store/event-store.js';
import { FindingRetention } from './findings/finding-retention.js';
import { FindingWriter } from './findings/finding-writer.js';
import { Findings } from './findings/findings.js';
import { FindingFollower } from './findings/follower.js';
import { Verdicts } from './findings/verdicts.js';
import { Kept } from './kept.js';
import { CarriedModels } from './model/carried-models.js';
import { ModelFiles } from './model/model-file.js';
import { PortalHalf } from './portal-half.js';
import { Scorer } from './scorer.js';
import { type BaselinesSettings, readBaselinesSettings } from './settings.js';
import { AskBook } from './training/ask-book.js';
import { Baseline } from './training/baseline.js';
import { BaselinesHealth } from './training/health.js';
import { BaselinesMetrics } from './training/metrics.js';
import { GeoIpTitle } from './training/geoip-title.js';
import { Published } from './training/published.js';
import { RunBook } from './training/run-book.js';
import { Trainer } from './training/trainer.js';
import { TrainingTopic } from './training/training-topic.js';

/** What is made once, from what the shell gives. */
class Room {
  readonly kept: Kept;
  readonly files: ModelFiles;
  readonly published: Published;
  readonly writer: FindingWriter;
  readonly scorer: Scorer;

  constructor(
    readonly db: Sequelize,
    readonly store: EventReader,
    readonly collector: CollectorLink,
    readonly clock: Clock,
    readonly log: Logger,
    readonly config: Config,
    readonly live: LiveConfig,
    readonly duties: Duties,
    readonly notices: Notices,
    readonly scored: ScoredEvents,
  ) {
    this.kept = new Kept(db, clock);
    this.files = new ModelFiles(join(config.data.dir, 'baselines'));
    const carried = new CarriedModels(db, this.files);
    this.published = new Published({ files: this.files, carried, kept: this.kept, clock });
    this.writer = new FindingWriter(db, clock);
    this.scorer = new Scorer({ kept: this.kept, duties, name: nodeNameOf(config) });
  }

  readonly zone = (): string => this.config.time.zone;
  readonly settings = (): BaselinesSettings => readBaselinesSettings(this.live.modulesInForce['baselines']);
}

const room: FactoryProvider<Room> = {
  provide: Room,
  inject: [DB, STORE, COLLECTOR, CLOCK, LOG, CONFIG, LiveConfig, Duties, Notices, ScoredEvents],
  useFactory: (...parts: ConstructorParameters<typeof Room>) => new Room(...parts),
};

const findings: FactoryProvider<Findings> = {
  provide: Findings,
  inject: [Room],
  useFactory: ({ db, clock, zone }: Room) => new Findings(db, clock, zone),
};

const verdicts: FactoryProvider<Verdicts> = {
  provide: Verdicts,
  inject: [Room],
  useFactory: ({ db, clock, zone }: Room) => new Verdicts(db, clock, zone),
};

const follower: FactoryProvider<FindingFollower> = {
  provide: FindingFollower,
  inject: [Room],
  useFactory: (made: Room) => new FindingFollower(made),
};

const trainer: FactoryProvider<Trainer> = {
  provide: Trainer,
  inject: [Room, Verdicts, FindingFollower],
  useFactory: (made: Room, said: Verdicts, follows: FindingFollower) => {
    const { config, settings, store, db, clock, log, kept, published, writer, duties, notices, scorer } = made;
    const [runs, asks] = [new RunBook(db, clock), new AskBook(db, clock)];
    const inUse = (): string | undefined => follows.stage?.status.model;
    return new Trainer({
      config,
      settings,
      store,
      db,
      clock,
      log,
      kept,
      published,
      writer,
      duties,
      notices,
      scorer,
      runs,
      asks,
      verdicts: said,
      inUse,
    });
  },
};

const baseline: FactoryProvider<Baseline> = {
  provide: Baseline,
  inject: [Room, Trainer, FindingFollower],
  useFactory: ({ files, published, settings, config, scorer }: Room, trains: Trainer, follows: FindingFollower) =>
    new Baseline({
      files,
      published,
      settings,
      scorer,
      trainer: trains,
      follower: follows,
      geoip: new GeoIpTitle(() => config.geoip.path),
    }),
};

const half: FactoryProvider<PortalHalf> = {
  provide: PortalHalf,
  inject: [Room, Verdicts, StageSettings],
  useFactory: (made: Room, said: Verdicts, stageSettings: StageSettings) => {
    const { published, scorer, settings, collector, duties, notices, log } = made;
    return new PortalHalf({
      verdicts: said,
      published,
      scorer,
      settings,
      stageSettings,
      collector,
      duties,
      notices,
      log,
    });
  },
};

export const baselinesProviders: readonly Provider[] = [
  room,
  findings,
  verdicts,
  follower,
  trainer,
  baseline,
  half,
  FindingRetention,
  TrainingTopic,
  BaselinesHealth,
  BaselinesMetrics,
];
