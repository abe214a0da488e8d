// The baselines as metrics: what is known, what was found, how the last training went.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type MetricFamily, ModuleMetrics } from '#src/portal/health/module-metrics.js';
import { FindingFollower } from '../findings/follower.js';
import { DAY_MS } from '../local-day.js';
import type { StageStatus } from '../stage-report.js';
import { Trainer } from './trainer.js';
import type { TrainingState } from './training-state.js';

@Injectable()
export class BaselinesMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: ModuleMetrics,
    private readonly trainer: Trainer,
    private readonly follower: FindingFollower,
  ) {}

  onModuleInit(): void {
    this.metrics.register('baselines.metrics', () => [
      ...stageFamilies(this.follower.stage?.status),
      counter(
        'lanwarden_baselines_findings_total',
        'Events found unusual since the portal started',
        this.follower.found,
      ),
      ...trainingFamilies(this.trainer.state()),
    ]);
  }
}

/** While the collector is away there are none. */
function stageFamilies(status: StageStatus | undefined): readonly MetricFamily[] {
  if (status === undefined) return [];
  const { sizes, model, through, costUs } = status;
  const { users, ips, hosts } = sizes;
  return [
    {
      name: 'lanwarden_baselines_entities',
      type: 'gauge',
      help: 'Users, addresses and hosts that are known',
      lines: [
        [{ kind: 'user' }, users],
        [{ kind: 'ip' }, ips],
        [{ kind: 'host' }, hosts],
      ],
    },
    gauge('lanwarden_baselines_model_loaded', 'Whether a learned model is in use', Number(model !== undefined)),
    gauge(
      'lanwarden_baselines_model_through_timestamp_seconds',
      'The day through which it has learned, as its midnight in UTC',
      through === undefined ? undefined : (through * DAY_MS) / 1_000,
    ),
    gauge('lanwarden_baselines_event_cost_seconds', 'What scoring an event takes, of the last ones', costUs / 1e6),
  ];
}

function trainingFamilies({ running, last, behindDays }: TrainingState): readonly MetricFamily[] {
  return [
    gauge('lanwarden_baselines_training_running', 'Whether one runs', Number(running !== undefined)),
    gauge('lanwarden_baselines_training_behind_days', 'Days that should be learned by now, and are not', behindDays),
    gauge(
      'lanwarden_baselines_training_last_timestamp_seconds',
      'When the last training ended',
      last?.endedAt === undefined ? undefined : last.endedAt / 1_000,
    ),
    gauge('lanwarden_baselines_training_last_duration_seconds', 'How long it took', last?.seconds),
    gauge(
      'lanwarden_baselines_training_last_success',
      'Whether it went well',
      last === undefined ? undefined : Number(last.outcome === 'done'),
    ),
  ];
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name, type: 'counter', help, lines: [[{}, value]] };
}

/** @param value undefined: it cannot be told, and the family is left out */
function gauge(name: string, help: string, value: number | undefined): MetricFamily {
  return { name, type: 'gauge', help, lines: value === undefined ? [] : [[{}, value]] };
}
