// What the stage says about itself: what an event costs, what it failed on, how much came too late to be judged.

/** Every so many events are measured: reading the time costs as much as many an event. */
const MEASURED_EVERY = 32;
/** Of the last measured ones. */
const WEIGHT = 1 / 64;
/** The share of late events is looked at after so many. */
const WINDOW_EVENTS = 10_000;
const FLOOD = 0.2;

export class StageHealth {
  #events = 0;
  #costUs = 0;
  #failed = 0;
  #lastFailure = '';
  #windowAt = 0;
  #lateBefore = 0;
  #flood: string | undefined;

  /** @returns ms to give to `end` */
  begin(): number {
    this.#events += 1;
    return this.#events % MEASURED_EVERY === 0 ? performance.now() : 0;
  }

  end(startedMs: number): void {
    if (startedMs === 0) return;
    const us = (performance.now() - startedMs) * 1_000;
    this.#costUs += (us - this.#costUs) * Math.max(WEIGHT, MEASURED_EVERY / this.#events);
  }

  failed(why: string): void {
    this.#failed += 1;
    this.#lastFailure = why;
  }

  /** @param late events that came too late, since the start */
  watch(late: number): void {
    const events = this.#events - this.#windowAt;
    if (events < WINDOW_EVENTS) return;
    const share = (late - this.#lateBefore) / events;
    this.#flood =
      share < FLOOD
        ? undefined
        : `Of the last ${events} events ${Math.round(share * 100)} % came more than an hour behind the newest and were not judged: the clock of a device, or of this machine, is wrong, or events are kept back on their way.`;
    this.#windowAt = this.#events;
    this.#lateBefore = late;
  }

  /** µs an event */
  get costUs(): number {
    return Math.round(this.#costUs * 100) / 100;
  }

  problems(): readonly string[] {
    const failed =
      this.#failed === 0
        ? []
        : [`The baselines failed on ${this.#failed} events, which have no score: ${this.#lastFailure}`];
    return [...failed, ...(this.#flood === undefined ? [] : [this.#flood])];
  }
}
