// One of all portals says how long the events of a shared store are kept: each node has settings of its own, and the shortest of them would
// decide for all.

import type { Logger } from 'pino';
import { messageOf } from '../faults.js';
import type { RetentionPolicy } from '../store/retention.js';
import type { Duty } from './duties.js';

/** A change is in force after so long; compared with what was said last, no server is asked. */
const EVERY_MS = 1_000;

interface Parts {
  /** That of the moment. */
  readonly policy: () => RetentionPolicy;
  readonly keep: (policy: RetentionPolicy) => Promise<void>;
  readonly log: Logger;
}

export class RetentionDuty implements Duty {
  readonly name = 'retention of events';
  /** JSON */
  #told: string | undefined;
  #problem: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {}

  begin(): void {
    this.#told = undefined; // another portal may have said otherwise meanwhile
    const tell = (): void => void (this.#running ??= this.#tell().finally(() => (this.#running = undefined)));
    tell();
    this.#timer = setInterval(tell, EVERY_MS).unref();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** What fails is tried again: meanwhile the collectors go by what was said last. */
  async #tell(): Promise<void> {
    const { policy, keep, log } = this.parts;
    const wanted = policy();
    const text = JSON.stringify(wanted);
    if (text === this.#told) return;
    try {
      await keep(wanted);
      this.#told = text;
      this.#problem = undefined;
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem)
        log.warn({ error: problem }, 'the collectors could not be told how long events are kept; it is tried again');
      this.#problem = problem;
    }
  }
}
