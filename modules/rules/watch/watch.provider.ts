// The watches for Nest.

import type { FactoryProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, DB, LOG, STORE } from '#src/portal/deps.js';
import { ParsingHistory } from '#src/portal/parsing/parsing-history.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { SourceBook } from '#src/sources/source-book.js';
import type { EventReader } from '#src/store/event-store.js';
import { Detection } from '../detect/detection.js';
import { Raiser } from '../detect/raiser.js';
import { RuleBook } from '../rule-book.js';
import { newWatchMemory } from './watch-memory.js';
import { WatchService } from './watch.js';
import { WatchedSources } from './watched-sources.js';
import { Watches, type WatchParts } from './watches.js';

export const watch: FactoryProvider<WatchService> = {
  provide: WatchService,
  inject: [
    RuleBook,
    Raiser,
    Detection,
    SourceBook,
    LiveConfig,
    STORE,
    COLLECTOR,
    DB,
    CLOCK,
    LOG,
    ParsingHistory,
    Duties,
  ],
  useFactory: (
    rules: RuleBook,
    raiser: Raiser,
    detection: Detection,
    sourceBook: SourceBook,
    liveConfig: LiveConfig,
    store: EventReader,
    collector: CollectorLink,
    db: Sequelize,
    clock: Clock,
    log: Logger,
    parsing: ParsingHistory,
    duties: Duties,
  ) => {
    const sources = new WatchedSources(collector, sourceBook, liveConfig);
    const disk: WatchParts['disk'] = () => {
      const { data, events } = liveConfig.atStart.config;
      return { dir: data.dir, minFreeBytes: events.minFreeBytes, hasEvents: events.store === 'sqlite' };
    };
    return new WatchService({
      rules,
      raiser,
      detection,
      collector,
      clock,
      log,
      duties,
      watches: new Watches({ store, sources, disk, parsing, health: () => collector.health() }),
      newMemory: (stopping) => newWatchMemory({ db, store, raiser, log }, stopping),
    });
  },
};
