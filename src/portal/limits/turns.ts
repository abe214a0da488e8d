// So many at once for one person, so many in all. Who comes too much waits for a turn, and turns go round between people, so that one
// with sixty requests delays the others by one; or, where nothing waits, is refused.

import { Fault } from '#src/faults.js';

export interface TurnLimits {
  readonly perPerson: number;
  readonly inAll: number;
  /** Waiting requests of one person; 0: nobody waits. */
  readonly waiting: number;
}

interface Waiting {
  readonly start: () => void;
}

const RETRY_AFTER_SECONDS = 5;

export class Turns {
  readonly #running = new Map<string, number>();
  /** By person; who had a turn last stands last. Nobody has an empty list. */
  readonly #waiting = new Map<string, Waiting[]>();
  #all = 0;

  /** `refusal`: the sentence for who has too many. */
  constructor(
    private readonly limits: TurnLimits,
    private readonly refusal: string,
  ) {}

  /**
   * At once; the answer gives the place back, once, however often it is called.
   * @throws Fault THROTTLED
   */
  take(person: string): () => void {
    if (!this.#isRoomFor(person)) throw this.#refuse();
    return this.#begin(person);
  }

  /**
   * Does the work when it is this person's turn, and has the place until it has ended.
   * @param signal who asked is gone: then a turn that has not begun never does
   * @throws Fault THROTTLED when too many of this person wait; the signal's reason; what `work` throws
   */
  async run<T>(person: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = await this.#turn(person, signal);
    try {
      return await work();
    } finally {
      end();
    }
  }

  #turn(person: string, signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    // Whoever waits already comes first.
    if (!this.#waiting.has(person) && this.#isRoomFor(person)) return Promise.resolve(this.#begin(person));
    const mine = this.#waiting.get(person) ?? [];
    if (mine.length >= this.limits.waiting) throw this.#refuse();
    this.#waiting.set(person, mine);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve(this.#begin(person));
        },
      };
      const leave = (): void => {
        this.#drop(person, waiting);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      mine.push(waiting);
    });
  }

  #isRoomFor(person: string): boolean {
    return this.#all < this.limits.inAll && (this.#running.get(person) ?? 0) < this.limits.perPerson;
  }

  #begin(person: string): () => void {
    this.#count(person, 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count(person, -1);
      this.#next();
    };
  }

  #count(person: string, by: 1 | -1): void {
    this.#all += by;
    const count = (this.#running.get(person) ?? 0) + by;
    if (count === 0) this.#running.delete(person);
    else this.#running.set(person, count);
  }

  #next(): void {
    const person = [...this.#waiting.keys()].find((each) => this.#isRoomFor(each));
    if (person === undefined) return;
    const first = this.#waiting.get(person)![0]!;
    this.#drop(person, first);
    first.start();
  }

  /** This person is last in the round from now on. */
  #drop(person: string, waiting: Waiting): void {
    const left = (this.#waiting.get(person) ?? []).filter((each) => each !== waiting);
    this.#waiting.delete(person);
    if (left.length > 0) this.#waiting.set(person, left);
  }

  #refuse(): Fault {
    return new Fault('THROTTLED', this.refusal, { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
  }
}
