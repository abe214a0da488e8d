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
  readonly #waiting = new Map<string, FoundEvent>();
  #loaded: Promise<void> | undefined;
  #isLoaded = false;
  #isChanged = false;
  #isTelling = false;

  constructor(
    private readonly parts: UntoldParts,
    private readonly stopping: AbortSignal,
    private readonly againMs = AGAIN_MS,
  ) {}

  /** What is kept is not what waits. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** What the last term left; before anything is kept. */
  load(): Promise<void> {
    return (this.#loaded ??= this.#load().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    }));
  }

  /** In the transaction that writes the findings: when that fails, the same is found again. */
  async keep(found: readonly FoundEvent[], transaction: Transaction): Promise<void> {
    this.#add(found);
    if (!this.#isChanged) return;
    this.#isChanged = false;
    await this.parts.kept.set('untold', JSON.stringify([...this.#waiting.values()]), transaction);
  }

  /** In the background: whoever alerts may be catching up for hours, and findings do not wait for that. */
  tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    void this.#tellAll().finally(() => (this.#isTelling = false));
  }

  async #load(): Promise<void> {
    const text = await this.parts.kept.get('untold');
    for (const each of JSON.parse(text ?? '[]') as FoundEvent[]) this.#waiting.set(each.eventId, each);
    this.#isLoaded = true;
  }

  #add(found: readonly FoundEvent[]): void {
    if (found.length === 0) return;
    this.#isChanged = true;
    for (const each of found) {
      const other = this.#waiting.get(each.eventId);
      if (other === undefined || goesBefore(each, other)) this.#waiting.set(each.eventId, each);
    }
    if (this.#waiting.size <= MAX_WAITING) return;
    const telling = [...this.#waiting.values()].toSorted(inOrder);
    for (const { eventId } of telling.slice(MAX_WAITING)) this.#waiting.delete(eventId);
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
      await sleep(this.againMs, undefined, { signal: this.stopping, ref: false }).catch(() => undefined);
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
    this.#isChanged = true;
  }
}

interface Read {
  readonly read: readonly FoundEvent[];
  readonly copies: readonly LogEvent[];
  /** Of the one behind them. */
  readonly failure?: { readonly error: unknown };
}
