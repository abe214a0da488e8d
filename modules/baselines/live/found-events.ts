// What was found in live events since the last report, between two positions of the store. Scored before it is stored, told after: an
// event that was not stored is not found. Bounded: what is too much is left out, and the portal reads it from the store.

import type { LogEvent } from '#src/event/event.js';
import type { Commit } from '#src/plugin/module.js';
import { REASONS_FROM, type Scored } from '../engine/scored.js';
import { localDay, localHour } from '../local-day.js';
import type { FoundEvent } from '../stage-report.js';
import { boundedReason, boundedSummary } from './bounded.js';

/** Of one report, as JSON: a link’s message may have a million, with the status and names that are escaped. */
const MAX_CHARS = 600_000;

export class FoundEvents {
  /** Of events that are on their way to the store; an event that never gets there takes it along. */
  readonly #scored = new WeakMap<LogEvent, readonly Scored[]>();
  #found: FoundEvent[] = [];
  #chars = 0;
  #isCut = false;
  #from: string;
  #to: string;

  constructor(
    position: string,
    private readonly zone: string,
  ) {
    this.#from = this.#to = position;
  }

  /** Before the event is stored. */
  scored(event: LogEvent, scored: readonly Scored[]): void {
    const found = scored.filter(({ score, raised }) => raised && score >= REASONS_FROM);
    if (found.length > 0) this.#scored.set(event, found);
  }

  committed({ events, kind, position }: Commit): void {
    if (kind === 'live')
      for (const event of events) if ((event['event.risk_score'] as number) >= REASONS_FROM) this.#add(event);
    this.#to = position;
  }

  get position(): string {
    return this.#to;
  }

  get hasMoved(): boolean {
    return this.#from !== this.#to;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0 && !this.#isCut;
  }

  take(): {
    readonly from: string;
    readonly to: string;
    readonly found: readonly FoundEvent[];
    readonly isCut: boolean;
  } {
    const taken = { from: this.#from, to: this.#to, found: this.#found, isCut: this.#isCut };
    this.#from = this.#to;
    this.#found = [];
    this.#chars = 0;
    this.#isCut = false;
    return taken;
  }

  #add(event: LogEvent): void {
    for (const scored of this.#scored.get(event) ?? []) {
      if (this.#isCut) return;
      const found = foundOf(event, scored, this.zone);
      this.#chars += JSON.stringify(found).length;
      if (this.#chars > MAX_CHARS) this.#isCut = true;
      else this.#found.push(found);
    }
  }
}

function foundOf(event: LogEvent, { entity, time, score, state, reasons, summary }: Scored, zone: string): FoundEvent {
  return {
    ...{ entity, day: localDay(time, zone), hour: localHour(time, zone), time, score, state },
    reasons: reasons.map(boundedReason),
    summary: boundedSummary(summary),
    eventId: event['event.id'] ?? '',
  };
}
