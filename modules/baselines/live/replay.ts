// Live events that were stored behind what the journal knows: taken once more, in the order in which they were taken, so that a collector
// that was killed goes on as if it had not been. Bounded: listeners may wait for it.

import { messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { isImported } from '#src/store/segments.js';
import type { Baselines } from '../baselines.js';
import { AHEAD_OF_RECEIPT_MS } from '../clock.js';
import type { Scored } from '../engine/scored.js';
import { Slices } from '../model/slices.js';

export interface ReplayRequest {
  readonly store: EventReader;
  /** Positions of the store; `after` undefined: from the beginning. */
  readonly after: string | undefined;
  /** Undefined: up to what is stored when it ends. */
  readonly upTo: string | undefined;
  readonly range: TimeRange;
  /** Live events behind `after` that are known already. */
  readonly inFlight: number;
  /** ms since 1970. What was received after it was received under a wrong date. */
  readonly now: () => number;
  /** It gives up then. */
  readonly deadline: AbortSignal;
  /** It runs beside messages that come: in slices. */
  readonly beside?: { readonly signal: AbortSignal } | undefined;
  readonly tell?: ((event: LogEvent, scored: readonly Scored[]) => void) | undefined;
}

export interface Replayed {
  /** Behind what was taken; undefined: there was nothing, and no `after`. */
  readonly position: string | undefined;
  /** Sentence about what was not taken. */
  readonly problem: string | undefined;
}

const MAX_EVENTS = 2_000_000;
/** Nobody waits for it. */
const MAX_EVENTS_BESIDE = 20_000_000;
const BATCH = 10_000;
const BATCH_BESIDE = 1_000;
/** What came while one round ran is read in the next one, until it is no more than this. */
const SETTLED_EVENTS = 500;

export async function replay(baselines: Baselines, request: ReplayRequest): Promise<Replayed> {
  const round = new Replay(baselines, request);
  for (;;) {
    const before = round.taken;
    const problem = await round.run();
    const { position } = round;
    if (problem !== undefined || request.upTo !== undefined || round.taken - before <= SETTLED_EVENTS)
      return { position, problem };
  }
}

class Replay {
  position: string | undefined;
  taken = 0;
  #skip: number;
  readonly #slices = new Slices();
  readonly #signal: AbortSignal;

  constructor(
    private readonly baselines: Baselines,
    private readonly request: ReplayRequest,
  ) {
    const { beside, deadline } = request;
    this.position = request.after;
    this.#skip = request.inFlight;
    this.#signal = beside === undefined ? deadline : AbortSignal.any([deadline, beside.signal]);
  }

  /** @returns undefined: everything was taken; else a sentence about what was not */
  async run(): Promise<string | undefined> {
    const { store, upTo, range, beside } = this.request;
    const maxEvents = beside === undefined ? MAX_EVENTS : MAX_EVENTS_BESIDE;
    try {
      const scan = store.scan({
        order: 'arrival',
        range,
        batchSize: beside === undefined ? BATCH : BATCH_BESIDE,
        signal: this.#signal,
        ...(upTo !== undefined && { upTo }),
        ...(this.position !== undefined && { after: this.position }),
      });
      for await (const { events, position } of scan) {
        await this.#take(events.filter((event) => !isImported(event)));
        this.position = position;
        if (this.taken >= maxEvents) return shortOf(`it stopped after ${this.taken} events`);
      }
      return undefined;
    } catch (error) {
      return shortOf(`it stopped after ${this.taken} events: ${messageOf(error)}`);
    }
  }

  async #take(events: readonly LogEvent[]): Promise<void> {
    for (const event of events) {
      this.taken += 1;
      if (this.#skip > 0) this.#skip -= 1;
      else this.#takeAgain(event);
      if (this.request.beside !== undefined && this.#slices.isOver) await this.#slices.pause();
    }
  }

  /** What cost an event its score the first time costs it no more now. */
  #takeAgain(event: LogEvent): void {
    const { now, tell } = this.request;
    if (event['event.ingested'] > now() + AHEAD_OF_RECEIPT_MS) return;
    try {
      const scored = this.baselines.take(event, 'live');
      tell?.(event, scored);
    } catch {
      // said when it came (StageHealth)
    }
  }
}

function shortOf(why: string): string {
  return `Stored events since the last start were not all taken up by the baselines (${why}): scores of today may be higher or lower than they should be. It passes with the next training.`;
}
