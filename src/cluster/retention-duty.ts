// One of all portals says how long the events of a shared store are kept: each node has settings of its own, and the shortest of them would
// decide for all.

import type { Logger } from 'pino';
import { messageOf } from '../faults.js';
import type { RetentionPolicy } from '../store/retention.js';
import type { Duty } from './duties.js';

/** A change is in force after so long; compared with what was tried last, no server is asked. */
const EVERY_MS = 1_000;
/** What the server has is looked at after so long: it may have been restored, or not have let itself be told. */
const LOOK_EVERY_MS = 60_000;

interface Parts {
  /** That of the moment. */
  readonly policy: () => RetentionPolicy;
  /** What the server has. */
  readonly kept: () => Promise<RetentionPolicy | undefined>;
  readonly keep: (policy: RetentionPolicy) => Promise<void>;
  readonly log: Logger;
}

export class RetentionDuty implements Duty {
  readonly name = 'retention of events';
  /** JSON; undefined: it is time to look. */
  #tried: string | undefined;
  #problem: string | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #running: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {}

  begin(): void {
    const look = (): void => void (this.#tried = undefined);
    const tell = (): void => void (this.#running ??= this.#tell().finally(() => (this.#running = undefined)));
    look(); // another portal may have said otherwise meanwhile
    tell();
    this.#timers = [setInterval(look, LOOK_EVERY_MS).unref(), setInterval(tell, EVERY_MS).unref()];
  }

  async end(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }

  /** What fails is tried again in a minute: meanwhile the collectors go by what was said last. */
  async #tell(): Promise<void> {
    const { policy, kept, keep, log } = this.parts;
    const wanted = policy();
    const text = JSON.stringify(wanted);
    if (text === this.#tried) return;
    this.#tried = text;
    try {
      if (JSON.stringify(await kept()) !== text) await keep(wanted);
      this.#problem = undefined;
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem)
        log.warn(
          { error: problem },
          'the collectors could not be told how long events are kept; it is tried again each minute',
        );
      this.#problem = problem;
    }
  }
}
