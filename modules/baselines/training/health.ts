// What the health page says of baselines. What the stage itself cannot do it says through the collector.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type HealthNote, HealthNotes } from '#src/portal/health/health-notes.js';
import { FindingFollower } from '../findings/follower.js';
import { Baseline } from './baseline.js';
import { Trainer } from './trainer.js';

/** A night or two that were missed are nothing. */
const OLD_DAYS = 3;
const MAX_NAMED = 5;

@Injectable()
export class BaselinesHealth implements OnModuleInit {
  constructor(
    private readonly notes: HealthNotes,
    private readonly trainer: Trainer,
    private readonly baseline: Baseline,
    private readonly follower: FindingFollower,
  ) {}

  onModuleInit(): void {
    this.notes.register('baselines.health', () => [
      ...this.#training(),
      ...this.#age(),
      ...this.#damaged(),
      ...this.#findings(),
    ]);
  }

  #training(): readonly HealthNote[] {
    const { last, running, trouble } = this.trainer.state();
    if (running !== undefined) return [];
    if (trouble !== undefined)
      return [warning(`Baselines cannot be trained: ${trouble}`, 'Scoring goes on with the model before.')];
    if (last?.outcome !== 'failed') return [];
    return [
      warning(
        `The last training of baselines failed: ${last.error ?? 'for no known reason'}`,
        'Scoring goes on with the model before; the training tries again by itself, or now from its page.',
      ),
    ];
  }

  #age(): readonly HealthNote[] {
    const { running, behindDays } = this.trainer.state();
    if (running !== undefined || behindDays <= OLD_DAYS) return [];
    return [
      warning(
        `What is normal is ${behindDays} days behind; it should be learned each night.`,
        'Look whether the training fails or was cancelled; it can be started from its page.',
      ),
    ];
  }

  #damaged(): readonly HealthNote[] {
    const damaged = this.baseline.stage()?.damaged ?? [];
    if (damaged.length === 0) return [];
    const named = damaged.slice(0, MAX_NAMED).join(', ');
    const others = damaged.length > MAX_NAMED ? ` and ${damaged.length - MAX_NAMED} others` : '';
    return [
      warning(
        `The baselines of ${named}${others} were damaged on disk: they start anew.`,
        'Learn anew from the stored history to have them back at once. Check the disk.',
      ),
    ];
  }

  #findings(): readonly HealthNote[] {
    const { trouble } = this.follower;
    return trouble === undefined
      ? []
      : [warning(trouble, 'Nothing is lost; the log of lanwarden serve names the reason.')];
  }
}

function warning(what: string, next: string): HealthNote {
  return { severity: 'warning', what, next, href: '/baselines/training' };
}
