// Events of one kind name their fields in the same order. So where a field goes is found along the trail of the names before it, by
// comparing one name, and looked up only where an event leaves the way that the last one took.

/** What follows on the names up to here. */
export interface TrailStep {
  readonly name: string;
  readonly slot: number | undefined;
  /** Where the last event went on. */
  next: TrailStep | undefined;
  readonly ways: Map<string, TrailStep>;
}

const MAX_STEPS = 10_000;

export class FieldTrail {
  #start = stepOf('', undefined);
  #steps = 0;

  /** @param slots of the names that have one */
  constructor(private readonly slots: ReadonlyMap<string, number>) {}

  get start(): TrailStep {
    return this.#start;
  }

  /** Where the trail goes on with a name. */
  after(step: TrailStep, name: string): TrailStep {
    const { next } = step;
    return next !== undefined && next.name === name ? next : this.#turn(step, name);
  }

  #turn(step: TrailStep, name: string): TrailStep {
    let next = step.ways.get(name);
    if (next === undefined) {
      if (this.#steps >= MAX_STEPS) {
        this.#start = stepOf('', undefined);
        this.#steps = 0;
      }
      next = stepOf(name, this.slots.get(name));
      step.ways.set(name, next);
      this.#steps += 1;
    }
    step.next = next;
    return next;
  }
}

function stepOf(name: string, slot: number | undefined): TrailStep {
  return { name, slot, next: undefined, ways: new Map() };
}
