// Names in the order in which they were last seen, each with when, and a figure. What a Map does where an entry is deleted and set again;
// but a Map grows by that and is copied anew every some hundred times, which costs more than all the rest of an event of a flood.
//
//   slots   0     1     2     3        older/newer: the slots in front of and behind it, NONE at the ends
//   keys    carol alice bob   -        oldest: 1, newest: 0:  alice <-> bob <-> carol

const NONE = -1;

export class RecentNames {
  readonly #slots = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #times: number[] = [];
  readonly #figures: number[] = [];
  readonly #older: number[] = [];
  readonly #newer: number[] = [];
  #oldest = NONE;
  #newest = NONE;
  /** Of one that was forgotten, to be used again. */
  #free = NONE;

  /** As `entries` gave it. */
  static from(entries: Iterable<readonly [name: string, time: number, figure?: number]>): RecentNames {
    const names = new RecentNames();
    for (const [name, time, figure = 0] of entries) names.see(name, time, figure);
    return names;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Undefined: it is not among them. Valid until the next change. */
  slot(name: string): number | undefined {
    return this.#slots.get(name);
  }

  timeAt(slot: number): number {
    return this.#times[slot]!;
  }

  figureAt(slot: number): number {
    return this.#figures[slot]!;
  }

  /** It becomes the newest, whatever `time` says. */
  see(name: string, time: number, figure = 0): void {
    let slot = this.#slots.get(name);
    if (slot === undefined) this.#append((slot = this.#take(name)));
    else if (slot !== this.#newest) {
      this.#unlink(slot);
      this.#append(slot);
    }
    this.#times[slot] = time;
    this.#figures[slot] = figure;
  }

  delete(name: string): void {
    const slot = this.#slots.get(name);
    if (slot !== undefined) this.#remove(slot);
  }

  /** NONE (-1): there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The one behind it, or NONE. */
  after(slot: number): number {
    return this.#newer[slot]!;
  }

  removeOldest(): void {
    if (this.#oldest !== NONE) this.#remove(this.#oldest);
  }

  /** Oldest first. */
  *entries(): IterableIterator<[name: string, time: number, figure: number]> {
    for (let slot = this.#oldest; slot !== NONE; slot = this.#newer[slot]!)
      yield [this.#keys[slot]!, this.#times[slot]!, this.#figures[slot]!];
  }

  #take(name: string): number {
    const slot = this.#free === NONE ? this.#keys.length : this.#free;
    if (slot === this.#free) this.#free = this.#newer[slot]!;
    this.#keys[slot] = name;
    this.#slots.set(name, slot);
    return slot;
  }

  #append(slot: number): void {
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const older = this.#older[slot]!;
    const newer = this.#newer[slot]!;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  #remove(slot: number): void {
    this.#unlink(slot);
    this.#slots.delete(this.#keys[slot]!);
    this.#keys[slot] = '';
    this.#newer[slot] = this.#free;
    this.#free = slot;
  }
}
