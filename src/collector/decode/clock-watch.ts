// How far one source's clock is off: receipt minus the device's time, over its last live messages. Bounded: 32 numbers a source,
// made with its first message that says a time.

const SAMPLES = 32;

export class ClockWatch {
  /** Live messages that said a time. */
  samples = 0;
  /** The zone in which the last time without one was read. */
  zone: string | undefined;
  #drifts: Float64Array | undefined;
  /** Of the samples in `#drifts`. */
  #count = 0;

  /**
   * @param driftMs receipt minus the device's time as it was resolved
   * @param zone in which a time without one was read (with another one, the samples before say nothing any more); undefined for a
   * time that said its own
   */
  add(driftMs: number, zone: string | undefined): void {
    if (zone !== undefined && this.zone !== zone) {
      this.zone = zone;
      this.#count = 0;
    }
    this.#drifts ??= new Float64Array(SAMPLES);
    this.#drifts[this.#count % SAMPLES] = driftMs;
    this.#count += 1;
    this.samples += 1;
  }

  /** Median; undefined without any sample. */
  driftMs(): number | undefined {
    if (this.#drifts === undefined || this.#count === 0) return undefined;
    const sorted = this.#drifts.slice(0, Math.min(this.#count, SAMPLES)).sort();
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
  }
}
