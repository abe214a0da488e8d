// Detection for Nest.

import type { FactoryProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, DB, LOG, STORE } from '#src/portal/deps.js';
import { StageSettings } from '#src/settings/stage-settings.js';
import type { EventReader } from '#src/store/event-store.js';
import { RuleBook } from '../rule-book.js';
import { Detection } from './detection.js';
import { Memory } from './memory.js';
import { Raiser } from './raiser.js';

export const detection: FactoryProvider<Detection> = {
  provide: Detection,
  inject: [RuleBook, Raiser, StageSettings, STORE, COLLECTOR, DB, CLOCK, LOG],
  useFactory: (
    rules: RuleBook,
    raiser: Raiser,
    stageSettings: StageSettings,
    store: EventReader,
    collector: CollectorLink,
    db: Sequelize,
    clock: Clock,
    log: Logger,
  ) => {
    stageSettings.provide('rules', () => rules.active());
    return new Detection({ rules, raiser, store, collector, clock, log, memory: new Memory(db, clock) });
  },
};
