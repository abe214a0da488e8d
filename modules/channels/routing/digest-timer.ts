// Looks now and then whether something that waits may be told: quiet hours are over, a budget is free again.

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { Duties } from '#src/cluster/duties.js';
import { LOG } from '#src/portal/deps.js';
import { ModuleSwitches } from '#src/portal/switches/module-switches.js';
import { ChannelRouting } from './channel-routing.js';

/** One small query while nothing waits. */
const EVERY_MS = 20_000;

@Injectable()
export class DigestTimer implements OnModuleDestroy {
  #releasing: Promise<void> = Promise.resolve();

  constructor(
    private readonly routing: ChannelRouting,
    private readonly switches: ModuleSwitches,
    @Inject(LOG) private readonly log: Logger,
    private readonly duties: Duties,
  ) {}

  @Interval(EVERY_MS)
  release(): Promise<void> {
    // What waits goes on waiting while the module is switched off.
    if (this.switches.isOff('channels') || !this.duties.areOurs) return this.#releasing;
    this.#releasing = this.#releasing
      .then(() => this.routing.release())
      .catch((error: unknown) => this.log.error({ err: error }, 'what waits for channels could not be told'));
    return this.#releasing;
  }

  onModuleDestroy(): Promise<void> {
    return this.#releasing;
  }
}
