// How hard it is for the store to keep up: what waits in front of it, how long commits take and how many events they hold. Two numbers are
// counted a commit, none a message.

/** Plain JSON, in the shape of a Prometheus histogram. */
export interface HistogramState {
  /** Upper bounds, ascending; `counts` has one more, for what is above. */
  readonly bounds: readonly number[];
  /** Of each range alone, not summed up. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface PressureHealth {
  /** Memory of what waits in front of the store, and from where on messages are refused (`collector.queueBytes`). */
  readonly queueBytes: number;
  readonly queueLimitBytes: number;
  readonly queueEvents: number;
  /** Since the collector's start: messages refused because neither the queue nor the spool had room for them. Not those whose senders were told so. */
  readonly refused?: number;
  /** Since the collector's start. */
  readonly commitSeconds: HistogramState;
  readonly commitEvents: HistogramState;
}

const COMMIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COMMIT_EVENTS = [1, 10, 100, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000];

export class Pressure {
  readonly #seconds = new Histogram(COMMIT_SECONDS);
  readonly #events = new Histogram(COMMIT_EVENTS);

  /** One append to the store went through. */
  committed(events: number, ms: number): void {
    this.#seconds.observe(ms / 1_000);
    this.#events.observe(events);
  }

  health(queue: Omit<PressureHealth, 'commitSeconds' | 'commitEvents'>): PressureHealth {
    return { ...queue, commitSeconds: this.#seconds.state(), commitEvents: this.#events.state() };
  }
}

class Histogram {
  readonly #counts: number[];
  #sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const at = this.bounds.findIndex((bound) => value <= bound);
    this.#counts[at < 0 ? this.bounds.length : at]! += 1;
    this.#sum += value;
  }

  state(): HistogramState {
    return { bounds: this.bounds, counts: [...this.#counts], sum: this.#sum };
  }
}
