// What was found in events whose rows do not say so, until whoever alerts by scores has written what it made of it. Kept with the findings:
// a portal that is started again, or gets the duties, tells what the one before it did not. Bounded: of a flood the highest findings are told.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import type { ScoredEvents } from '#src/alerts/scored-events.js';
import type { LogEvent } from '#src/event/event.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Kept } from '../kept.js';
import type { BaselinesSettings } from '../settings.js';
import { goesBefore, inOrder } from '../live/mark-event.js';
import type { FoundEvent } from '../stage-report.js';
import { markedCopy } from './marked-copy.js';

export interface UntoldParts {
  readonly kept: Kept;
  readonly store: Pick<EventReader, 'get'>;
  readonly scored: Pick<ScoredEvents, 'tell'>;
  readonly settings: () => Pick<BaselinesSettings, 'mode'>;
  readonly log: Logger;
}

/** Each is a read, and alerts are by entity. */
const MAX_WAITING = 500;
const AGAIN_MS = 5_000;

/** For one term of the duties. */
export class Untold {
  /** By event, in the order in which they came. */
  #waiting = new Map<string, FoundEvent>();
  #isLoaded = false;
  /** How many were taken out, and how many of them what is kept knows of. */
  #takenOut = 0;
  #keptWithout = 0;
  #isTelling = false;

  constructor(
    private readonly parts: UntoldParts,
    private readonly stopping: AbortSignal,
    private readonly againMs = AGAIN_MS,
  ) {}

  /** What is kept is not what waits. */
  get isChanged(): boolean {
    return this.#takenOut !== this.#keptWithout;
  }

  /** What the last term left; before anything is kept. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const text = await this.parts.kept.get('untold');
    // Who reports and who tells may both have asked.
    if (!this.#isLoaded) this.#waiting = joined(this.#waiting, JSON.parse(text ?? '[]') as FoundEvent[]);
    this.#isLoaded = true;
  }

  /**
   * In the transaction that writes the findings. Call what it answers with when that has committed, else the same is found again: nothing of
   * it is told before.
   */
  async keep(found: readonly FoundEvent[], transaction: Transaction): Promise<() => void> {
    const takenOut = this.#takenOut;
    if (found.length > 0 || this.isChanged) {
      const waiting = [...joined(this.#waiting, found).values()];
      await this.parts.kept.set('untold', JSON.stringify(waiting), transaction);
    }
    return () => {
      this.#waiting = joined(this.#waiting, found);
      this.#keptWithout = takenOut;
    };
  }

  /** In the background: whoever alerts may be catching up for hours, and findings do not wait for that. */
  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    void this.#tellAll().finally(() => (this.#isTelling = false));
  }

  async #tellAll(): Promise<void> {
    while (!this.stopping.aborted && !(this.#isLoaded && this.#waiting.size === 0)) {
      try {
        await this.load();
        if (await this.#tellOnce()) continue;
      } catch (error) {
        if (this.stopping.aborted) return;
        const events = this.#waiting.size;
        this.parts.log.warn(
          { err: error, events },
          'unusual events of other collectors raise alerts with the next try',
        );
      }
      await sleep(this.againMs, undefined, { signal: this.stopping, ref: false }).catch(() => undefined); // stopped: the loop sees it
    }
  }

  /** @returns false: once more, but later @throws what kept one of them from being read, when those before it are told */
  async #tellOnce(): Promise<boolean> {
    const { scored } = this.parts;
    const { read, copies, failure } = await this.#read([...this.#waiting.values()]);
    if (copies.length > 0 && !(await scored.tell(copies))) return false;
    for (const each of read) this.#takeOut(each);
    if (failure !== undefined) throw failure.error;
    return true;
  }

  async #read(found: readonly FoundEvent[]): Promise<Read> {
    const { store, settings } = this.parts;
    const read: FoundEvent[] = [];
    const copies: LogEvent[] = [];
    for (const each of found) {
      try {
        const copy = await markedCopy(each, store, settings().mode);
        if (copy !== undefined) copies.push(copy);
        read.push(each);
      } catch (error) {
        this.#putLast(each);
        return { read, copies, failure: { error } };
      }
    }
    return { read, copies };
  }

  /** One that cannot be read does not keep the others from being told. */
  #putLast(found: FoundEvent): void {
    if (this.#waiting.delete(found.eventId)) this.#waiting.set(found.eventId, found);
  }

  /** Unless more was found in it meanwhile. */
  #takeOut(found: FoundEvent): void {
    if (this.#waiting.get(found.eventId) !== found) return;
    this.#waiting.delete(found.eventId);
    this.#takenOut += 1;
  }
}

/** Each event once. */
function joined(waiting: ReadonlyMap<string, FoundEvent>, found: readonly FoundEvent[]): Map<string, FoundEvent> {
  const all = new Map(waiting);
  for (const each of found) {
    const other = all.get(each.eventId);
    if (other === undefined || goesBefore(each, other)) all.set(each.eventId, each);
  }
  if (all.size <= MAX_WAITING) return all;
  for (const { eventId } of [...all.values()].toSorted(inOrder).slice(MAX_WAITING)) all.delete(eventId);
  return all;
}

interface Read {
  readonly read: readonly FoundEvent[];
  readonly copies: readonly LogEvent[];
  /** Of the one behind them. */
  readonly failure?: { readonly error: unknown };
}
