// How long a read may still take, and whether its caller still wants it.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../faults.js';
import type { ReadOptions } from '../event-store.js';

const DEFAULT_DEADLINE_MS = 10_000;
/** Others get their turn when a read has kept the process at work (a regular expression over long lines) for so long. */
export const MAX_TURN_MS = 20;

export class ReadBudget {
  readonly #endsAt: number;
  readonly #ms: number;
  readonly signal: AbortSignal | undefined;

  constructor(options: ReadOptions = {}) {
    this.#ms = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#endsAt = performance.now() + this.#ms;
    this.signal = options.signal;
  }

  get isOver(): boolean {
    return this.signal?.aborted === true || performance.now() >= this.#endsAt;
  }

  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** @throws Fault QUERY_DEADLINE */
  check(): void {
    if (this.isOver) throw this.fault();
  }

  /** Lets others have their turn. @throws Fault QUERY_DEADLINE */
  async pause(): Promise<void> {
    await nextTurn();
    this.check();
  }

  fault(): Fault {
    if (this.signal?.aborted) return new Fault('QUERY_DEADLINE', 'The query was cancelled by its caller.');
    return new Fault(
      'QUERY_DEADLINE',
      `The query took longer than ${this.#ms} ms. Narrow its time range, or ask for fewer fields.`,
    );
  }
}
