// Writes that nobody waits for: when a session was used last, that a token was used. On a full disk, or while the database only reads,
// they are left out, so that what is stored stays readable. The log says so, once a minute. After a failure none is tried for some
// seconds: at a locked database each would make its request wait.

import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { isPassing } from './passing.js';

const SAY_EVERY_MS = 60_000;
const SKIP_MS = 10_000;

export class BestEffort {
  #saidAt = -Infinity;
  #failedAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** @param what e.g. `last use of a session` @throws what is no passing trouble of the database */
  async try(what: string, write: () => Promise<unknown>): Promise<void> {
    if (Math.abs(this.clock.now() - this.#failedAt) < SKIP_MS) return;
    try {
      await write();
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#failedAt = this.clock.now();
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
