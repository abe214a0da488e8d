// Detection for Nest.

import type { FactoryProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import { ScoredEvents } from '#src/alerts/scored-events.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, CONFIG, DB, LOG, STORE } from '#src/portal/deps.js';
import { StageSettings } from '#src/settings/stage-settings.js';
import type { EventReader } from '#src/store/event-store.js';
import { RuleBook } from '../rule-book.js';
import { Detection } from './detection.js';
import { Memory } from './memory.js';
import { Raiser } from './raiser.js';

export const detection: FactoryProvider<Detection> = {
  provide: Detection,
  inject: [RuleBook, Raiser, StageSettings, STORE, COLLECTOR, DB, CLOCK, LOG, Duties, CONFIG, ScoredEvents],
  useFactory: (
    rules: RuleBook,
    raiser: Raiser,
    stageSettings: StageSettings,
    store: EventReader,
    collector: CollectorLink,
    db: Sequelize,
    clock: Clock,
    log: Logger,
    duties: Duties,
    { events }: Config,
    scored: ScoredEvents,
  ) => {
    // Where nobody follows what matches, nothing need be matched.
    stageSettings.provide('rules', () => (duties.areOurs ? rules.active() : {}));
    return new Detection({
      rules,
      raiser,
      store,
      collector,
      clock,
      log,
      duties,
      scored,
      newMemory: () => new Memory(db, clock),
      isShared: events.store !== 'sqlite',
    });
  },
};
