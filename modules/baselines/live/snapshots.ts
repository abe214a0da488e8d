// When the live stage is kept: at a quiet commit, some time after the last one. Where none is quiet, because messages never stop, at
// any: then it says how many events behind the commit it knows already, so that a start does not take them twice.

import type { Commit } from '#src/plugin/module.js';
import type { Baselines } from '../baselines.js';
import { JournalWriter } from './journal-writer.js';

export interface SnapshotParts {
  readonly path: string;
  readonly baselines: Baselines;
  /** File that is in use. */
  readonly model: () => string | undefined;
  /** See Kept. */
  readonly term: () => string | undefined;
  /** ms since 1970 */
  readonly now: () => number;
}

const EVERY_MS = 60_000;
/** It takes at most this share of the thread. */
const SHARE = 1 / 50;
const WITHOUT_QUIET_MS = 240_000;

export class Snapshots {
  readonly #journal: JournalWriter;
  #keptAt = -Infinity;
  #position: string;
  /** Live events that were scored and not stored yet; too many by duplicates and losses until the next quiet commit. */
  #inFlight = 0;
  #hasNews = true;

  constructor(
    position: string,
    private readonly parts: SnapshotParts,
  ) {
    this.#position = position;
    this.#journal = new JournalWriter({ path: parts.path, changes: (all) => parts.baselines.changes(all) });
  }

  /** Where it stands when nothing has come yet. */
  begin(): void {
    this.#keep();
  }

  /**
   * Others' events up to here were judged. While own ones are on their way the next commit says how far it goes: where both flow, others'
   * events of about the follower's second are missed or doubled.
   */
  others(position: string, count: number): void {
    if (count > 0) this.#hasNews = true;
    if (this.#inFlight > 0 || position === this.#position) return;
    this.#hasNews = true;
    this.#moved(position, true);
  }

  /** A live event went through. */
  passed(): void {
    this.#inFlight += 1;
    this.#hasNews = true;
  }

  committed({ events, kind, position, isQuiet }: Commit): void {
    if (kind === 'live') this.#inFlight = Math.max(0, this.#inFlight - events.length);
    if (isQuiet) this.#inFlight = 0;
    this.#moved(position, isQuiet);
  }

  #moved(position: string, isQuiet: boolean): void {
    this.#position = position;
    const waitedMs = this.parts.now() - this.#keptAt;
    const everyMs = Math.max(EVERY_MS, this.#journal.spentMs / SHARE);
    if (waitedMs < everyMs || this.#journal.isBusy) return;
    if (isQuiet || waitedMs >= everyMs + WITHOUT_QUIET_MS) this.#keep();
  }

  /** The next commit may keep it at once: the model changed. */
  hurry(): void {
    this.#keptAt = -Infinity;
    this.#hasNews = true;
  }

  /** Resolves when nothing is being written: what changes much should wait for it. */
  async whenIdle(): Promise<void> {
    while (this.#journal.isBusy) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  get trouble(): string | undefined {
    return this.#journal.trouble;
  }

  /** At the end of the collector: everything is stored, or lost. */
  stop(): void {
    this.#inFlight = 0;
    this.rest();
  }

  /** The collector goes on: what is on its way will still be stored. */
  rest(): void {
    this.#journal.finish();
    if (this.#hasNews) this.#keep();
    this.#journal.finish();
    this.#journal.close();
  }

  #keep(): void {
    const { baselines, model, now, term: termOf } = this.parts;
    this.#keptAt = now();
    this.#hasNews = false;
    const { newest } = baselines;
    const term = termOf();
    const kept = {
      position: this.#position,
      inFlight: this.#inFlight,
      ...(newest !== undefined && { newest }),
      ...(term !== undefined && { term }),
    };
    this.#journal.keep(kept, model());
  }
}
