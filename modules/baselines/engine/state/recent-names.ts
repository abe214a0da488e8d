// Names in the order in which they were last seen, each with when, and a figure. What a Map does where an entry is deleted and set again;
// but a Map grows by that and is copied anew every some hundred times, which costs more than all the rest of an event of a flood.
//
//   slots     0                          1                          2           older, newer: the slots in front of it and behind it,
//   keys      carol                      alice                      bob         NONE at the ends: alice (oldest) <-> bob <-> carol
//   figures   time figure older newer    time figure older newer    ...         one array: a slot lies within one line of the cache

const NONE = -1;
const STRIDE = 4;
const TIME = 0;
const FIGURE = 1;
const OLDER = 2;
const NEWER = 3;

export class RecentNames {
  readonly #slots = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #figures: number[] = [];
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
    return this.#figures[slot * STRIDE + TIME]!;
  }

  figureAt(slot: number): number {
    return this.#figures[slot * STRIDE + FIGURE]!;
  }

  /** It becomes the newest, whatever `time` says. */
  see(name: string, time: number, figure = 0): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) this.add(name, time, figure);
    else this.seeAgain(slot, time, figure);
  }

  /** The same for a name that is not among them. */
  add(name: string, time: number, figure: number): void {
    const slot = this.#take(name);
    this.#append(slot);
    this.#put(slot, time, figure);
  }

  /** The same for one whose slot is known. */
  seeAgain(slot: number, time: number, figure: number): void {
    if (slot !== this.#newest) {
      this.#unlink(slot);
      this.#append(slot);
    }
    this.#put(slot, time, figure);
  }

  delete(name: string): void {
    const slot = this.#slots.get(name);
    if (slot !== undefined) this.#remove(slot);
  }

  /** NONE (-1): there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The same. */
  get newest(): number {
    return this.#newest;
  }

  /** The one behind it, or NONE. */
  after(slot: number): number {
    return this.#figures[slot * STRIDE + NEWER]!;
  }

  removeOldest(): void {
    if (this.#oldest !== NONE) this.#remove(this.#oldest);
  }

  /** Oldest first. */
  *entries(): IterableIterator<[name: string, time: number, figure: number]> {
    for (let slot = this.#oldest; slot !== NONE; slot = this.#figures[slot * STRIDE + NEWER]!)
      yield [this.#keys[slot]!, this.#figures[slot * STRIDE + TIME]!, this.#figures[slot * STRIDE + FIGURE]!];
  }

  #take(name: string): number {
    const slot = this.#free === NONE ? this.#keys.length : this.#free;
    if (slot === this.#free) this.#free = this.#figures[slot * STRIDE + NEWER]!;
    if (slot === this.#keys.length) this.#figures.push(0, 0, NONE, NONE);
    this.#keys[slot] = name;
    this.#slots.set(name, slot);
    return slot;
  }

  #put(slot: number, time: number, figure: number): void {
    this.#figures[slot * STRIDE + TIME] = time;
    this.#figures[slot * STRIDE + FIGURE] = figure;
  }

  #append(slot: number): void {
    this.#figures[slot * STRIDE + OLDER] = this.#newest;
    this.#figures[slot * STRIDE + NEWER] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#figures[this.#newest * STRIDE + NEWER] = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const older = this.#figures[slot * STRIDE + OLDER]!;
    const newer = this.#figures[slot * STRIDE + NEWER]!;
    if (older === NONE) this.#oldest = newer;
    else this.#figures[older * STRIDE + NEWER] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#figures[newer * STRIDE + OLDER] = older;
  }

  #remove(slot: number): void {
    this.#unlink(slot);
    this.#slots.delete(this.#keys[slot]!);
    this.#keys[slot] = '';
    this.#figures[slot * STRIDE + NEWER] = this.#free;
    this.#free = slot;
  }
}
