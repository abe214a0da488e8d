// Writes that nobody waits for: when a session was used last, that a token was used. On a full disk, or while the database only reads,
// they are left out, so that what is stored stays readable. The log says so, once a minute.

import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';

const SAY_EVERY_MS = 60_000;

export class BestEffort {
  #saidAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** @param what e.g. `last use of a session` */
  async try(what: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#say(what, error);
    }
  }

  #say(what: string, error: unknown): void {
    const now = this.clock.now();
    if (now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    this.log.warn({ what, err: error }, 'metadata not written, going on without it');
  }
}

/** Where each write must be done, as on the command line. */
export const EACH_WRITE: Pick<BestEffort, 'try'> = { try: async (_what, write) => void (await write()) };
