// Where the event server refuses to be told how long events are kept, its collectors go by what was said last, or drop nothing until its disk
// is full: the health page says so.

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Duties } from '#src/cluster/duties.js';
import { STORE } from '#src/portal/deps.js';
import { type HealthNote, HealthNotes } from '#src/portal/health/health-notes.js';
import { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader } from '#src/store/event-store.js';

/** The first look is that late, too: a new server is told by then. */
const LOOK_EVERY_MS = 60_000;

const NEXT =
  'The portal with the duties writes it there each minute. Where it may not (its log says so), run this there as the user of the collectors, with the name of the portal’s user: GRANT UPDATE (retention) ON lanwarden_events.meta TO portal;';
const NOTES = {
  unsaid: {
    severity: 'problem',
    what: 'No old events are dropped: nothing on the event server says how long they are kept.',
    next: NEXT,
  },
  otherwise: {
    severity: 'problem',
    what: 'Events are not kept as long as the settings say: the event server was not told of the last change.',
    next: NEXT,
  },
} satisfies Record<string, HealthNote>;

@Injectable()
export class RetentionHealth implements OnModuleInit, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #found: keyof typeof NOTES | undefined;
  /** JSON of the settings at the last look: a change since is told within a second. */
  #wanted: string | undefined;

  constructor(
    @Inject(STORE) private readonly store: EventReader,
    private readonly notes: HealthNotes,
    private readonly live: LiveConfig,
    private readonly duties: Duties,
  ) {}

  onModuleInit(): void {
    if (this.store.retention === undefined) return;
    this.notes.register('system.retention', () => (this.#found === undefined ? [] : [NOTES[this.#found]]));
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** A server that is away is spoken of elsewhere; what was seen last stands. */
  async #look(): Promise<void> {
    const wanted = JSON.stringify(this.live.config.events.retention);
    const isOld = wanted === this.#wanted;
    this.#wanted = wanted;
    try {
      const kept = await this.store.retention?.();
      const isOtherwise = this.duties.areOurs && isOld && JSON.stringify(kept) !== wanted;
      this.#found = kept === undefined ? 'unsaid' : isOtherwise ? 'otherwise' : undefined;
    } catch {
      // as before
    }
  }
}
