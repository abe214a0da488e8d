// Where the event server refuses to be told how long events are kept, nothing is dropped until its disk is full: the health page says so.

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { STORE } from '#src/portal/deps.js';
import { type HealthNote, HealthNotes } from '#src/portal/health/health-notes.js';
import type { EventReader } from '#src/store/event-store.js';

/** The first look is that late, too: a new server is told by then. */
const LOOK_EVERY_MS = 60_000;

const UNSAID: HealthNote = {
  severity: 'problem',
  what: 'No old events are dropped: nothing on the event server says how long they are kept.',
  next: 'The portal with the duties writes it there each minute. Where it may not (its log says so), run this there as the user of the collectors, with the name of the portal’s user: GRANT UPDATE (retention) ON lanwarden_events.meta TO portal;',
};

@Injectable()
export class UnsaidRetention implements OnModuleInit, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #isUnsaid = false;

  constructor(
    @Inject(STORE) private readonly store: EventReader,
    private readonly notes: HealthNotes,
  ) {}

  onModuleInit(): void {
    if (this.store.retention === undefined) return;
    this.notes.register('system.retention', () => (this.#isUnsaid ? [UNSAID] : []));
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** A server that is away is spoken of elsewhere; what was seen last stands. */
  async #look(): Promise<void> {
    const isUnsaid = async (): Promise<boolean> => (await this.store.retention?.()) === undefined;
    this.#isUnsaid = await isUnsaid().catch(() => this.#isUnsaid);
  }
}
