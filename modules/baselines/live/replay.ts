// Live events that were stored behind what the journal knows: taken once more, in the order in which they were taken, so that a collector
// that was killed goes on as if it had not been. Bounded: listeners wait for it.

import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import type { Baselines } from '../baselines.js';
import { classOf, kindOf } from '../event-kind.js';

export interface ReplayRequest {
  readonly store: EventReader;
  /** Positions of the store; `after` undefined: from the beginning. */
  readonly after: string | undefined;
  readonly upTo: string;
  readonly range: TimeRange;
  /** Live events behind `after` that are known already. */
  readonly inFlight: number;
  /** It gives up after so many. */
  readonly deadlineMs: number;
}

export const EVER: TimeRange = { from: Date.UTC(1970, 0, 1), to: Date.UTC(3000, 0, 1) };
const MAX_EVENTS = 2_000_000;
const BATCH = 10_000;

/** @returns undefined: everything was taken; else a sentence about what was not */
export async function replay(baselines: Baselines, request: ReplayRequest): Promise<string | undefined> {
  const { store, after, upTo, range, deadlineMs } = request;
  let skip = request.inFlight;
  let taken = 0;
  const take = (event: LogEvent): void => {
    if (skip > 0) skip -= 1;
    else takenAgain(baselines, event);
  };
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    const scan = store.scan({
      order: 'arrival',
      range,
      upTo,
      batchSize: BATCH,
      signal,
      ...(after !== undefined && { after }),
    });
    for await (const { events } of scan) {
      const live = events.filter((event) => kindOf(event) === 'live');
      for (const event of inOrder(live)) take(event);
      taken += live.length;
      if (taken >= MAX_EVENTS) return shortOf(`it stopped after ${taken} events`);
    }
    return undefined;
  } catch (error) {
    return shortOf(`it stopped after ${taken} events: ${messageOf(error)}`);
  }
}

/** What cost an event its score the first time costs it no more now. */
function takenAgain(baselines: Baselines, event: LogEvent): void {
  try {
    baselines.take(event, 'live');
  } catch {
    // said when it came (StageHealth)
  }
}

/**
 * The store gives one retention class after the other; they were taken as they came. Within one class its order is the order in which they
 * were taken, and more exact than their ms of receipt.
 */
function inOrder(events: readonly LogEvent[]): readonly LogEvent[] {
  const first = events[0];
  if (first === undefined || events.every((event) => classOf(event) === classOf(first))) return events;
  return events.toSorted((a, b) => a['event.ingested'] - b['event.ingested']);
}

function shortOf(why: string): string {
  return `Stored events since the last start were not all taken up by the baselines (${why}): scores of today may be higher or lower than they should be. It passes with the next training.`;
}
