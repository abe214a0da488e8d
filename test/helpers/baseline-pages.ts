// A portal with the pages of the baselines over real findings and verdicts; what the model and the training say is made up.

import { Module } from '@nestjs/common';
import { PAGE_CONTROLLERS, PAGE_PROVIDERS } from '../../modules/baselines/pages/pages.js';
import { baselinesProviders } from '../../modules/baselines/providers.js';
import baselines from '../../modules/baselines/index.js';
import type { Entity } from '../../modules/baselines/engine/entity.js';
import type { Profile } from '../../modules/baselines/engine/profile.js';
import type { BaselineReason } from '../../modules/baselines/engine/reason.js';
import type { FoundEvent } from '../../modules/baselines/stage-report.js';
import { Baseline, type BaselineStatus } from '../../modules/baselines/training/baseline.js';
import { Trainer } from '../../modules/baselines/training/trainer.js';
import type { TrainingRun, TrainingState } from '../../modules/baselines/training/training-state.js';
import { type EventPortal, startEventPortal } from './event-portal.js';
import { START_MS, type TestPortalOptions } from './portal.js';

export const DAY_MS = 86_400_000;
/** Of START_MS, in UTC. */
export const TODAY = Math.floor(START_MS / DAY_MS);

/** What tests change to see the pages follow. */
export interface MadeUp {
  status: BaselineStatus;
  profiles: Record<string, Profile>;
  training: TrainingState;
  runs: TrainingRun[];
  /** What was asked of the trainer. */
  asked: string[];
}

export interface BaselinePages extends EventPortal {
  readonly made: MadeUp;
  /** As if the stage had found it. */
  find(...found: readonly (Partial<FoundEvent> & { readonly entity: Entity })[]): Promise<void>;
}

const LEARNING = { day: 14, days: 14, events: 4_000, confidence: 0.8, isReady: true, limits: [] };
export const IDLE: TrainingState = {
  running: undefined,
  progress: undefined,
  last: undefined,
  nextAt: 0,
  behindDays: 0,
  trouble: undefined,
  elsewhere: undefined,
};
const NOTHING_LEFT_OUT = {
  late: 0,
  early: 0,
  namesRefused: 0,
  identitiesForgotten: 0,
  entitiesForgotten: 0,
  entitiesRefused: 0,
  valuesForgotten: 0,
};

export async function startBaselinePages(options: TestPortalOptions = {}): Promise<BaselinePages> {
  const made: MadeUp = { status: madeStatus(), profiles: {}, training: IDLE, runs: [], asked: [] };
  const portal = await startEventPortal({
    ...options,
    modules: [...(options.modules ?? []), { ...baselines, portal: async () => pagesOver(made) }],
  });
  let position = 0;
  return {
    ...portal,
    made,
    find: async (...found) => {
      const from = `p${position}`;
      const to = `p${(position += 1)}`;
      const { learning, stage } = made.status;
      const status = { model: 'm', through: TODAY - 1, learning, sizes: stage?.sizes, counts: stage?.counts, damaged: [], costUs: 1 }; // prettier-ignore
      portal.collector.report('baselines', { from, to, found: found.map(foundEvent), isCut: false, status });
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function madeStatus(more: Partial<BaselineStatus> = {}): BaselineStatus {
  return {
    learning: LEARNING,
    settings: { budget: 2, mode: 'on', trainAtHour: 3, historyDays: 90 },
    model: { file: 'm', through: TODAY - 1, looked: TODAY - 1, publishedAt: START_MS - 7 * 3_600_000, autoencoder: undefined }, // prettier-ignore
    stage: {
      model: 'm',
      through: TODAY - 1,
      sizes: { users: 3, ips: 5, hosts: 2 },
      counts: NOTHING_LEFT_OUT,
      damaged: [],
      costUs: 7,
      at: START_MS,
    },
    elsewhere: undefined,
    training: IDLE,
    geoip: undefined,
    geoipTrouble: undefined,
    ...more,
  };
}

export function madeProfile(entity: Entity, more: Partial<Profile> = {}): Profile {
  const hours = Array.from({ length: 168 }, (_, hour) => (hour < 120 && hour % 24 >= 8 && hour % 24 < 17 ? 1 / 45 : 0));
  const value = { value: '10.20.3.0/24', days: 38.4, first: TODAY - 60, last: TODAY - 1 };
  return {
    entity,
    through: TODAY - 1,
    learning: LEARNING,
    hours,
    dimensions: [{ code: 'new-network', title: 'Source networks', values: [value], more: 0 }],
    rates: [{ code: 'many-failures', title: 'Failures an hour', mean: 0.04, high: 2, hours: 400 }],
    ...more,
  };
}

export const REASONS: readonly BaselineReason[] = [
  {
    code: 'new-country',
    what: 'source country never seen',
    expected: 'DE (41 of 41 days)',
    actual: 'PL',
    points: 50.5,
    value: 'PL',
  },
  {
    code: 'many-failures',
    what: 'more failures than usual',
    expected: 'about 0.04',
    actual: '17 failures',
    points: 30,
  },
];

function foundEvent({ entity, ...more }: Partial<FoundEvent> & { readonly entity: Entity }): FoundEvent {
  const time = more.time ?? START_MS;
  return {
    entity,
    day: Math.floor(time / DAY_MS),
    hour: Math.floor((time % DAY_MS) / 3_600_000),
    time,
    score: 80.5,
    state: 'ready',
    reasons: REASONS,
    summary: `${entity.name} logged on from PL`,
    eventId: 'none',
    ...more,
  };
}

function pagesOver(made: MadeUp): new () => object {
  const baseline: Pick<Baseline, 'entity' | 'profile' | 'status'> = {
    entity: (kind, name) => ({ kind, name: name.toLowerCase() }),
    profile: async (kind, name) => made.profiles[`${kind}:${name}`],
    status: async () => ({ ...made.status, training: made.training }),
  };
  const trainer: Pick<Trainer, 'state' | 'start' | 'cancel' | 'runs'> = {
    state: () => made.training,
    runs: async () => made.runs,
    start: async ({ by, isAnew }) => {
      made.asked.push(`${isAnew ? 'anew' : 'start'} by ${by}`);
      return madeRun();
    },
    cancel: async (by) => {
      made.asked.push(`cancel by ${by}`);
      return made.training.running !== undefined;
    },
  };
  @Module({
    controllers: PAGE_CONTROLLERS,
    providers: [
      ...baselinesProviders,
      ...PAGE_PROVIDERS,
      { provide: Baseline, useValue: baseline },
      { provide: Trainer, useValue: { ...trainer, onChange: () => () => undefined } },
    ],
  })
  class BaselinePagesModule {}
  return BaselinePagesModule;
}

export function madeRun(more: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id: 1,
    startedAt: START_MS - DAY_MS,
    endedAt: START_MS - DAY_MS + 31_000,
    why: 'night',
    by: undefined,
    isAnew: false,
    outcome: 'done',
    error: undefined,
    days: 1,
    events: 26_123,
    seconds: 31,
    through: TODAY - 1,
    autoencoder: undefined,
    notes: [],
    ...more,
  };
}
