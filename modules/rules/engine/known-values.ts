// The values that a first-seen rule knows, within a bound. Those that come day after day are the usual ones: a flood of values that are
// seen once (invented names, say) pushes out others of its kind before it pushes out these, which would then be told as new.

const DAY_MS = 86_400_000;
/** Of the bound. Where the usual ones have it, those of them go that were not seen for the longest time, so that new ones have room. */
const USUAL_SHARE = 0.75;

/** `again`: known, and seen again a day or more after the last time that was noted. */
export type Sight = 'new' | 'known' | 'again';

export class KnownValues {
  /** Value -> ms of the first time, in the order of learning. */
  readonly #fresh = new Map<string, number>();
  /** Those that came again a day later. Value -> ms of the last time (to a day), in that order. */
  readonly #usual = new Map<string, number>();

  constructor(private readonly max: number) {}

  get size(): number {
    return this.#fresh.size + this.#usual.size;
  }

  /** In the order of `at` (ms). @param isUsual it came again a day later, the last time at `at` */
  restore(value: string, at: number, isUsual: boolean): void {
    (isUsual ? this.#usual : this.#fresh).set(value, at);
  }

  /** What it is at this time (ms); it is known from then on. Call `makeRoom` after a new one. */
  see(value: string, time: number): Sight {
    const at = this.#usual.get(value) ?? this.#fresh.get(value);
    if (at !== undefined && time - at < DAY_MS) return 'known';
    this.delete(value);
    this.restore(value, time, at !== undefined);
    return at === undefined ? 'new' : 'again';
  }

  delete(value: string): void {
    this.#fresh.delete(value);
    this.#usual.delete(value);
  }

  /** Forgets what is too many, and says what. Many at once: to find the oldest one V8 walks over every one that was deleted before. */
  makeRoom(): readonly string[] {
    if (this.size <= this.max) return [];
    const from = this.#usual.size > this.max * USUAL_SHARE ? this.#usual : this.#fresh;
    const oldest: string[] = [];
    for (const value of from.keys()) {
      from.delete(value);
      if (oldest.push(value) > this.max >> 4) break;
    }
    return oldest;
  }
}
