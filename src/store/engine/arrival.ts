// Positions in the order of arrival: how far each segment that may still grow has come. A follower reads up to one; the writer says
// after each append where it stands, so that who was told of the events and who scans for them agree on what is whose.

import { NOTHING_ARRIVED, writeArrival, type Arrival } from './cursor.js';
import type { SegmentState } from './segment.js';

/** The first ordinal of a segment that lies behind the position. */
export function nextOrdinal(arrival: Arrival, state: Pick<SegmentState, 'id' | 'created' | 'nextOrdinal'>): number {
  return arrival.open.get(state.id) ?? (state.created <= arrival.created ? state.nextOrdinal : 0);
}

/** The same position with fewer words: sealed segments that were read to the end need no mention once all before them are settled too. */
export function settled({ created, open }: Arrival, states: readonly SegmentState[]): Arrival {
  const rest = new Map<string, number>();
  let isContiguous = true;
  let watermark = created;
  for (const state of states) {
    const read = nextOrdinal({ created, open }, state);
    if (isContiguous && state.sealed && read >= state.nextOrdinal) {
      watermark = Math.max(watermark, state.created);
      continue;
    }
    isContiguous = false;
    if (state.created > watermark || open.has(state.id)) rest.set(state.id, read);
  }
  return { created: watermark, open: rest };
}

/** Behind everything there is. */
export function endOf(states: readonly SegmentState[]): Arrival {
  const open = new Map(states.map(({ id, nextOrdinal: next }) => [id, next]));
  return settled({ ...NOTHING_ARRIVED, open }, states);
}

/** So many segments are named before a position is rewritten from what the segments say: an import of many days opens many. */
const MIN_REWRITE = 64;

/** Where the writer stands, kept along with its appends. */
export class Standing {
  readonly #open = new Map<string, number>();
  #created = NOTHING_ARRIVED.created;
  #rewriteAbove = -1;

  /** @param states what the segments say of themselves, in the order of their making */
  constructor(private readonly states: () => Promise<readonly SegmentState[]>) {}

  /** To be called before an append, and alone. */
  async prepare(): Promise<void> {
    if (!this.isCrowded) return;
    const { created, open } = endOf(await this.states());
    this.#created = created;
    this.#open.clear();
    for (const [id, next] of open) this.#open.set(id, next);
    this.#rewriteAbove = Math.max(MIN_REWRITE, 2 * open.size);
  }

  /** `prepare` has something to do. */
  get isCrowded(): boolean {
    return this.#open.size > this.#rewriteAbove;
  }

  note({ id, nextOrdinal: next }: Pick<SegmentState, 'id' | 'nextOrdinal'>): void {
    this.#open.set(id, next);
  }

  /** As text; see ScanBatch.position. */
  position(): string {
    return writeArrival({ created: this.#created, open: this.#open });
  }
}
