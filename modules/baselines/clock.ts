// The clock of the baselines: event time that goes forward. What is too late, and what claims to be from the future, is left out and
// counted; a clock that really goes on is believed once enough says so. What it answers is never more than ORDER_MS before what it
// answered before: the engine keeps that much open.

import type { LogEvent } from '#src/event/event.js';
import type { EventKind } from '#src/plugin/module.js';
import { isImported } from '#src/store/segments.js';
import type { ModelRecord } from './engine/record.js';
import { type Claim, Jump } from './jump.js';
import { DAY_MS } from './local-day.js';

export interface ClockCounts {
  /** Left out: more than LATENESS_MS behind the newest. */
  readonly late: number;
  /** Left out: ahead of everything else. */
  readonly early: number;
}

/** An event so far behind the newest one is still taken. */
export const LATENESS_MS = 3_600_000;
/**
 * ... but at a time not further behind than this. A sensor that sends its hour in one go is worth more an hour too late than not at all,
 * and an hour that is over need not be opened again.
 */
export const ORDER_MS = 60_000;
/** A live event so far ahead of its receipt was sent by a wrong clock: its receipt is the better time. */
export const AHEAD_OF_RECEIPT_MS = 300_000;
/** History may jump so far without being doubted: nights and lazy Sundays. */
const JUMP_MS = 86_400_000;

export class EventClock {
  /** NaN: nothing was taken yet. A number from the start: V8 keeps it in its place, and makes no object for each event. */
  #newest = Number.NaN;
  #first = 0;
  #taken = 0;
  readonly #jump = new Jump();
  #late = 0;
  #early = 0;

  /**
   * @param kind left out: by the event’s id, live without one. The receipt of a live event is the truth about how late it can be; that of
   * history says nothing.
   * @returns ms at which the baselines take it; undefined: left out, and counted
   */
  take(event: LogEvent, kind: EventKind = isImported(event) ? 'import' : 'live'): number | undefined {
    const isLive = kind === 'live';
    const time = isLive ? liveTime(event) : event['@timestamp'];
    if (!Number.isFinite(time)) return this.#leaveEarly();
    const newest = this.#newest;
    const isJump = !(time <= newest + JUMP_MS);
    if (isJump) {
      if (!isLive && !this.#jump.isBelieved(time, event, this.#eventsPerDay)) return this.#leaveEarly();
      this.#jump.reset();
    } else if (!isLive) this.#jump.contradict(event);
    if (time < newest - LATENESS_MS) {
      this.#late += 1;
      return undefined;
    }
    return this.#note(time);
  }

  get counts(): ClockCounts {
    return { late: this.#late, early: this.#early };
  }

  /** The latest time that was taken, ms; undefined at first. */
  get newest(): number | undefined {
    return Number.isNaN(this.#newest) ? undefined : this.#newest;
  }

  save(): ModelRecord {
    const data: Saved = {
      ...(this.newest !== undefined && { newest: this.newest }),
      first: this.#first,
      taken: this.#taken,
      jump: this.#jump.save(),
    };
    return { kind: 'engine', name: CLOCK, data };
  }

  /** @throws Error when the data is not what it should be */
  restore({ data }: ModelRecord): void {
    const { newest, first, taken, jump } = data as Saved;
    if (![newest ?? 0, first, taken].every(Number.isFinite)) throw new Error('not a clock');
    this.#newest = newest ?? Number.NaN;
    this.#first = first;
    this.#taken = taken;
    this.#jump.restore(jump);
  }

  #note(time: number): number {
    if (Number.isNaN(this.#newest)) this.#first = this.#newest = time;
    if (time > this.#newest) this.#newest = time;
    this.#taken += 1;
    return Math.max(time, this.#newest - ORDER_MS);
  }

  #leaveEarly(): undefined {
    this.#early += 1;
    return undefined;
  }

  /** Undefined before the first one. */
  get #eventsPerDay(): number | undefined {
    const newest = this.newest;
    return newest && this.#taken / Math.max(1, (newest - this.#first) / DAY_MS);
  }
}

/** Name of its record. */
export const CLOCK = 'event-clock';

interface Saved {
  readonly newest?: number;
  readonly first: number;
  readonly taken: number;
  readonly jump: { readonly claim?: Claim; readonly hosts: readonly string[] };
}

/** When a live event was, as far as its receipt lets it claim. */
export function liveTime(event: LogEvent): number {
  const time = event['@timestamp'];
  const received = event['event.ingested'];
  return time > received + AHEAD_OF_RECEIPT_MS ? received : time;
}
